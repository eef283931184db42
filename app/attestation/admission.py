"""Admission to a control: its reasons are computed from the journal, a person decides, the sheet tells it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from app.attestation import filling, queries
from app.attestation.models import AttestationEntry, AttestationSheet
from app.attestation.rules import Result
from app.attestation.states import ISSUED, PRIMARY
from app.attestation.typed import ONLY, Typed
from app.core.actor import Actor
from app.core.errors import Invalid, Refused
from app.core.text import N_
from app.gradebook.rules import Standing

ADMITTED = "допущен при: "
"""How the decision to admit somebody whom the journal speaks against begins in the line."""


@dataclass(frozen=True, slots=True)
class Question:
    """A line of a sheet with what speaks against admission; empty where nothing does."""

    line: AttestationEntry
    standing: Standing | None
    reasons: tuple[str, ...]

    @property
    def is_refused(self) -> bool:
        """Tell whether the line says «н/доп»."""
        return self.line.result == Result.NOT_ADMITTED

    @property
    def is_decided(self) -> bool:
        """Tell whether somebody has decided on what the journal says against."""
        return self.is_refused or (self.line.reason or "").startswith(ADMITTED)


def reasons(standing: Standing | None) -> tuple[str, ...]:
    """Give what speaks against admission, in the words of the paper: required tasks without a mark, absences."""
    if standing is None:
        return ()
    found = [f"обязательные работы без отметки — {standing.open_tasks}"] if standing.open_tasks else []
    if standing.proposal == Result.NOT_ATTESTED and standing.total_hours and standing.absent_hours:
        found.append(f"пропущено {standing.absent_hours} из {standing.total_hours} ч")
    elif standing.proposal == Result.NOT_ATTESTED and not found:
        found.append("не аттестован за семестр")
    return tuple(found)


def questions(sheet: AttestationSheet, lines: Sequence[AttestationEntry]) -> list[Question]:
    """Give every line of a primary sheet with what speaks against admission; nothing for later attempts."""
    standings = queries.standings(sheet)
    return [
        Question(line, found, reasons(found)) for line in lines for found in (standings.get((line.part_id, line.student_id)),)
    ]  # fmt: skip


def decide(actor: Actor, sheet_id: int, refused: Collection[int], asked: Mapping[int, int]) -> int:
    """Write the decision on the lines ``asked`` ({line: version}): those in ``refused`` are not admitted, others are.

    Gives how many lines changed. A line that has a result of the event is left alone. Raises what ``filling.fill_many``
    raises, Refused for a later attempt, Invalid for a line of another sheet or one that nothing speaks against.
    """
    sheet = filling.own_sheet(actor, sheet_id)
    if sheet.kind != PRIMARY or sheet.status != ISSUED:
        raise Refused(N_("Admission is decided in a primary sheet while it is being filled."))
    known = {one.line.id: one for one in questions(sheet, queries.entries(sheet.id)) if one.reasons}
    if set(asked) - set(known) or set(refused) - set(asked):
        raise Invalid(N_("The form could not be read. Nothing was saved; open the sheet again."))
    single = len(sheet.parts) < 2
    typed = [
        _typed(one, line_id in refused, asked[line_id], ONLY if single else one.line.part_id)
        for line_id, one in known.items()
        if line_id in asked and one.line.result in (None, Result.NOT_ADMITTED)
    ]
    before = {one.line.id: one.line.version for one in known.values()}
    lines = filling.fill_many(actor, sheet_id, typed)
    return sum(1 for line in lines if line.id in before and line.version != before[line.id])


def _typed(one: Question, is_refused: bool, version: int, part_id: int) -> Typed:
    why = "; ".join(one.reasons)
    said = why if is_refused else f"{ADMITTED}{why}"
    return Typed(one.line.student_id, str(Result.NOT_ADMITTED) if is_refused else "", version=version, part_id=part_id, reason=said[:200])
