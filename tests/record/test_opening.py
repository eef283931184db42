"""Opening balances: the matrix of a third course, once, all or nothing, by the command and by the page."""

import io
import re
from datetime import date

import pytest

from app.access.scope import unscoped
from app.core.errors import Conflict, DomainError, Forbidden, Invalid
from app.core.transaction import transaction
from app.exchange.parsing import parse
from app.exchange.reading import read
from app.exchange.writing import to_xlsx
from app.extensions import db
from app.record import book, opening, operations, previewing
from app.record.commands import import_results_command
from app.record.models import CarriedResult
from app.record.tables import balance_table
from app.students import queries as students

DAY = date(2026, 6, 30)


def matrix(group, marks):
    """Give the template of a group filled with {surname: [results]}."""
    heads, rows = opening.template_rows(group)
    filled = [[*row[:2], *marks.get(row[0].split()[0], row[2:])] for row in rows]
    return to_xlsx("Итоги", heads, filled)


def parsed(group, body):
    table = balance_table(opening.past_controls(group))
    return parse(table, read(body, table.limits))


GOOD = {"Лосев": [5, "4", "зач", 5], "Медведев": ["2", "н/а", "незачет", "3"], "Носова": ["", "", "зачтено", ""]}


def test_a_matrix_is_carried_over_once_and_counted_like_any_other(engine_app, older_of, on_behalf):
    with engine_app.app_context():
        older = older_of()
        with on_behalf("secretary") as actor:
            group = students.group_by_id(older.group_id)
            found = parsed(group, matrix(group, GOOD))
            plan = previewing.plan_results(group, found)
            assert found.ok and plan.ok and [row.cells[1:] for row in plan.rows] == [("4", "0", "0", "0"), ("4", "3", "0", "0"), ("1", "0", "0", "3")]
            with transaction():
                done = opening.import_results(actor, students.group_by_id(older.group_id), found.records, paper_date=DAY)
            assert (done.results, done.debts, done.students, done.known) == (9, 3, 3, 0)
            with transaction():
                again = opening.import_results(actor, students.group_by_id(older.group_id), found.records, paper_date=DAY)
            assert (again.results, again.known) == (0, 9)
            record = book.record_of(older.students["Лосев"])
            assert (str(record.summary.mean), str(record.summary.fives_share), record.missing) == ("4.67", "66.7", 0)
            assert {line.source.carried.paper for line in record.lines} == {opening.DEFAULT_PAPER}
            worse = parsed(group, matrix(group, GOOD | {"Лосев": ["3", "4", "зач", "5"]}))
            refused = previewing.plan_results(group, worse)
            assert [(one.cell, one.params["result"]) for one in refused.findings] == [("C2", "5")]
            with pytest.raises(DomainError), transaction():
                opening.import_results(actor, students.group_by_id(older.group_id), worse.records, paper_date=DAY)


def test_every_error_stands_at_its_cell(app, older, on_behalf):
    with app.app_context(), on_behalf("secretary"):
        group = students.group_by_id(older.group_id)
        found = parsed(group, matrix(group, {"Лосев": ["зач", "7", "5", ""]}))
        assert [(one.cell, one.value) for one in found.errors] == [("C2", "зач"), ("D2", "7"), ("E2", "5")]
        heads, rows = opening.template_rows(group)
        stranger = parsed(group, to_xlsx("Итоги", heads, [["Чужой Иван", "", "5"], *rows[1:]]))
        plan = previewing.plan_results(group, stranger)
        assert [(one.cell, str(one.level)) for one in plan.findings] == [("A2", "error"), ("", "warning")]
        assert not previewing.plan_results(group, parsed(group, to_xlsx("Итоги", ["ФИО", "Что-то"], [["Лосев Олег", "5"]]))).ok


def test_who_may_and_with_which_paper(app, older, on_behalf):
    with app.app_context():
        with on_behalf("secretary") as actor:
            group = students.group_by_id(older.group_id)
            rows = parsed(group, matrix(group, GOOD)).records
            for paper, day in (("  ", DAY), ("Сводная", date(2027, 1, 1))):
                with pytest.raises(Invalid), transaction():
                    opening.import_results(actor, group, rows, paper=paper, paper_date=day)
            with transaction():
                opening.import_results(actor, students.group_by_id(older.group_id), rows, paper_date=DAY)
        with on_behalf("curator") as curator, pytest.raises(Forbidden), transaction():
            opening.import_results(curator, group, rows, paper_date=DAY)
        with on_behalf("secretary") as actor:
            wrong = book.record_of(older.students["Лосев"]).lines[0].source.carried
            with pytest.raises(Invalid), transaction():
                operations.annul_result(actor, wrong.id, " ")
            with transaction():
                operations.annul_result(actor, wrong.id, "опечатка в сводной")
            assert book.record_of(older.students["Лосев"]).lines[0].result is None
            with pytest.raises(Conflict), transaction():
                operations.annul_result(actor, wrong.id, "ещё раз")


def test_the_command_says_what_it_does(app, older, college, tmp_path):
    path = tmp_path / "итоги.xlsx"
    with app.app_context():
        from app.access.scope import acting
        from app.core.actor import Actor

        with acting(Actor.system(college.id)):
            path.write_bytes(matrix(students.group_by_id(older.group_id), GOOD))
        options = {"organization_id": college.id, "as_json": True}
        code, told = import_results_command(path, "ИСП-31", "", "2026-06-30", dry_run=True, **options)
        assert (code, told["results"], told["debts"]) == (0, 9, 3)
        assert import_results_command(path, "ИСП-31", "", "2026-06-30", **options)[1]["results"] == 9
        assert import_results_command(path, "ИСП-31", "", "30.06", **options)[0] == 1
        assert import_results_command(path, "Нет такой", "", "", **options)[0] == 1
        with unscoped():
            assert {one.paper_date for one in db.session.query(CarriedResult)} == {DAY}


def test_the_pages_from_template_to_record(app, older, world, college, client_as):
    secretary = client_as("secretary")
    page = secretary.get(f"/opening-results/?target={older.group_id}").text
    assert "Скачать шаблон" in page and "ИСП-31" in page and "ИСП-11" not in page
    template = secretary.get(f"/opening-results/template?target={older.group_id}")
    assert template.status_code == 200 and template.data[:2] == b"PK"
    assert secretary.get(f"/opening-results/template?target={world.foreign.group_id}").status_code == 404
    with app.app_context(), unscoped():
        body = matrix(students.group_by_id(older.group_id), GOOD)
    sent = secretary.post("/opening-results/send", data={"target": older.group_id, "file": (io.BytesIO(body), "итоги.xlsx")})
    preview = secretary.get(sent.location)
    assert "будет перенесено" in preview.text.lower() or "будут перенесены" in preview.text.lower()
    refused = secretary.post(f"{sent.location}/confirm", data={"paper": "Сводная", "paper_date": ""})
    assert refused.status_code == 422
    done = secretary.post(f"{sent.location}/confirm", data={"paper": "Сводная ведомость", "paper_date": "2026-06-30"})
    assert done.status_code == 303 and done.location.endswith(f"/record/group/{older.group_id}")
    loser = older.students["Медведев"]
    shown = secretary.get(f"/record/{loser}")
    assert "Сводная ведомость" in shown.text and "30.06.2026" in shown.text
    result = re.search(rf"/record/{loser}/annul/(\d+)", shown.text)[1]
    assert secretary.post(f"/record/{loser}/annul/{result}", data={"reason": ""}).status_code == 422
    assert client_as("curator").post(f"/record/{loser}/annul/{result}", data={"reason": "так надо"}).status_code == 403
    assert client_as("secretary", world.foreign).post(f"/record/{loser}/annul/{result}", data={"reason": "так надо"}).status_code == 404
    assert secretary.post(f"/record/{loser}/annul/{result}", data={"reason": "опечатка"}).status_code == 303
