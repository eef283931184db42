"""Storage of files: the nomenclature, and acts of destruction that neither a running term nor a pending expert check lets through."""

import re
from datetime import date

import pytest
from sqlalchemy import func, select

from app.access.scope import unscoped
from app.closing import storage_rules as rules
from app.closing.models_storage import DestructionAct, StorageItem
from app.core.errors import Conflict
from app.documents.models import Document
from app.extensions import db
from tests.closing.test_views import text_of

TODAY = date(2026, 11, 23)


def test_a_term_runs_from_the_year_after_and_nothing_is_kept_for_ever_in_vain():
    assert rules.free_from(2020, 5) == date(2026, 1, 1)
    assert rules.free_from(2020, None) is None
    assert [rules.term_words(*one) for one in ((1, False), (3, True), (5, False), (75, True), (None, False))] == ["1 г.", "3 г. ЭПК", "5 л.", "75 л. ЭПК", "Постоянно"]
    kept = rules.Kept("Ведомости", 2020, 5, False)
    assert list(rules.refusals(kept, TODAY)) == []
    for one in (rules.Kept("Ведомости", 2021, 5, False), rules.Kept("Учебные планы", 1990, None, False)):
        assert len(list(rules.refusals(one, TODAY))) == 1
    experts = rules.Kept("Личные дела", 1950, 50, True)
    assert [type(one).__name__ for one in rules.approval_problems([], "draft", "", TODAY)] == ["Invalid"]
    assert [type(one).__name__ for one in rules.approval_problems([experts], "draft", "", TODAY)] == ["Refused"]
    assert [type(one).__name__ for one in rules.approval_problems([experts], "expert", "", TODAY)] == ["Conflict"]
    assert list(rules.approval_problems([experts], "draft", "№ 3", TODAY)) == []
    with pytest.raises(Conflict):
        rules.step("carry_out", "draft")


def test_an_act_goes_by_its_people_and_waits_for_the_experts(app, client_as, world):
    secretary, director, deputy = client_as("secretary"), client_as("director"), client_as("deputy")
    assert "Заполнить типовой номенклатурой" in secretary.get("/storage/list/").text
    assert secretary.post("/storage/destruction/customary").status_code == 303
    assert secretary.post("/storage/destruction/customary").status_code == 409
    assert "05-08" in deputy.get("/storage/list/").text
    assert deputy.post("/storage/destruction/new").status_code == 403
    page = secretary.post("/storage/destruction/new").location
    with app.app_context(), unscoped():
        ids = {one.code: one.id for one in db.session.scalars(select(StorageItem))}
        db.session.remove()

    def put(code, year, units="3"):
        return secretary.post(f"{page}/line", data={"item": str(ids[code]), "year": year, "units": units})

    line = f"/storage/edit/{ids['05-13']}"
    version = re.search(r'name="row_version"[^>]*value="([^"]+)"', secretary.get(line).text).group(1)
    typed = {"code": "05-13", "title": "Расписание занятий", "years": "2", "place": "Шкаф 4", "article": "по перечню", "row_version": version}
    assert secretary.post(line, data=typed).status_code == 303
    assert "Шкаф 4" in deputy.get("/storage/list/").text and deputy.post(line, data=typed).status_code == 403
    assert put("05-08", "2020").status_code == 303
    for code, year, units in (("05-08", "2020", "3"), ("05-08", "2022", "3"), ("05-12", "1990", "3"), ("05-08", "", "3"), ("05-08", "2019", "0")):
        answer = put(code, year, units)
        assert answer.status_code == 422 and "class=\"alert" in answer.text, (code, year)
    assert put("05-04", "2005").status_code == 303
    assert secretary.post(f"{page}/approve").status_code == 403
    assert director.post(f"{page}/approve").status_code == 422  # experts were not asked
    assert secretary.post(f"{page}/experts").status_code == 303
    assert director.post(f"{page}/approve").status_code == 409  # they have not answered
    assert put("05-08", "2019").status_code == 409
    assert secretary.post(f"{page}/print").status_code == 422
    assert secretary.post(f"{page}/protocol", data={"protocol": " "}).status_code == 422
    assert secretary.post(f"{page}/protocol", data={"protocol": "№ 3 от 20.11.2026"}).status_code == 303
    assert director.post(f"{page}/approve").status_code == 303
    assert put("05-08", "2019").status_code == 409
    first = secretary.post(f"{page}/print").data
    assert "АКТ ОБ УНИЧТОЖЕНИИ ДЕЛ" in text_of(first) and "протокол № 3 от 20.11.2026" in text_of(first)
    assert secretary.post(f"{page}/print").data == first
    assert secretary.post(f"{page}/done", data={"done_on": "2026-11-01"}).status_code == 422
    assert secretary.post(f"{page}/done", data={"done_on": "2026-11-23"}).status_code == 303
    assert client_as("director", world.foreign).get(page).status_code == 404
    with app.app_context(), unscoped():
        assert db.session.scalar(select(DestructionAct.state)) == "done"
        assert db.session.scalar(select(func.count(Document.id)).where(Document.kind == "destruction_act")) == 1
