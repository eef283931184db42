"""The command ``report``: any printed form without the web."""

import hashlib
import os
import tempfile
from collections.abc import Mapping
from pathlib import Path

from app.access.scope import acting
from app.core.actor import Actor
from app.core.errors import Invalid
from app.core.text import N_
from app.documents import handing, registry


def report(organization_id: int, kind: str, arguments: Mapping[str, str], output: Path) -> dict[str, object]:
    """Write the paper ``kind`` to ``output`` (whole or not at all) and give {kind, file, bytes, sha256}.

    Raises Invalid for an unknown kind, a missing or a foreign argument; and whatever the feature refuses.
    """
    known = registry.reports()
    if kind not in known:
        raise Invalid(N_("There is no report «%(kind)s». Known reports: %(known)s."), kind=kind, known=", ".join(known))
    wanted = known[kind].arguments
    if set(arguments) != set(wanted):
        named = ", ".join(f"--{name}" for name in wanted)
        raise Invalid(N_("The report «%(kind)s» takes: %(arguments)s."), kind=kind, arguments=named)
    actor = Actor.system(organization_id, name="report")
    with acting(actor), handing.handed_out(actor):
        body = known[kind].make(actor, arguments)
    _write(output, body)
    return {"kind": kind, "file": str(output), "bytes": len(body), "sha256": hashlib.sha256(body).hexdigest()}


def _write(output: Path, body: bytes) -> None:
    handle, name = tempfile.mkstemp(dir=output.parent, prefix=".report-", suffix=".pdf")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(body)
        os.replace(name, output)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
