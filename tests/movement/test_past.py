"""Past orders of present students come in as applied ones: once, all or nothing, and lead to where the students are."""

import io
from datetime import date

from sqlalchemy import func, select

from app.access.scope import unscoped
from app.exchange.reading import read
from app.exchange.writing import to_xlsx
from app.extensions import db
from app.movement import commands
from app.movement.models import CarriedStay, Order, OrderBasis, OrderItem
from app.movement.past_tables import past_orders, template_heads
from app.students.models import Placement, Student
from app.students.models_file import FormerName
from tests.movement.test_views import count

ENTERED, NEXT = date(2026, 8, 20), date(2026, 9, 1)


def row(name, born, kind, number, day, on, group="", course="", funding="", reason="", *rest):
    return [name, born, "", kind, number, day, on, group, course, funding, reason, *rest]


def history(number, name):
    """The second year of a student who was enrolled into the other group and moved to the present one."""
    book = f"ИСП-11/{number}"
    one = row(f"{name} Пётр Ильич", date(2010, 1, number), "зачисление", "12-с", date(2025, 8, 20), date(2025, 9, 1), "ЭК-11", 1, "бюджет")
    two = row(f"{name} Пётр Ильич", date(2010, 1, number), "Перевод на следующий курс", "70-с", date(2026, 6, 30), date(2026, 9, 1))
    three = row(f"{name} Пётр Ильич", date(2010, 1, number), "перевод в группу", "71-с", date(2026, 6, 30), date(2026, 9, 1), "ИСП-11")
    return [[*one[:2], book, *one[3:]], [*two[:2], book, *two[3:]], [*three[:2], book, *three[3:]]]


def sent(client, rows):
    data = {"file": (io.BytesIO(to_xlsx("Приказы", template_heads(), rows)), "приказы.xlsx")}
    answer = client.post("/past-orders/send", data=data, content_type="multipart/form-data")
    assert answer.status_code == 303, answer.text
    return answer.location


def test_past_orders_come_in_once_and_the_students_stay_where_they_are(app, client_as, college):
    office = client_as("secretary")
    template = read(office.get("/past-orders/template").data, past_orders().limits)
    assert list(template.rows[0]) == template_heads() and "Образцов Пётр Ильич" in template.rows[1]
    rows = [*history(1, "Абрамов"), *history(2, "Белов")]
    address = sent(office, rows)
    page = office.get(address).text
    assert page.count("будет внесён как применённый") == 6 and count(app, Order) == 0
    done = office.post(f"{address}/confirm", follow_redirects=True)
    assert "Внесено 3 прошлых приказа" in done.text and "О зачислении" in done.text and "12-с" in done.text
    with app.app_context(), unscoped():
        stays = db.session.execute(
            select(Placement.group_id, Placement.starts_on, Placement.ends_on, Placement.course, Placement.journal_number)
            .where(Placement.student_id == college.students[1]).order_by(Placement.starts_on)
        ).all()  # fmt: skip
        assert stays[0][:4] == (college.other_group_id, date(2025, 9, 1), date(2026, 8, 31), 1)
        assert stays[1] == (college.group_id, date(2026, 9, 1), None, 2, 2)  # the number in the journal stays
        assert {one.state for one in db.session.scalars(select(Order))} == {"applied"}
        assert db.session.scalar(select(func.count(OrderBasis.id)).where(OrderBasis.title == "перенесено из архива приказов")) == 3
    assert count(app, CarriedStay) == 0 and count(app, OrderItem) == 6
    again = office.get(sent(office, rows)).text
    assert "Всё из этого файла уже внесено" in again
    assert client_as("head_of_department").get("/past-orders/").status_code == 403


def test_each_error_is_told_at_its_row_and_nothing_is_saved(app, client_as, college):
    office = client_as("secretary")
    good, moved, _group = history(3, "Васильев")
    rows = [
        good, moved,  # ends in another group than the student's own
        row("Нет Такого", date(2010, 1, 1), "зачисление", "13-с", ENTERED, NEXT, "ИСП-11", 1, "бюджет"),
        row("Зайцев Пётр Ильич", date(2010, 1, 6), "зачисление", "13-с", ENTERED, NEXT, "ИСП-11", 1, "бюджет"),
        [*row("Жуков Пётр Ильич", "", "отчисление", "14-с", ENTERED, NEXT, reason="собственное желание")[:2], "ИСП-11/5", "отчисление", "14-с", ENTERED, NEXT, "", "", "", "собственное желание"],
        [*row("Котов Пётр Ильич", "", "", "", "", "")[:2], "ИСП-11/8", "зачисление", "12-с", date(2025, 8, 21), NEXT, "НЕТ-1", 1, "бюджет"],
    ]
    page = office.get(sent(office, rows)).text
    for said in ("приказы приводят к «ЭК-11", "Студента «Нет Такого» нет", "несколько: укажите номер", "начинаются не с зачисления", "уже стоит дата 20.08.2025", "Группы «НЕТ-1» нет"):
        assert said in page, said
    for cell in (">A4<", ">A5<", ">F7<", ">H7<", ">D6<"):  # the name, the name, the date, the group, the kind
        assert cell in page, cell
    bad = office.get(sent(office, [row("Абрамов Пётр Ильич", "", "отчисление", "14-с", ENTERED, NEXT), row("Абрамов Пётр Ильич", "", "полёт", "первый", ENTERED, NEXT)])).text
    assert "нужно заполнить «Причина»" in bad and "K2" in bad and "D3" in bad and "E3" in bad
    assert count(app, Order) == 0 and 'name="confirm"' not in bad


def test_the_command_names_the_rows_and_carries_a_change_of_name_over(app, college, tmp_path):
    file = tmp_path / "приказы.xlsx"
    named = [["Абрамян Пётр Ильич", "", "ИСП-11/1", "смена фамилии", "72-с", date(2026, 9, 10), date(2026, 9, 10), *[""] * 6, "Абрамов Пётр Ильич"]]
    file.write_bytes(to_xlsx("Приказы", template_heads(), [*history(1, "Абрамов"), *named]))
    with app.app_context():
        code, said = commands.import_orders_command(file, organization_id=college.id, dry_run=True)
        assert (code, said) == (0, "Будут сохранены 4 строки.")
        assert count(app, Order) == 0
        code, report = commands.import_orders_command(file, organization_id=college.id, as_json=True)
        assert code == 0 and report["orders"] == 4, report
        with unscoped():
            former = db.session.scalar(select(FormerName))
            assert (former.last_name, former.until) == ("Абрамян", date(2026, 9, 9))
            assert "Абрамян" in db.session.get(Student, college.students[0]).former_names
        assert commands.import_orders_command(tmp_path / "нет.xlsx", organization_id=college.id)[0] == 1
