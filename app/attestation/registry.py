"""What higher floors do when a result becomes official: they register at start-up, sheets know nothing of them."""

from __future__ import annotations

from collections.abc import Callable

from app.attestation.models import AttestationSheet
from app.core.actor import Actor

SheetHook = Callable[[Actor, AttestationSheet], None]
_closed: list[SheetHook] = []
_superseded: list[SheetHook] = []


def register_closed(hook: SheetHook) -> SheetHook:
    """Call ``hook(actor, sheet)`` in the transaction that closes a sheet, any kind and revision, after it is closed."""
    if hook not in _closed:
        _closed.append(hook)
    return hook


def register_superseded(hook: SheetHook) -> SheetHook:
    """Call ``hook(actor, sheet)`` when a closed sheet stops being in force: its next revision is being filled."""
    if hook not in _superseded:
        _superseded.append(hook)
    return hook


def closed(actor: Actor, sheet: AttestationSheet) -> None:
    """Tell everybody that the sheet is closed."""
    for hook in _closed:
        hook(actor, sheet)


def superseded(actor: Actor, sheet: AttestationSheet) -> None:
    """Tell everybody that the sheet was replaced."""
    for hook in _superseded:
        hook(actor, sheet)
