"""The package of a closed half-year and its indicators: checked without the product, the same numbers everywhere."""

import hashlib
import io
import json
import subprocess
import sys
import zipfile

import pytest
from python_calamine import CalamineWorkbook
from sqlalchemy import func, select
from sqlalchemy import text as sql

from app.access.scope import acting, unscoped
from app.attestation.rules import FORMULAS
from app.closing import checks, indicators, package, period, queries_semester, reports, snapshot
from app.closing.commands import pack_semester_command
from app.closing.indicators import Told
from app.closing.models import Closing, SemesterAct
from app.closing.models_package import SemesterPackage
from app.core.actor import Actor
from app.core.errors import Forbidden, Refused
from app.core.transaction import transaction
from app.documents import operations as documents
from app.documents import rendering
from app.documents.models import Document
from app.extensions import db
from app.terms import queries as terms
from tests.closing.test_freeze import past_the_guards
from tests.closing.test_semester import close_all, leave_one_term, prepare
from tests.closing.test_views import text_of


def pack(on_behalf, college, key="coordinator"):
    with on_behalf(key) as actor, transaction():
        with package.pack(actor, college.semester_id)[1] as file:
            return file.read()


def check(folder, body):
    """Run the script that lies in the package, with nothing but Python."""
    (folder / "package.zip").write_bytes(body)
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        (folder / "verify.py").write_bytes(archive.read("verify.py"))
    command = [sys.executable, "-I", "-S", "-X", "utf8", str(folder / "verify.py"), str(folder / "package.zip")]
    answer = subprocess.run(command, capture_output=True, encoding="utf-8", cwd=folder)
    return answer.returncode, answer.stdout


def changed(body, name, text):
    """Give the archive with one file replaced, or left out for None."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(body)) as old, zipfile.ZipFile(buffer, "w") as new:
        for one in old.namelist():
            if one != name:
                new.writestr(one, old.read(one))
            elif text is not None:
                new.writestr(one, text)
    return buffer.getvalue()


def test_the_package_is_checked_without_the_product_and_any_change_is_named(app, ready, on_behalf, tmp_path):
    with pytest.raises(Refused):
        pack(on_behalf, ready)
    close_all(on_behalf, ready)
    leave_one_term(ready)
    with pytest.raises(Refused):
        pack(on_behalf, ready)
    root = prepare(on_behalf, ready).root_sha256
    with acting(Actor.system(ready.id, "pack-semester")):
        code, told = pack_semester_command("2026/2027", 1, tmp_path / "first.zip")
    assert (code, told["papers"]) == (0, 5)
    with pytest.raises(Forbidden):
        pack(on_behalf, ready, "secretary")
    body = (tmp_path / "first.zip").read_bytes()
    with unscoped():
        assert db.session.scalar(select(func.count(Document.id))) == 5
    with on_behalf("coordinator") as actor, transaction():
        act = text_of(reports.print_control_act(actor, prepare(on_behalf, ready).id).body)
    assert pack(on_behalf, ready) == body, "what was packed once is packed again byte for byte, the act of control lies beside it"
    with unscoped():
        made = db.session.scalars(select(SemesterPackage)).one()
        pages = sum(rendering.pages_of(documents.bytes_of(one)) for one in db.session.scalars(select(Document)) if one.kind != "control_act")
    assert (made.size, made.sha256) == (len(body), hashlib.sha256(body).hexdigest())
    whole = act.replace("\u00a0", " ")
    assert made.sha256 in whole and f"{len(body):,} байт".replace(",", " ") in whole and f"Всего документов — 5, страниц — {pages}." in whole
    code, said = check(tmp_path, body)
    assert (code, root in said) == (0, True), said
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        names = archive.namelist()
        manifest = json.loads(archive.read("manifest.json"))
        assert sum(name.startswith("papers/") for name in names) == 5
        snapshot = next(name for name in names if name.startswith("snapshots/"))
        with unscoped():
            assert archive.read(snapshot).decode() == db.session.scalars(select(Closing.snapshot)).one()
    forged = json.dumps(manifest | {"root": "0" * 64}, ensure_ascii=False)
    for name, text, word in (
        (snapshot, "{}", "снимок не тот"), (next(n for n in names if n.endswith(".pdf")), "x", "файл изменён"),
        (next(n for n in names if n.endswith(".pdf")), None, "нет файла"), ("manifest.json", forged, "корневая"),
    ):  # fmt: skip
        code, said = check(tmp_path, changed(body, name, text))
        assert (code, word in said) == (1, True), (name, said)


def test_a_close_of_an_early_version_without_totals_is_named_and_breaks_no_page(app, ready_outside, on_behalf, client_as):
    with app.app_context():
        close_all(on_behalf, ready_outside)
        leave_one_term(ready_outside)
        with unscoped():
            told = {key: value for key, value in json.loads(db.session.scalars(select(Closing.snapshot)).one()).items() if key != "totals"}
        text = snapshot.canonical(told)
        with past_the_guards() as connection:
            connection.execute(sql("UPDATE closing SET totals = '{}', snapshot = :text, sha256 = :sum"), {"text": text, "sum": snapshot.sha256(text)})
        with unscoped():
            assert list(checks.closed_rows()) == []
        act_id = prepare(on_behalf, ready_outside).id
        pack(on_behalf, ready_outside)
        db.session.remove()
    coordinator = client_as("coordinator")
    assert "без показателей (закрыты прежней версией программы): ИСП-11, 1 сем." in client_as("deputy").get(f"/reports/period/{ready_outside.semester_id}").text
    printed = text_of(coordinator.post(f"/reports/control-act/{act_id}").data)
    assert "ИСП-11 1 — — — — — 1" in printed
    assert "АКТ ЗАКРЫТИЯ СЕМЕСТРА ГРУППЫ" in text_of(coordinator.post(f"/reports/closing-act/{ready_outside.group_term_id}").data)
    assert "SHA-256" in coordinator.get(f"/closing/{ready_outside.group_term_id}").text
    assert coordinator.get(f"/closing/semester/{ready_outside.semester_id}").status_code == 200


def totals(course, department, good, marks, teachers=("Иванов И. И.",)):
    results = {"fives": "0", "fours": str(marks), "threes": "0", "twos": "1", "passed": "0", "failed": "0", "ungraded": "0",
               "outside": "0", "total": str(marks + 1), "absolute": None, "quality": None, "mean": None, "training": None}  # fmt: skip
    return {
        "course": course, "department": department, "debtors": "1", "absence": {"hours": "10", "excused": "4", "planned": "200"},
        "group": {"excellent": "0", "good": str(good), "one_three": "0", "passing": "1", "failing": "1", "total": str(good + 2),
                  "absolute": "0.0", "quality": "0.0"},
        "items": [{"code": "ОП.01", "name": "Право", "control": "экзамен", "teachers": list(teachers), "indicators": results}],
    }  # fmt: skip


def test_lines_add_the_counts_and_compute_by_the_one_formula():
    found = [Told("А-11", 1, totals("1", "Первое", 2, 3)), Told("Б-21", 3, totals("2", None, 3, 4, ("Петров П. П.", "Иванов И. И.")))]
    groups = indicators.lines(found, "group")
    assert [one.name for one in groups] == ["А-11, 1 сем.", "Б-21, 3 сем.", "Всего"]
    everything = groups[-1]
    assert (everything.students.total, str(everything.students.quality), str(everything.students.absolute)) == (9, "55.6", "77.8")
    assert (str(everything.marks.mean), str(everything.attendance), everything.debtors) == ("3.56", "95.0", 2)
    assert [one.name for one in indicators.lines(found, "department")] == ["Без отделения", "Первое", "Всего"]
    assert [one.name for one in indicators.lines(found, "course")] == ["1 курс", "2 курс", "Всего"]
    teachers = {one.name: one.marks.total for one in indicators.lines(found, "teacher")}
    assert teachers == {"Иванов И. И.": 9, "Петров П. П.": 5}
    (item,) = indicators.lines(found, "item")
    assert (item.name, item.marks.fours, str(item.marks.training)) == ("ОП.01 Право, экзамен", 7, "53.3")
    heads, rows = indicators.table([item], "item")
    assert len(heads) == len(rows[0]) == 14
    heads, rows = indicators.table(groups, "group")
    assert len(heads) == len(rows[0]) == 13


def test_page_paper_and_workbook_show_the_same_numbers(app, ready_outside, on_behalf, client_as, world):
    page = f"/reports/period/{ready_outside.semester_id}"
    curator = client_as("curator")
    assert "Ни один" in curator.get(page).text
    with app.app_context():
        close_all(on_behalf, ready_outside)
        with on_behalf("deputy"):
            half = queries_semester.half(terms.semester(ready_outside.semester_id))
            row = indicators.table(period.lines(half, "group"), "group")[1][0]
        db.session.remove()
    deputy = client_as("deputy")
    shown = deputy.get(page).text
    assert row[:4] == ("ИСП-11, 1 сем.", "8", "0", "8")
    assert all(f">{cell}<" in shown for cell in row)
    assert "закрыто групп 1 из 2" in shown
    book = CalamineWorkbook.from_filelike(io.BytesIO(deputy.post(f"{page}/xlsx").data))
    for sheet, kind in enumerate(indicators.KINDS):  # N, formulas and the same cells in every reading, on every carrier
        with app.app_context(), on_behalf("deputy"):
            rows = indicators.table(period.lines(queries_semester.half(terms.semester(ready_outside.semester_id)), kind), kind)[1]
        shown, printed = deputy.get(f"{page}?by={kind}").text, text_of(deputy.post(f"{page}/pdf", data={"by": kind}).data)
        assert rows and all(f">{cell}<" in shown for row in rows for cell in row), kind
        assert all(" ".join(row[1:]) in printed for row in rows), kind
        for formula in FORMULAS:
            assert formula in shown.replace("&lt;", "<") and formula[:40] in printed, kind
        assert [line[0] for line in book.get_sheet_by_index(sheet).to_python()[1:]] == [row[0] for row in rows], kind
    assert "Петрова" in deputy.get(f"{page}?by=teacher").text
    foreign = client_as("deputy", world.foreign)
    assert foreign.get(page).status_code == foreign.post(f"{page}/xlsx").status_code == 404
    assert client_as("teacher").get(page).status_code == 403
    assert client_as("coordinator").post(f"/closing/semester/{ready_outside.semester_id}/package").status_code == 422
    with app.app_context(), unscoped():
        assert db.session.scalar(select(func.count(SemesterAct.id))) == 0
