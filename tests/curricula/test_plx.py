"""Every trap of a `.plx` file, on small plans."""

import dataclasses
import json
from dataclasses import replace
from decimal import Decimal

import pytest

from app.core.errors import Invalid
from app.curricula.checks import check
from app.curricula.plan_file import read_plan
from app.curricula.plan_json import to_json
from app.curricula.rules import hours_by_semester, summary
from app.curricula.tree import Control


def forms(plan, key, semester):
    term = plan.item(key).term(semester)
    return {control.form for control in term.controls} if term else set()


def test_the_real_plan_gives_the_known_numbers(real_file):
    told = summary(read_plan(real_file))
    assert told["specialty"] == "09.02.07"
    assert (told["rows"], told["leaves"]) == (61, 53)
    assert told["hours_by_semester"] == [612, 900, 612, 864, 612, 864]
    assert sum(told["hours_by_semester"]) == 4464
    assert told["exams_by_semester"] == [0, 2, 2, 2, 2, 2]
    assert told["graded_credits_by_semester"] == [5, 8, 4, 8, 6, 9]
    json.dumps(told)


def test_the_real_plan_gives_its_chart_weeks_and_competences(real_file):
    plan = read_plan(real_file)
    rows = {course: row.split(",") for course, row in plan.chart.items()}
    assert {course: len(row) for course, row in rows.items()} == {"1": 52, "2": 52, "3": 52}
    assert [rows["1"].count("Т"), rows["2"].count("УП"), rows["3"].count("ПД"), rows["3"].count("Г"), rows["3"].count("=")] == [41, 9, 4, 6, 9]
    taught = [sum(length for use, length in uses.items() if use != "holidays") for _semester, uses in sorted(plan.calendar.items())]
    assert taught == [17, 25, 17, 24, 17, 24] and [36 * weeks for weeks in taught] == hours_by_semester(plan)
    assert len(plan.competences) == 32 and plan.competences[0].code == "ОК 1"
    assert sum(bool(item.competences) for item in plan.items) == 40 and sum(len(item.competences) for item in plan.items) == 337
    assert {each.code for each in check(replace(plan, fgos_hours=4464))} == {each.code for each in check(plan)}
    assert "standard_total" in {each.code for each in check(replace(plan, fgos_hours=5940))}


def test_the_real_plan_keeps_no_personal_data(real_file):
    stored = json.dumps(to_json(read_plan(real_file)), ensure_ascii=False)
    assert "user" not in stored.lower().replace("is_counted", "")
    assert "Фамилия" not in stored


def test_head_of_a_plan(small_plx):
    plan = read_plan(small_plx.file())
    assert (plan.specialty_code, plan.qualification, plan.intake_year) == ("09.02.07", "Программист", 2024)
    assert (plan.base, plan.study_form, plan.years, plan.months) == ("9", "full_time", 3, 10)
    assert plan.fgos_order == "№ 1547, 09.12.2016"


def test_a_sound_plan_has_no_findings(small_plx):
    assert read_plan(small_plx.file()).findings == ()


def test_author_computer_and_signers_are_not_kept(small_plx):
    plan = read_plan(small_plx.file())
    kept = json.dumps(to_json(plan), ensure_ascii=False) + repr(plan)
    for secret in ("IVANOVA", "KAB-12-PC", "Иванова", "Петров"):
        assert secret in small_plx.text()
        assert secret not in kept


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8", "utf-8-sig", "windows-1251"])
def test_encoding_is_taken_from_the_bytes(small_plx, encoding):
    data = f'<?xml version="1.0" encoding="{encoding.removesuffix("-sig")}"?>{small_plx.text()}'.encode(encoding)
    assert read_plan(data).item("ОП.01").name == "Операционные системы"


def test_a_file_saved_again_as_utf8_under_its_old_declaration_is_read(small_plx):
    data = f'<?xml version="1.0" encoding="utf-16"?>{small_plx.text()}'.encode()
    assert read_plan(data).specialty_code == "09.02.07"


def test_indenting_blanks_and_latin_letters_of_an_index_are_mended(small_plx):
    plan = read_plan(small_plx.file())
    assert [item.code for item in plan.rows] == ["ОП.01", "ПМ.01", "МДК.01.01", "УП.01.01", "ПМ.01.ЭК"]
    assert plan.item("ПМ.01.ЭК").kind == "module_exam"


def test_a_truly_latin_index_is_left_alone(plx):
    row = plx.row("IT.01", "Информатика", plx.cycle("ОПЦ"))
    plx.fact(row, 1, 1, 101, 36)
    assert read_plan(plx.file()).item("IT.01").code == "IT.01"


def test_a_module_is_a_heading_and_its_own_hours_are_dropped(small_plx):
    plan = read_plan(small_plx.file())
    assert plan.item("ПМ.01").terms == ()
    assert plan.item("ПМ.01").hours == 300
    assert hours_by_semester(plan) == [36, 36, 78, 222]
    told = summary(plan)
    assert (told["rows"], told["leaves"]) == (5, 4)
    assert told["graded_credits_by_semester"] == [0, 1, 0, 2]


def test_an_empty_module_stays_a_heading(small_plx):
    small_plx.row("БД", "Базовые дисциплины", -1, kind=1)
    assert read_plan(small_plx.file()).item("БД").is_heading


def test_a_block_of_choice_is_a_heading_and_the_alternative_is_not_counted(plx):
    cycle = plx.cycle("ВЧ")
    block = plx.row("В.01", "По выбору", cycle, kind=5, hours=36)
    chosen = plx.row("В.01.01", "Адаптация", cycle, parent=block, hours=36, ВидОбъекта=2)
    other = plx.row("В.01.02", "Риторика", cycle, parent=block, hours=36, ВидОбъекта=3, СчитатьВПлане=False)
    for row in (block, chosen, other):
        plx.fact(row, 1, 1, 101, 36)
        plx.fact(row, 1, 1, 3)
    plan = read_plan(plx.file())
    assert hours_by_semester(plan) == [36]
    assert plan.item("В.01.02").total == 36
    assert not plan.item("В.01.02").is_counted
    assert summary(plan)["graded_credits_by_semester"] == [1]


def test_the_flag_decides_what_is_counted_not_the_kind_of_row(plx):
    cycle = plx.cycle("ВЧ")
    kept = plx.row("В.01", "Риторика", cycle, ВидОбъекта=3, СчитатьВПлане=True)
    plx.fact(kept, 1, 1, 101, 36)
    assert hours_by_semester(read_plan(plx.file())) == [36]


def test_course_paper_and_graded_credit_of_one_semester_are_two_controls(small_plx):
    plan = read_plan(small_plx.file())
    assert forms(plan, "МДК.01.01", 4) == {"ДЗ", "КРаб"}
    assert plan.item("МДК.01.01").term(4).course_work == 30


def test_their_course_paper_is_ours_and_their_test_paper_is_kr(plx):
    row = plx.row("ОП.01", "Право", plx.cycle("ОПЦ"))
    plx.fact(row, 1, 1, 101, 36)
    plx.fact(row, 1, 1, 5)
    plx.fact(row, 1, 1, 6)
    assert forms(read_plan(plx.file()), "ОП.01", 1) == {"КРаб", "КР"}


def test_one_row_has_its_own_controls_in_each_semester(small_plx):
    plan = read_plan(small_plx.file())
    assert forms(plan, "МДК.01.01", 3) == {"Э"}
    assert forms(plan, "ОП.01", 1) == {"ДР"}
    assert forms(plan, "ПМ.01.ЭК", 4) == {"ЭМ"}


@pytest.mark.parametrize(
    ("name", "form"),
    [("Экзамен (квалификационный)", "ЭМ"), ("Экзамен по модулю", "ЭМ"), ("Квалификационный экзамен", "КЭ")],
)
def test_module_exam_and_qualification_exam_are_told_apart(plx, name, form):
    cycle = plx.cycle("ПЦ")
    module = plx.row("ПМ.01", "Модуль", cycle, kind=1)
    exam = plx.row("ПМ.01.ЭК", name, cycle, kind=4, parent=module)
    plx.fact(exam, 1, 1, 1)
    plx.fact(exam, 1, 1, 108, 6)
    assert forms(read_plan(plx.file()), "ПМ.01.ЭК", 1) == {form}


def test_only_volume_hours_are_added_and_practical_training_is_kept_apart(plx):
    row = plx.row("ОП.01", "Право", plx.cycle("ОПЦ"))
    plx.fact(row, 1, 1, 103, 36)
    for cut in (2, 3, 4):
        plx.fact(row, 1, 1, 103, 20, cut=cut)
    plx.fact(row, 1, 1, 103, 30, cut=5)
    term = read_plan(plx.file()).item("ОП.01").term(1)
    assert (term.hours, term.practicals, term.practical_training) == (36, 36, 30)


def test_the_stored_total_is_a_checksum_and_never_added(plx, found):
    row = plx.row("ОП.01", "Право", plx.cycle("ОПЦ"))
    plx.fact(row, 1, 1, 101, 36)
    plx.fact(row, 1, 1, 1000, 40)
    plan = read_plan(plx.file())
    assert plan.item("ОП.01").total == 36
    assert "kinds_total" in found(plan)


def test_semester_is_counted_over_the_whole_term(plx):
    row = plx.row("ОП.01", "Право", plx.cycle("ОПЦ"))
    plx.fact(row, 4, 2, 101, 36)
    assert [term.semester for term in read_plan(plx.file()).item("ОП.01").terms] == [8]


def test_fractions_of_hours_are_kept(plx):
    row = plx.row("ОП.01", "Право", plx.cycle("ОПЦ"), hours="71.4")
    plx.fact(row, 1, 1, 101, "63.75")
    plx.fact(row, 1, 1, 103, "7.65")
    plan = read_plan(plx.file())
    assert plan.item("ОП.01").total == Decimal("71.40")
    assert summary(plan)["hours_by_semester"] == [71.4]


def test_extramural_hours_stored_twice_are_taken_once(plx):
    plx.head["СеместровНаКурсе"] = 1
    plx.head["КодФормыОбучения"] = 2
    row = plx.row("ОП.01", "Право", plx.cycle("ОПЦ"), hours=30)
    plx.fact(row, 2, 1, 101, 30, session=0)
    plx.fact(row, 2, 1, 3, session=0)
    plx.fact(row, 2, 0, 101, 10, session=1)
    plx.fact(row, 2, 0, 101, 20, session=2)
    plx.fact(row, 2, 0, 3, session=2)
    plan = read_plan(plx.file())
    assert plan.study_form == "extramural"
    assert [(term.semester, term.hours) for term in plan.item("ОП.01").terms] == [(2, 30)]


def test_extramural_hours_given_by_sessions_only_are_added(plx):
    plx.head["СеместровНаКурсе"] = 1
    row = plx.row("ОП.01", "Право", plx.cycle("ОПЦ"))
    plx.fact(row, 1, 0, 101, 10, session=1)
    plx.fact(row, 1, 0, 101, 20, session=2)
    assert read_plan(plx.file()).item("ОП.01").total == 30


def test_a_shortened_plan_may_promise_more_than_it_teaches(plx, found):
    plx.head["Сокращённое"] = True
    row = plx.row("ОП.01", "Право", plx.cycle("ОПЦ"), hours=100)
    plx.fact(row, 1, 1, 101, 36)
    plx.fact(row, 1, 1, 3)
    assert "semesters_total" not in found(read_plan(plx.file()))


def test_a_missing_session_is_the_whole_semester(plx):
    row = plx.row("ОП.01", "Право", plx.cycle("ОПЦ"))
    plx.fact(row, 1, 1, 101, 36, session=None)
    assert read_plan(plx.file()).item("ОП.01").total == 36


def test_practice_hours_are_practice_and_weeks_are_not_hours(small_plx):
    term = read_plan(small_plx.file()).item("УП.01.01").term(4)
    assert (term.practice, term.practicals, term.weeks, term.hours) == (144, 0, 4, 144)


def test_practice_weeks_that_do_not_match_hours_are_reported(plx, found):
    row = plx.row("УП.01", "Учебная практика", plx.cycle("ПЦ"), kind=3, ВидПрактики=6)
    plx.fact(row, 1, 1, 103, 100)
    plx.fact(row, 1, 1, 51, 0, Недель=2, Дней=3)
    plx.fact(row, 1, 1, 3)
    assert "practice_weeks" in found(read_plan(plx.file()))


@pytest.mark.parametrize(
    ("index", "kind", "practice", "expected"),
    [
        ("УП.01", 3, 6, "study_practice"), ("ПП.01", 3, 7, "work_practice"), ("ПДП", 3, 72, "prediploma_practice"),
        ("УП.02", 3, None, "study_practice"), ("МДК.01.01", 2, None, "mdk"), ("ОП.01", 2, None, "discipline"),
        ("ГИА.01", 6, 77, "final_attestation"), ("ПА", 4, None, "interim_attestation"),
    ],
)  # fmt: skip
def test_the_type_of_a_row_says_what_it_is(plx, index, kind, practice, expected):
    name = "Промежуточная аттестация" if index == "ПА" else "Строка"
    row = plx.row(index, name, plx.cycle("Ц"), kind=kind, ВидПрактики=practice)
    plx.fact(row, 1, 1, 103, 36)
    assert read_plan(plx.file()).item(index).kind == expected


def test_a_row_belongs_to_the_cycle_of_its_block_not_of_its_prefix(plx):
    school = plx.cycle("ОП", "Общеобразовательная подготовка")
    general = plx.cycle("ОПЦ", "Общепрофессиональный цикл")
    first = plx.row("ПД.01", "Физика", school)
    row = plx.row("ОП.01", "Операционные системы", general)
    for each in (first, row):
        plx.fact(each, 1, 1, 101, 36)
    plan = read_plan(plx.file())
    assert plan.item(plan.item("ОП.01").parent).name == "Общепрофессиональный цикл"


def test_nested_cycles_and_an_unused_one(plx):
    top = plx.cycle("ПП", "Профессиональная подготовка")
    inner = plx.cycle("ЕН", "Естественнонаучный", parent=top)
    plx.cycle("НО", "Начальное общее", parent=top)
    row = plx.row("ЕН.01", "Математика", inner)
    plx.fact(row, 1, 1, 101, 36)
    plan = read_plan(plx.file())
    assert [(item.code, plan.depth(item)) for item in plan.items] == [("ПП", 0), ("ЕН", 1), ("ЕН.01", 2)]


def test_display_order_is_the_plans_own_not_that_of_the_file(plx):
    cycle = plx.cycle("ПЦ")
    module = plx.row("ПМ.01", "Модуль", cycle, kind=1, Порядок="85")
    plx.row("ПМ.01.ЭК", "Экзамен", cycle, kind=4, parent=module, Порядок="93.5")
    plx.row("МДК.01.01", "Курс", cycle, parent=module, Порядок="86")
    assert [item.code for item in read_plan(plx.file()).rows] == ["ПМ.01", "МДК.01.01", "ПМ.01.ЭК"]


def test_keys_of_the_file_do_not_become_keys_of_lines(small_plx, plx):
    text = small_plx.text()
    for code in range(60, 0, -1):
        text = text.replace(f'"-{code}"', f'"{1908000 + code}"')
    renumbered = read_plan(f'<?xml version="1.0" encoding="utf-8"?>{text}'.encode())
    keys = [item.key for item in read_plan(small_plx.file()).items]
    assert sorted(item.key for item in renumbered.items) == sorted(keys)


def test_joint_credit_is_one_event_with_a_mark_for_each(plx):
    cycle = plx.cycle("ЕН")
    rows = [plx.row(f"ЕН.0{number}", f"Математика {number}", cycle) for number in (1, 2)]
    plx.add("КомплексныеФК", Код=-7, КодВидаРабот=3, Курс=1, Семестр=2)
    for row in rows:
        plx.fact(row, 1, 2, 101, 36)
        plx.fact(row, 1, 2, 3)
        plx.add("Строки_КомплексныеФК", Код=row, КодСтроки=row, КодКомплекснойФК=-7, Курс=1, Семестр=2)
    plan = read_plan(plx.file())
    assert plan.item("ЕН.01").term(2).controls == plan.item("ЕН.02").term(2).controls == (Control("ДЗ", "2.1"),)
    assert summary(plan)["graded_credits_by_semester"] == [0, 2]


def test_competences_come_from_the_plans_own_list(plx):
    row = plx.row("ОП.01", "Право", plx.cycle("ОПЦ"))
    plx.fact(row, 1, 1, 101, 36)
    plx.add("Компетенции", Код=5, ШифрКомпетенции="ОК 05.")
    plx.tables.append('<ПланыКомпетенции Код="1" ШифрКомпетенции="ОК 1">'
                      '<ПланыКомпетенции Код="2" КодРодителя="1" ШифрКомпетенции="ОК 1.1"/>'
                      "</ПланыКомпетенции>")  # fmt: skip
    for competence in (2, 1, 5):
        plx.add("ПланыКомпетенцииДисциплины", КодСтроки=row, КодКомпетенции=competence)
    assert read_plan(plx.file()).item("ОП.01").competences == ("ОК 1", "ОК 1.1")


def test_calendar_weeks_and_days_without_the_courses_beyond_the_term(plx):
    row = plx.row("ОП.01", "Право", plx.cycle("ОПЦ"))
    plx.fact(row, 1, 1, 101, 36)
    cell = {"Курс": 1, "Семестр": 1, "КодГрафика": -1}
    plx.add("ПланыГрафикиЯчейки", КодВидаДеятельности=1, КоличествоЧастейВНеделе=1, **cell)
    for _ in range(3):
        plx.add("ПланыГрафикиЯчейки", КодВидаДеятельности=3, КоличествоЧастейВНеделе=6, **cell)
    plx.add("ПланыГрафикиЯчейки", КодВидаДеятельности=12, КоличествоЧастейВНеделе=1, **cell)
    plx.add("ПланыГрафикиЯчейки", КодВидаДеятельности=13, КоличествоЧастейВНеделе=1, Курс=11, Семестр=2)
    calendar = read_plan(plx.file()).calendar
    assert calendar == {1: {"theory": 1, "attestation": Decimal("0.5"), "holidays": 1}}


def test_weeks_stand_in_their_order_by_the_week_of_the_year(plx):
    row = plx.row("ОП.01", "Право", plx.cycle("ОПЦ"))
    plx.fact(row, 1, 1, 101, 36)
    for semester, first, weeks in ((1, 1, (1, 1, 3, 12)), (2, 5, (4, 45))):
        for number, use in enumerate(weeks, start=1):
            cell = {"Курс": 1, "Семестр": semester, "НомерНедели": number, "НомерПервойНедели": first, "КодГрафика": -1}
            plx.add("ПланыГрафикиЯчейки", КодВидаДеятельности=use, КоличествоЧастейВНеделе=1, **cell)
    plx.add("ПланыГрафикиЯчейки", КодВидаДеятельности=13, НомерНедели=1, НомерПервойНедели=1, КоличествоЧастейВНеделе=1, Курс=2, Семестр=1)
    assert read_plan(plx.file()).chart == {"1": "Т,Т,ПА,К,УП,ПД"}


def test_the_original_state_in_a_diffgram_and_deleted_rows_are_ignored(small_plx):
    small_plx.after = '<diffgr:before xmlns="http://tempuri.org/dsMMISDB.xsd"><ПланыСтроки Код="99" ТипОбъекта="2" Дисциплина="Старая" ДисциплинаКод="ОП.99"/></diffgr:before>'
    small_plx.row("ОП.98", "Удалённая", -1, deleted=True)
    assert len(read_plan(small_plx.file()).rows) == 5


def test_unknown_kinds_of_work_are_placed_by_their_type_and_reported(plx, found):
    for code, kind, classroom in ((131, 2, True), (132, 5, False), (12, 7, False)):
        plx.add("СправочникВидыРабот", Код=code, Название=f"Вид {code}", КодТипРабот=kind, Аудиторный=classroom)
    row = plx.row("ОП.01", "Право", plx.cycle("ОПЦ"))
    plx.fact(row, 1, 1, 131, 20)
    plx.fact(row, 1, 1, 132, 16)
    plx.fact(row, 1, 1, 12)
    plan = read_plan(plx.file())
    term = plan.item("ОП.01").term(1)
    assert (term.practicals, term.self_study) == (20, 16)
    assert forms(plan, "ОП.01", 1) == {"ДР"}
    assert "unknown_work" in found(plan)


def test_load_of_commissions_credits_and_reattestation_are_no_hours(plx):
    row = plx.row("ГИА.01", "Защита", plx.cycle("ГИА"), kind=6)
    plx.fact(row, 1, 1, 103, 36)
    for code, commission in ((57, 1), (57, 2), (50, None), (1004, None)):
        plx.fact(row, 1, 1, code, 5, ТипКомиссии=commission)
    assert read_plan(plx.file()).item("ГИА.01").total == 36


def test_two_lines_with_one_index_keep_apart_and_are_reported(plx, found):
    cycle = plx.cycle("ОПЦ")
    for name in ("Право", "Экономика"):
        row = plx.row("ОП.01", name, cycle)
        plx.fact(row, 1, 1, 101, 36)
        plx.fact(row, 1, 1, 3)
    plan = read_plan(plx.file())
    assert len({item.key for item in plan.items}) == 3
    assert "duplicate_code" in found(plan)


def test_links_that_lead_nowhere_or_in_a_ring_lose_no_line(plx, found):
    cycle = plx.cycle("ОПЦ")
    plx.row("ОП.01", "Право", 777)
    first = plx.row("ОП.02", "Экономика", cycle, parent=-4)
    second = plx.row("ОП.03", "Менеджмент", cycle, parent=first)
    assert second == -4
    plx.fact(555, 1, 1, 101, 36)
    plan = read_plan(plx.file())
    assert {item.code for item in plan.rows} == {"ОП.01", "ОП.02", "ОП.03"}
    assert {"stray", "orphans"} <= found(plan)


def test_names_in_capitals_take_the_title_page(small_plx):
    small_plx.programme["Название"] = "ИНФОРМАЦИОННЫЕ СИСТЕМЫ И ПРОГРАММИРОВАНИЕ"
    small_plx.head["Титул"] = "Информационные системы и программирование \r\nПрофиль"
    assert read_plan(small_plx.file()).specialty_name == "Информационные системы и программирование"


def test_two_numbers_of_the_standard_that_disagree_are_reported(small_plx, found):
    small_plx.head["НомерФГОС"] = "1548"
    assert found(read_plan(small_plx.file())) == {"fgos_order"}


def test_year_comes_from_the_study_year_where_the_intake_is_not_given(small_plx):
    del small_plx.head["ГодНачалаПодготовки"]
    small_plx.head["УчебныйГод"] = "2023-2024"
    assert read_plan(small_plx.file()).intake_year == 2023


def test_more_than_twelve_semesters_is_not_a_vocational_plan(plx):
    row = plx.row("ОП.01", "Право", plx.cycle("ОПЦ"))
    plx.fact(row, 7, 1, 101, 36)
    with pytest.raises(Invalid, match="no more than 12"):
        read_plan(plx.file())


@pytest.mark.parametrize("change", [{"УровеньОбразования": 3}, {"Шифр": "09.03.01", "УровеньОбразования": 2}])
def test_a_university_plan_is_refused(small_plx, change):
    small_plx.programme.update(change)
    with pytest.raises(Invalid, match="higher education"):
        read_plan(small_plx.file())


def test_a_university_plan_without_a_level_is_known_by_its_root(small_plx):
    del small_plx.programme["УровеньОбразования"]
    small_plx.root["КодУровняОбразования"] = 2
    with pytest.raises(Invalid, match="higher education"):
        read_plan(small_plx.file())


@pytest.mark.parametrize("amount", ["-5", "NaN", "1e999", "Infinity", "9" * 5000, "many"])
def test_absurd_numbers_are_refused_with_a_sentence(small_plx, amount):
    small_plx.fact(-2, 1, 1, 102, amount)
    with pytest.raises(Invalid, match="cannot be"):
        read_plan(small_plx.file())


def test_a_plan_is_a_value_that_cannot_be_changed(small_plx):
    with pytest.raises(dataclasses.FrozenInstanceError):
        read_plan(small_plx.file()).items[0].name = "иное"
