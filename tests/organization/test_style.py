"""The page of the look of papers: the sample follows what is typed, issued papers stay, new ones follow."""

import pytest

from app.access.scope import acting
from app.documents import operations
from app.extensions import db
from app.settings.rules import DECLARED
from app.settings.views import written
from app.students.models import StudyGroup
from tests.browser.college import text_of
from tests.documents import samples

PREFIXES = ("documents.", "headings.", "attestation.title.")


def typed(**changed):
    usual = {key: written(one.default) for key, one in DECLARED.items() if key.startswith(PREFIXES)}
    return usual | {"documents." + key: value for key, value in changed.items()}


def page(answer):
    return answer.get_data(as_text=True)


def test_the_sample_follows_what_is_typed_and_nothing_is_kept(client_as):
    client = client_as("deputy")
    shown = page(client.post("/paper-style/sample", data=typed(number="{series}-{number}/{year}", head_line="ул. Мира, 1")))
    assert "ЗЭВ-12/" in shown and "ул. Мира, 1" in shown
    heading = typed() | {"attestation.title.З": "Зачётный лист", "shown": "attestation.title.З"}
    assert "Зачётный лист" in page(client.post("/paper-style/sample", data=heading))
    wanted = {"headings.undertaking.title": "ПОДПИСКА", "headings.undertaking.purpose": "о неразглашении", "shown": "headings.undertaking.purpose"}
    shown = page(client.post("/paper-style/sample", data=typed() | wanted))
    assert "ПОДПИСКА №" in shown and "12-ОН" in shown and ">о неразглашении<" in shown
    assert client.post("/paper-style/sample.pdf", data=typed() | wanted).data.startswith(b"%PDF")
    assert "ул. Мира, 1" not in page(client.get("/paper-style/"))


def test_a_number_without_the_number_is_refused_at_its_field(client_as):
    client = client_as("deputy")
    answer = client.post("/paper-style/", data=typed(number="{серия}"))
    assert answer.status_code == 422 and "{номер}" in page(answer)
    answer = client.post("/paper-style/", data=typed() | {"headings.closing_act.title": ""})
    assert answer.status_code == 422 and "от 3 до 200" in page(answer)


@pytest.mark.parametrize("role", ["coordinator", "teacher"])
def test_who_may_not_change_settings_does_not(client_as, role):
    assert client_as(role).post("/paper-style/", data=typed()).status_code == 403


def test_new_papers_look_as_chosen_and_issued_ones_stay(app, client_as, actor_as, college):
    """The reprint gives the archived bytes and the old number; the same contents are no other paper."""
    with app.app_context(), acting(actor_as("secretary")):
        group = db.session.get(StudyGroup, college.group_id)
        before = operations.issue(actor_as("secretary"), "attestation_sheet", group, samples.sheet(2))
        body, number = operations.bytes_of(before), before.full_number
    worded = {"headings.undertaking.title": "ПОДПИСКА", "headings.undertaking.purpose": ""}
    chosen = typed(number="{series}-{number}/{year}", head_line="ул. Мира, 1") | worded
    assert client_as("deputy").post("/paper-style/", data=chosen).status_code == 303
    with app.app_context(), acting(actor_as("secretary")):
        group = db.session.get(StudyGroup, college.group_id)
        again = operations.issue(actor_as("secretary"), "attestation_sheet", group, samples.sheet(2))
        assert (operations.bytes_of(again), again.full_number) == (body, number)
        new = operations.issue(actor_as("secretary"), "attestation_sheet", group, samples.sheet(3), revision=2)
        text = text_of(operations.bytes_of(new))
        other = text_of(operations.bytes_of(operations.issue(actor_as("secretary"), "undertaking", group, samples.undertaking())))
        assert "ПОДПИСКА" in other and "ОБЯЗАТЕЛЬСТВО" not in other and "\nо неразглашении" not in other
        assert new.full_number == f"ЗЭВ-2/{new.year}" and new.full_number in text and "ул. Мира, 1" in text
