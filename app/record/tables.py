"""Past results of a group as a matrix: a line a student, a column a control of a past semester of the plan."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from app.attestation.controls import FORMS, parse_result
from app.attestation.rules import Result
from app.core.errors import DomainError, Invalid
from app.core.text import N_, normalise
from app.exchange import cells
from app.exchange.rules import Column, Limits, Table
from app.record.queries_plan import PlanControl
from app.record.rules import CARRIED

KEY = "control-"
NAME_HEADER, BOOK_HEADER = "ФИО студента", "№ зачётной книжки"
LIMITS = Limits(rows=1_000, columns=250, file_bytes=3 * 1024 * 1024, unpacked_bytes=30 * 1024 * 1024)


def header_of(control: PlanControl) -> str:
    """Give the head of a control's column in the template: index, name, control, semester."""
    return f"{control.title}, {FORMS[control.form].name}, {control.semester} сем."


def result_cell(form: str) -> Callable[[object], str]:
    """Make the parser of a result of a control; what may be written is told in the error."""
    possible = (*(one for one in FORMS[form].results if one in CARRIED), Result.NOT_ATTESTED)

    def parse(cell: object) -> str:
        typed = cells.plain(cell)
        if normalise(typed) in ("н/а", "на"):
            return str(Result.NOT_ATTESTED)
        try:
            found = parse_result(typed, FORMS[form])
        except DomainError:
            found = None
        if found is None or found not in possible:
            raise Invalid(N_("«%(typed)s» is no result of this control. Possible: %(possible)s."), typed=typed[:30], possible=", ".join(possible))
        return str(found)

    return parse


def balance_table(controls: Sequence[PlanControl]) -> Table:
    """Declare the table of a group's plan; without controls only what every such file has."""
    names: dict[str, int] = {}
    for one in controls:
        names[normalise(one.name)] = names.get(normalise(one.name), 0) + 1
    columns = [
        Column("person", N_("Full name"), (NAME_HEADER, "ФИО", "Студент", "Фамилия, имя, отчество", "Ф.И.О."), cells.text(160), required=True),
        Column("record_book", N_("Record book number"), (BOOK_HEADER, "Зачётная книжка", "№ зачётки"), cells.text(30)),
    ]
    for one in controls:
        alone = (one.title, one.name) if names[normalise(one.name)] == 1 else ()
        columns.append(Column(f"{KEY}{one.id}", header_of(one), (header_of(one), *alone), result_cell(one.form)))
    return Table("opening_results", N_("Past results of a group"), tuple(columns), LIMITS, unique=(("person", "record_book"),))
