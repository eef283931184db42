"""What people upload to be kept: documents as they are, pictures made anew."""

from __future__ import annotations

import io
import re
from collections.abc import Collection

from PIL import Image, ImageOps, UnidentifiedImageError

from app.core.errors import Invalid
from app.core.text import N_

LARGEST_FILE = 5 << 20
# First bytes decide, not the name: a PDF, or a package of Office documents.
KINDS = {".pdf": (b"%PDF-", "application/pdf"), ".docx": (b"PK\x03\x04", "application/vnd.openxmlformats-officedocument.wordprocessingml.document")}


def check_file(name: str, body: bytes) -> tuple[str, str]:
    """Give (safe name, type) of an uploaded file; Invalid for another kind, an empty or a too large one."""
    suffix = f".{name.rsplit('.', 1)[-1].lower()}" if "." in name else ""
    magic, kind = KINDS.get(suffix, (b"", ""))
    if not kind or not body.startswith(magic):
        raise Invalid(N_("Upload a PDF or a DOCX file."), field="file")
    if len(body) > LARGEST_FILE:
        raise Invalid(N_("The file is larger than %(most)s MB."), field="file", most=LARGEST_FILE >> 20)
    safe = re.sub(r"[^\w.\- ]+", "_", name.rsplit("/", 1)[-1].rsplit("\\", 1)[-1]).strip("._ ")[:150]
    return safe or f"document{suffix}", kind


def redrawn(
    sent: bytes, kinds: Collection[str], *, most_pixels: int, size: tuple[int, int], quality: int, field: str, wrong: str
) -> bytes:
    """Give a picture made anew as a JPEG of at most ``size``, without what the file carried besides the picture.

    The points are counted before any is unpacked. Raises Invalid at ``field``: ``wrong`` for what is none of ``kinds``.
    """
    try:
        with Image.open(io.BytesIO(sent), formats=tuple(kinds)) as opened:
            if opened.width * opened.height > most_pixels:
                raise _too_many_points(field)
            opened.draft("RGB", (max(size), max(size)))  # a JPEG is read no finer than it is kept
            picture = ImageOps.exif_transpose(opened).convert("RGB")
    except Image.DecompressionBombError:
        raise _too_many_points(field) from None
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError):
        raise Invalid(wrong, field=field) from None
    picture.thumbnail(size)
    output = io.BytesIO()
    picture.save(output, "JPEG", quality=quality)
    return output.getvalue()


def _too_many_points(field: str) -> Invalid:
    return Invalid(N_("The picture has too many points. Make it smaller."), field=field)
