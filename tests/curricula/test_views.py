"""The pages of plans as different people meet them."""

import re
from html import unescape
from io import BytesIO

import pytest
from sqlalchemy import func, select

from app.access.scope import unscoped
from app.core.transaction import transaction
from app.curricula import operations, queries
from app.curricula.models import Curriculum, CurriculumItem
from app.curricula.plan_file import read_plan
from app.exchange.reading import read
from app.exchange.rules import Limits
from app.extensions import db


@pytest.fixture
def methodist(client_as):
    """Give a signed-in methodist."""
    return client_as("methodist")


@pytest.fixture
def file(small_plx):
    """Give the bytes of a small plan of a specialty new to the college."""
    small_plx.programme["Шифр"] = "38.02.01"
    return small_plx.file()


@pytest.fixture
def stored(app, on_behalf, file):
    """Store the small plan; give its id."""
    with app.app_context(), on_behalf("methodist") as actor, transaction():
        return operations.import_plan(actor, read_plan(file), 2024).curriculum.id


def upload(client, data, name="план.plx", **fields):
    return client.post("/curricula/import/", data={"file": (BytesIO(data), name), **fields})


def hidden(page, name):
    return unescape(re.search(rf'name="{name}"[^>]*value="([^"]*)"', page.text)[1])


def fields_of(page, **changes):
    names = ("token", "against")
    seen = {"intake_year": "2024", "base": "9", "qualification": "Программист"}
    return {**{name: hidden(page, name) for name in names}, **seen, **changes}


def count(app, model=Curriculum):
    with app.app_context(), unscoped():
        return db.session.scalar(select(func.count()).select_from(model))


def item_id(app, curriculum_id, code):
    with app.app_context(), unscoped():
        return db.session.scalar(
            select(CurriculumItem.id).where(CurriculumItem.curriculum_id == curriculum_id, CurriculumItem.code == code)
        )


def test_upload_look_confirm(app, methodist, file):
    before = count(app), count(app, CurriculumItem)
    page = upload(methodist, file)
    assert page.status_code == 200
    for text in ("38.02.01", "МДК.01.01", "Операционные системы", "ДЗ, КРаб"):
        assert text in page.text
    assert (count(app), count(app, CurriculumItem)) == before
    saved = methodist.post("/curricula/import/save", data=fields_of(page))
    assert saved.status_code == 303
    assert (count(app), count(app, CurriculumItem)) == (before[0] + 1, before[1] + 7)
    card = methodist.get(saved.headers["Location"])
    assert card.status_code == 200
    assert "МДК.01.01" in card.text


def test_the_preview_of_the_real_plan(methodist, real_file):
    page = upload(methodist, real_file)
    assert page.status_code == 200
    totals = re.findall(r"<b>([^<]*)</b>", re.search(r"<tfoot>(.*?)</tfoot>", page.text, re.DOTALL)[1])
    assert totals[:7] == ["4464", "612", "900", "612", "864", "612", "864"]
    assert totals[7:14] == ["10", "0", "2", "2", "2", "2", "2"]
    assert totals[14:] == ["40", "5", "8", "4", "8", "6", "9"]
    assert "1548" in page.text


def test_the_same_file_again_offers_nothing_to_save(app, methodist, file, stored):
    before = count(app)
    page = upload(methodist, file)
    assert f"/curricula/show/{stored}" in page.text
    again = methodist.post("/curricula/import/save", data=fields_of(page))
    assert again.status_code == 303
    assert count(app) == before


def test_a_changed_file_shows_the_difference_and_becomes_a_version(app, methodist, file, stored):
    changed = file.decode("utf-16").replace("Операционные системы", "Операционные среды").encode("utf-16")
    page = upload(methodist, changed)
    assert "Операционные системы" in page.text
    assert "Операционные среды" in page.text
    saved = methodist.post("/curricula/import/save", data=fields_of(page))
    with app.app_context(), unscoped():
        newest = db.session.get(Curriculum, int(saved.headers["Location"].rsplit("/", 1)[1]))
        assert newest.version == 2


def test_a_version_saved_by_somebody_else_meanwhile_is_not_passed_over(app, methodist, file, stored):
    first = upload(methodist, file.decode("utf-16").replace("Операционные", "Сетевые").encode("utf-16"))
    second = upload(methodist, file.decode("utf-16").replace("Операционные", "Облачные").encode("utf-16"))
    assert methodist.post("/curricula/import/save", data=fields_of(first)).status_code == 303
    late = methodist.post("/curricula/import/save", data=fields_of(second))
    assert late.status_code == 409
    assert "Сетевые системы" in late.text
    assert methodist.post("/curricula/import/save", data=fields_of(late)).status_code == 303


def test_another_year_is_compared_again_without_the_file(methodist, file, stored):
    page = upload(methodist, file)
    other = methodist.post("/curricula/import/preview", data=fields_of(page, intake_year="2025"))
    assert other.status_code == 200
    assert f"/curricula/show/{stored}" not in other.text
    assert methodist.post("/curricula/import/save", data=fields_of(other, intake_year="2025")).status_code == 303


def test_a_missing_year_or_qualification_is_asked_with_the_plan_still_shown(app, methodist, small_plx):
    del small_plx.head["ГодНачалаПодготовки"], small_plx.head["Квалификация"]
    before = count(app)
    page = upload(methodist, small_plx.file())
    assert page.status_code == 200
    refused = methodist.post("/curricula/import/save", data=fields_of(page, intake_year="", qualification=""))
    assert refused.status_code == 422
    assert "МДК.01.01" in refused.text
    assert count(app) == before


@pytest.mark.parametrize("data", [b"", b"nonsense", "<!DOCTYPE a [<!ENTITY b 'c'>]><Документ>&b;</Документ>".encode()])
def test_a_bad_file_gets_a_sentence_at_the_field(methodist, data):
    page = upload(methodist, data)
    assert page.status_code == 422
    assert "field-error" in page.text
    assert "Traceback" not in page.text


def test_a_university_plan_is_refused_on_the_page(app, methodist, small_plx):
    small_plx.programme.update({"Шифр": "09.03.01", "УровеньОбразования": 3})
    before = count(app)
    assert upload(methodist, small_plx.file()).status_code == 422
    assert count(app) == before


def test_a_preview_belongs_to_its_person_and_cannot_be_altered(app, methodist, client_as, world, file):
    page = upload(methodist, file)
    stranger = client_as("methodist", world.foreign)
    before = count(app)
    assert stranger.post("/curricula/import/save", data=fields_of(page)).status_code == 422
    token = hidden(page, "token")
    altered = fields_of(page, token=token[:30] + ("A" if token[30] != "A" else "B") + token[31:])
    assert methodist.post("/curricula/import/save", data=altered).status_code == 422
    assert methodist.post("/curricula/import/save", data={}).status_code == 422
    assert count(app) == before


@pytest.mark.parametrize("role", ["teacher", "deputy", "coordinator"])
def test_who_may_not_import_reads_only(app, client_as, role, stored, file):
    client = client_as(role)
    card = client.get(f"/curricula/show/{stored}")
    assert card.status_code == 200
    assert "МДК.01.01" in card.text
    assert client.get("/curricula/import/").status_code == 403
    assert upload(client, file).status_code == 403
    assert "/curricula/import/" not in client.get("/curricula/list/").text


def test_a_teacher_changes_nothing(app, client_as, stored):
    teacher = client_as("teacher")
    line = item_id(app, stored, "ОП.01")
    card = teacher.get(f"/curricula/show/{stored}").text
    assert f"/curricula/items/{line}" not in card
    assert teacher.get(f"/curricula/{stored}/items/add").status_code == 403
    for address in (
        f"items/{line}/delete",
        f"items/{line}/move",
        f"copy/{stored}",
        f"version/{stored}/approve",
        f"version/{stored}/next",
        f"delete/{stored}",
    ):
        assert teacher.post(f"/curricula/{address}").status_code == 403


def test_another_college_does_not_exist(app, client_as, world, stored):
    stranger = client_as("methodist", world.foreign)
    line = item_id(app, stored, "ОП.01")
    assert "38.02.01" not in stranger.get("/curricula/list/").text
    for address in (f"show/{stored}", f"{stored}/items/add", f"items/{line}/edit", f"version/{stored}/difference", f"version/{stored}/next"):
        assert stranger.get(f"/curricula/{address}").status_code == 404
    for address in (f"{stored}/items/add", f"items/{line}/edit", f"items/{line}/delete", f"items/{line}/move",
                    f"copy/{stored}", f"delete/{stored}", f"version/{stored}/next", f"version/{stored}/difference.xlsx"):  # fmt: skip
        assert stranger.post(f"/curricula/{address}", data={"name": "x"}).status_code == 404
    with app.app_context(), unscoped():
        assert db.session.get(CurriculumItem, line).name == "Операционные системы"


@pytest.mark.parametrize("pk", ["0", "999999", "-1", "x", "9" * 30, "1%00"])
def test_absurd_ids_are_not_found(methodist, pk):
    assert methodist.get(f"/curricula/{pk}/items/add").status_code == 404
    assert methodist.get(f"/curricula/items/{pk}/edit").status_code == 404


def line(**changes):
    return {"parent": "CYCLE/ОПЦ", "kind": "discipline", "code": "ОП.02", "name": "Право", "is_counted": "y",
            "t1_lectures": "20", "t1_practicals": "16,5", "t1_controls": "дз, кп", **changes}  # fmt: skip


def test_typing_a_line_without_scripts(app, on_behalf, methodist, stored):
    form = methodist.get(f"/curricula/{stored}/items/add?parent=CYCLE/ОПЦ")
    assert form.status_code == 200
    assert 'name="t8_controls"' in form.text
    saved = methodist.post(f"/curricula/{stored}/items/add", data=line(next="another"))
    assert saved.status_code == 303
    assert "items/add" in saved.headers["Location"]
    with app.app_context(), on_behalf("teacher"):
        item = queries.plan_of(queries.curriculum(stored)).item("ОП.02")
        assert (float(item.total), [control.form for control in item.terms[0].controls]) == (36.5, ["ДЗ", "КП"])


@pytest.mark.parametrize(
    "wrong",
    [{"name": ""}, {"t1_controls": "ЁЖ"}, {"t1_lectures": "-1"}, {"t1_lectures": "NaN"}, {"t1_lectures": "много"},
     {"t1_lectures": "1e9"}, {"code": "ОП.01"}, {"parent": "нет"}, {"kind": "нет"}, {"kind": "cycle"}],
)  # fmt: skip
def test_a_wrong_line_is_refused_and_what_was_typed_stays(app, methodist, stored, wrong):
    before = count(app, CurriculumItem)
    page = methodist.post(f"/curricula/{stored}/items/add", data=line(**wrong))
    assert page.status_code == 422
    assert 'value="16,5"' in page.text
    assert count(app, CurriculumItem) == before


def test_changing_a_line(app, on_behalf, methodist, stored):
    pk = item_id(app, stored, "ОП.01")
    form = methodist.get(f"/curricula/items/{pk}/edit")
    assert 'value="ДЗ"' in form.text
    data = line(code="ОП.01", name="ОС", seen=hidden(form, "seen"))
    assert methodist.post(f"/curricula/items/{pk}/edit", data=data).status_code == 303
    stale = methodist.post(f"/curricula/items/{pk}/edit", data={**data, "name": "Иное"})
    assert stale.status_code == 409
    with app.app_context(), on_behalf("teacher"):
        assert queries.plan_of(queries.curriculum(stored)).item("ОП.01").name == "ОС"


def test_saving_an_untouched_form_changes_nothing(app, on_behalf, methodist, stored):
    with app.app_context(), on_behalf("teacher"):
        before = queries.plan_of(queries.curriculum(stored))
    for code in ("ОП.01", "МДК.01.01", "УП.01.01", "ПМ.01.ЭК", "ПМ.01"):
        pk = item_id(app, stored, code)
        page = methodist.get(f"/curricula/items/{pk}/edit").text
        data = {unescape(n): unescape(v) for n, v in re.findall(r'<input[^>]*name="([^"]+)"[^>]*value="([^"]*)"', page)}
        for name, options in re.findall(r'<select[^>]*name="(\w+)"[^>]*>(.*?)</select>', page, re.DOTALL):
            data[name] = unescape(re.search(r'<option selected value="([^"]*)"', options)[1])
        data.pop("is_variable", None)
        assert methodist.post(f"/curricula/items/{pk}/edit", data=data).status_code == 303
    with app.app_context(), on_behalf("teacher"):
        assert queries.plan_of(queries.curriculum(stored)) == before


def test_deleting_and_moving_lines(app, on_behalf, methodist, stored):
    assert (
        methodist.post(f"/curricula/items/{item_id(app, stored, 'ПЦ')}/move", data={"direction": "up"}).status_code
        == 303
    )
    assert methodist.post(f"/curricula/items/{item_id(app, stored, 'ПМ.01')}/delete").status_code == 303
    with app.app_context(), on_behalf("teacher"):
        assert [item.code for item in queries.plan_of(queries.curriculum(stored)).items] == ["ПЦ", "ОПЦ", "ОП.01"]


def test_nothing_is_written_by_opening_a_page(app, methodist, stored):
    pk = item_id(app, stored, "ОП.01")
    for address in (f"items/{pk}/delete", f"items/{pk}/move", f"copy/{stored}", f"delete/{stored}"):
        assert methodist.get(f"/curricula/{address}").status_code == 405


def test_a_plan_in_use_offers_a_new_version_instead_of_changes(app, methodist, college):
    card = methodist.get(f"/curricula/show/{college.curriculum_id}").text
    line_id = college.item_ids["ОУП.01"]
    assert f"/curricula/items/{line_id}/edit" not in card
    assert f"/curricula/copy/{college.curriculum_id}" in card
    refused = methodist.post(f"/curricula/items/{line_id}/delete")
    assert refused.status_code == 409
    made = methodist.post(f"/curricula/copy/{college.curriculum_id}")
    assert made.status_code == 303
    assert "items/" in methodist.get(made.headers["Location"]).text


def test_a_deputy_approves(app, client_as, stored):
    deputy, address = client_as("deputy"), f"/curricula/version/{stored}/approve"
    assert address in deputy.get(f"/curricula/show/{stored}").text
    assert "Проверки" in deputy.get(address).text
    order = {"number": "145/1-у", "day": "2026-11-20"}
    assert deputy.post(address, data={"number": "", "day": "2026-11-20"}).status_code == 422
    assert deputy.post(address, data={"number": "145/1-у", "day": "2026-11-24"}).status_code == 422
    assert client_as("methodist").post(address, data=order).status_code == 403
    assert deputy.post(address, data=order).status_code == 303
    card = deputy.get(f"/curricula/show/{stored}").text
    assert "145/1-у" in card and "01.09." in card.split("Действует с")[1][:200]
    assert deputy.post(address, data=order).status_code == 409
    assert client_as("methodist").get(f"/curricula/sheet/{stored}").status_code == 409
    assert deputy.post(f"/curricula/withdraw/{stored}").status_code == 303
    assert "145/1-у" not in deputy.get(f"/curricula/show/{stored}").text.split('class="history')[0]


def test_a_copy_for_the_next_intake_and_what_differs_from_it(app, methodist, stored):
    made = methodist.post(f"/curricula/version/{stored}/next", data={"intake_year": "2025"})
    assert made.status_code == 303
    copy = int(made.headers["Location"].rsplit("/", 1)[1])
    page = methodist.get(f"/curricula/version/{copy}/difference")
    assert "Отличий нет" in page.text
    line = item_id(app, copy, "ОП.01")
    assert methodist.post(f"/curricula/items/{line}/delete").status_code == 303
    page = methodist.get(f"/curricula/version/{copy}/difference")
    assert "Строка: удаление" in page.text and "ОП.01" in page.text and "2024" in page.text
    rows = read(methodist.post(f"/curricula/version/{copy}/difference.xlsx").data, Limits()).rows
    assert rows[0][0] == "Строка" and any("ОП.01" in str(row[0]) and row[2] == "удаление" for row in rows[1:])
    with app.app_context(), unscoped():
        first, second = db.session.get(Curriculum, stored), db.session.get(Curriculum, copy)
        assert (second.intake_year, second.version, second.status, second.made_from_id) == (2025, 1, "draft", stored)
        assert {row.item_key for row in queries.items_of(second.id)} < {row.item_key for row in queries.items_of(first.id)}


def test_beginning_a_plan_by_hand(app, methodist, on_behalf, world):
    with app.app_context(), on_behalf("methodist"):
        programme = queries.curriculum(world.home.curriculum_id).programme_id
    made = methodist.post("/curricula/add", data={"programme": programme, "intake_year": 2026, "fgos_order": ""})
    assert made.status_code == 303
    address = made.headers["Location"]
    assert methodist.get(address).status_code == 200
    pk = address.rsplit("/", 1)[1]
    first = {"kind": "cycle", "code": "ОПЦ", "name": "Общепрофессиональный цикл", "parent": "", "is_counted": "y"}
    assert methodist.post(f"/curricula/{pk}/items/add", data=first).status_code == 303
    assert methodist.post(f"/curricula/{pk}/items/add", data=line()).status_code == 303
    with app.app_context(), on_behalf("teacher"):
        assert queries.curriculum(int(pk)).version == 2


@pytest.mark.parametrize("list_page", ["specialties", "programmes", "curricula"])
def test_lists_of_plans(client_as, list_page):
    page = client_as("teacher").get(f"/{list_page}/list/")
    assert page.status_code == 200
    assert "09.02.07" in page.text


def test_the_volume_of_the_standard_stands_beside_the_plan(app, methodist, stored):
    with app.app_context(), unscoped():
        one = db.session.get(Curriculum, stored).programme
        data = {"specialty": one.specialty_id, "qualification": one.qualification, "base": one.base, "study_form": one.study_form, "years": one.years,
                "months": one.months, "kind": "specialist", "fgos_hours": 5940, "head_name": "Ким О. П.", "row_version": one.row_version}  # fmt: skip
        pk = one.id
    assert methodist.post(f"/programmes/edit/{pk}", data=data).status_code == 303
    assert "объём программы по ФГОС — 5940" in methodist.get(f"/curricula/show/{stored}").text


def test_a_specialty_needs_a_federal_code(app, methodist):
    assert methodist.post("/specialties/add", data={"code": "9.2.7", "name": "Х"}).status_code == 422
    assert methodist.post("/specialties/add", data={"code": "15.01.05", "name": "Сварщик"}).status_code == 303
    assert methodist.post("/specialties/add", data={"code": "15.01.05", "name": "Сварщик"}).status_code in (409, 422)
