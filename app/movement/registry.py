"""What higher packages tell of students before an order moves them: guards and proposals for the next course.

Higher packages fill the lists at start-up::

    register_guard(("GRADUATE",), lambda ids, day: {student_id: [Obstacle(N_("debts: %(count)s"), (("count", 2),))]})
    register_proposal(lambda ids, day: {student_id: Verdict("conditional", N_("debts: %(count)s"), (("count", 1),))})

and draft an order themselves by ``app.movement.operations.draft_order``.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from app.core.actor import Actor
from app.movement.kinds import NOT_TRANSFERRED, OUTCOMES

TRANSFERRED, CONDITIONAL = tuple(OUTCOMES)
# Beside the kinds of orders: expulsions on the initiative of the college, and whatever is a disciplinary measure.
INITIATIVE, DISCIPLINE = "EXPEL on initiative", "disciplinary measure"


@dataclass(frozen=True, slots=True)
class Obstacle:
    """What speaks against a line: an English msgid whose parameters may use ``%(student)s``; a warning unless it blocks."""

    msgid: str
    params: tuple[tuple[str, object], ...] = ()
    blocks: bool = True


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is proposed for the next course: ``transferred``, ``conditional`` or ``not``, and why (a msgid)."""

    outcome: str
    msgid: str = ""
    params: tuple[tuple[str, object], ...] = ()


Guard = Callable[[Collection[int], date], Mapping[int, Sequence[Obstacle]]]
Proposal = Callable[[Collection[int], date], Mapping[int, Verdict]]

@dataclass(frozen=True, slots=True)
class Step:
    """What goes on beside the orders when the year turns: a sentence (a msgid with ``%(count)s``) and where it is done."""

    msgid: str
    count: int
    address: str


NextStep = Callable[[date], Step | None]
_steps: list[NextStep] = []


def register_step(step: NextStep) -> NextStep:
    """Let a higher package say what is to be done when the year turns on a day."""
    if step not in _steps:
        _steps.append(step)
    return step


@dataclass(frozen=True, slots=True)
class Turner:
    """What a higher package does in the same operation as the orders: ``begin`` and ``back`` take (actor, day, name of the turn)."""

    begin: Callable[[Actor, date, str], int]
    back: Callable[[Actor, date, str], int]


_turners: list[Turner] = []


def register_turner(turner: Turner) -> None:
    """Let a higher package take part in the turn of the year and in taking it back."""
    if turner not in _turners:
        _turners.append(turner)


def turn(actor: Actor, day: date, batch: str) -> int:
    """Do what higher packages do as the year turns; gives how many records were made."""
    return sum(turner.begin(actor, day, batch) for turner in _turners)


def turn_back(actor: Actor, day: date, batch: str) -> int:
    """Undo it as far as nothing hangs on it yet; gives how many records went."""
    return sum(turner.back(actor, day, batch) for turner in _turners)


def next_steps(day: date) -> list[Step]:
    """Give what else is to be done for the year that begins on ``day``."""
    return [found for step in _steps if (found := step(day)) is not None]


_guards: dict[str, list[Guard]] = {}
_proposals: list[Proposal] = []
_SEVERITY = (TRANSFERRED, CONDITIONAL, NOT_TRANSFERRED)


def register_guard(kinds: Sequence[str], guard: Guard) -> Guard:
    """Let ``guard`` judge every line of orders of ``kinds`` (or INITIATIVE, DISCIPLINE); it costs a fixed number of statements."""
    for kind in kinds:
        if guard not in _guards.setdefault(kind, []):
            _guards[kind].append(guard)
    return guard


def register_proposal(proposal: Proposal) -> Proposal:
    """Let ``proposal`` say who goes on to the next course; of several the strictest counts, silence means transferred."""
    if proposal not in _proposals:
        _proposals.append(proposal)
    return proposal


def obstacles(kind: str, students: Collection[int], day: date) -> dict[int, list[Obstacle]]:
    """Ask every guard of ``kind``: {student id: obstacles}."""
    found: dict[int, list[Obstacle]] = {}
    for guard in _guards.get(kind, ()):
        for student, said in guard(students, day).items():
            found.setdefault(student, []).extend(said)
    return found


def verdicts(students: Collection[int], day: date) -> dict[int, Verdict]:
    """Give what is proposed for each student, transferred where nobody says otherwise."""
    found = {student: Verdict(TRANSFERRED) for student in students}
    for proposal in _proposals:
        for student, verdict in proposal(students, day).items():
            if student in found and _SEVERITY.index(verdict.outcome) > _SEVERITY.index(found[student].outcome):
                found[student] = verdict
    return found
