"""The session timetable: rules of clashes and spacing, the screen, the paper, the day of a sheet."""

from datetime import date

import pytest
from sqlalchemy import select

from app.access.scope import unscoped
from app.attestation import issuing, papers_exams, queries_term, scheduling
from app.attestation.exams import CLASH, WARN, Policy, Sitting, findings, parse_time
from app.attestation.models_exams import ExamEvent
from app.attestation.papers_exams import ExamPaper, ExamRow
from app.attestation.scheduling import ClashError, Planned
from app.core.errors import Conflict, Invalid
from app.core.transaction import transaction
from app.documents.rules import Letterhead, Signature
from app.extensions import db

SPAN = (date(2026, 9, 1), date(2026, 12, 30))


def sitting(item, day, starts=540, room="210", people=(1,), term=1, exam=True, key=None):
    return Sitting(key or item, term, f"Г-{term}", item, date(2026, 12, day), starts, room, frozenset(people), exam)


@pytest.mark.parametrize(
    ("own", "others", "policy", "found"),
    [
        ([sitting("А", 10)], [], Policy(), []),
        ([sitting("А", 10), sitting("Б", 13, people=(2,))], [], Policy(), []),
        ([sitting("А", 10), sitting("Б", 12)], [], Policy(), [WARN]),
        ([sitting("А", 10), sitting("Б", 12)], [], Policy(gap=1), []),
        ([sitting("А", 10), sitting("Б", 10, 900, "211", (2,))], [], Policy(), [WARN]),
        ([sitting("А", 10), sitting("Б", 10, 900, "211", (2,))], [], Policy(one_a_day=False), []),
        ([sitting("А", 10), sitting("Б", 10, 600, "211", (2,))], [], Policy(), [CLASH, WARN]),
        ([sitting("А", 10, key="к"), sitting("Б", 10, key="к")], [], Policy(), []),
        ([sitting("А", 10)], [sitting("В", 10, 600, "300", term=2)], Policy(), [CLASH]),
        ([sitting("А", 10)], [sitting("В", 10, 600, "300", (9,), term=2)], Policy(), []),
        ([sitting("А", 10)], [sitting("В", 10, 600, " 210 ", (9,), term=2)], Policy(), [CLASH]),
        ([sitting("А", 10)], [sitting("В", 10, 720, "210", term=2)], Policy(), []),
        ([sitting("А", 10)], [sitting("В", 10, 590, "210", term=2)], Policy(minutes=45), []),
        ([sitting("А", 10), sitting("А", 10, 540, "211", exam=False)], [], Policy(), [CLASH, CLASH]),
        ([sitting("А", 10), sitting("А", 9, exam=False)], [], Policy(), []),
        ([sitting("А", 10, None)], [sitting("В", 10, term=2)], Policy(), []),
        ([sitting("А", 31)], [], Policy(), [WARN]),
    ],
)
def test_clashes_and_spacing_by_the_rules_of_the_college(own, others, policy, found):
    assert [one.severity for one in findings(own, others, policy, SPAN)] == found


def test_a_time_is_read_as_people_type_it():
    assert [parse_time(one, "t") for one in ("9:00", "09.30", "0900", " ")] == ["09:00", "09:30", "09:00", None]
    for wrong in ("25:00", "9", "утром"):
        with pytest.raises(Invalid):
            parse_time(wrong, "t")


def test_the_timetable_refuses_a_double_booking_and_gives_the_sheet_its_day(app, on_behalf, college):
    control = college.control_ids["ОУП.01"]
    with app.app_context():
        with on_behalf("dispatcher") as actor:
            with transaction():
                warned = scheduling.schedule(
                    actor, college.other_group_term_id,
                    [Planned(college.other_load_id, control, date(2026, 12, 22), "09:00", "210", college.employees["teacher"])],
                )  # fmt: skip
            assert warned == []
            mine = Planned(college.load_id, control, date(2026, 12, 22), "10:00", "305", consult_on=date(2026, 12, 21), consult_at="14:00")
            with pytest.raises(ClashError) as refusal, transaction():
                scheduling.schedule(actor, college.group_term_id, [mine])
            assert refusal.value.params["group"] == "ЭК-11"
            with unscoped():
                assert db.session.scalar(select(ExamEvent.id).where(ExamEvent.group_term_id == college.group_term_id)) is None
            later = Planned(college.load_id, control, date(2026, 12, 23), "10:00", "305")
            with transaction():
                scheduling.schedule(actor, college.group_term_id, [later])
            with pytest.raises(Conflict), transaction():
                scheduling.schedule(actor, college.group_term_id, [later])
            with pytest.raises(Invalid), transaction():
                scheduling.schedule(actor, college.group_term_id, [Planned(college.credit_load_id, college.control_ids["ОУП.03"], SPAN[1])])
        with on_behalf("secretary") as actor, transaction():
            made = issuing.issue_all(actor, queries_term.matrix(college.group_term_id).term, date(2026, 11, 20))
            assert {one.title: one.held_on for one in made}["Экзаменационная ведомость"] == date(2026, 12, 23)


def test_the_screen_of_the_session_as_each_role_meets_it(client_as, world, college):
    address, key = f"/exams/term/{college.group_term_id}", f"{college.load_id}-{college.control_ids['ОУП.01']}"
    office = client_as("dispatcher")
    form = {f"version-{key}": "0", f"day-{key}": "2026-12-22", f"time-{key}": "09:00", f"room-{key}": "210", f"examiner-{key}": ""}
    assert "Математика" in office.get(address).text
    assert client_as("teacher").post(address, data=form).status_code == 403
    assert client_as("dispatcher", world.foreign).post(address, data=form).status_code == 404
    assert client_as("student").get(address).status_code == 403
    wrong = office.post(address, data=form | {f"time-{key}": "утром"})
    assert wrong.status_code == 422
    assert "утром" in wrong.text
    assert office.post(address, data=form).status_code == 303
    page = client_as("teacher").get(address).text
    assert "22.12.2026" in page
    assert "<form method=\"post\" data-guard>" not in page
    assert client_as("teacher2").get(address).status_code == 404
    assert "1/1" in office.get("/exams/").text
    assert office.get(f"{address}/xlsx").data[:2] == b"PK"
    first = office.post(f"{address}/print")
    assert first.mimetype == "application/pdf"
    assert office.post(f"{address}/print").data == first.data
    office.post(address, data=form | {f"version-{key}": "1", f"room-{key}": "211"})
    assert office.post(f"{address}/print").data != first.data
    assert office.post(address, data=form | {f"version-{key}": "2", f"day-{key}": ""}).status_code == 303
    assert "0/1" in office.get("/exams/").text


def sample(count):
    row = ExamRow(
        "22.12.2026", "09:00", "МДК.01.01 Разработка программных модулей (подгруппа 1)", "экзамен", "А. И. Константинопольская", "210",
        "21.12.2026", "14:00", "305",
    )  # fmt: skip
    return ExamPaper(
        Letterhead("Государственное бюджетное профессиональное образовательное учреждение «Колледж»", "Министерство", "ГБПОУ «Колледж»", "Самара"),
        "ИСП-31", "3", "09.02.07 Информационные системы и программирование", "5", "2026/2027", (row,) * count,
        (Signature("Заместитель директора по учебной работе"), Signature("Диспетчер")), "М. П. Орлова",
    )  # fmt: skip


@pytest.mark.parametrize("count", [0, 4])
def test_the_paper_for_the_board(app, count):
    from app.documents import rendering
    from tests.documents.test_operations import text_of

    with app.app_context():
        text = text_of(rendering.render(papers_exams.TIMETABLE_TEMPLATE, sample(count)))
    assert "РАСПИСАНИЕ ЭКЗАМЕНОВ" in text
    assert "УТВЕРЖДАЮ" in text
    assert text.count("МДК.01.01") == count
    assert ("не назначены" in text) == (count == 0)
