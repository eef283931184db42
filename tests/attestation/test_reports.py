"""Papers from the contents of a term: plain data in, what stands on the paper out."""

import pytest

from app.attestation.reports import sheet_paper, summary_paper
from app.core.errors import NotFound


def person(number, name, stays=(("2026-09-01", None),)):
    return {"id": str(number), "name": name, "record_book": f"21-{number}", "funding": "budget", "stays": [list(s) for s in stays]}


def load(number, name, controls, teacher, subgroup=None, item=None):
    return {
        "id": str(number), "item": str(item or number), "code": "ОП.01", "name": name, "position": "1", "subgroup": subgroup,
        "plan_hours": "72", "controls": [{"id": str(c), "form": form} for c, form in controls],
        "teachers": [{"name": f"{teacher} Анна Ивановна", "short": f"{teacher} А. И.", "sign": f"А. И. {teacher}"}],
    }  # fmt: skip


def sheet(number, load_id, control, form, results, status="closed", revision="1"):
    return {
        "id": str(number), "load": str(load_id), "control": str(control), "form": form, "revision": revision, "status": status,
        "number": f"{number}/2026", "title": "Экзаменационная ведомость" if form == "Э" else "Зачётная ведомость",
        "held_on": "2026-12-25",
        "entries": [
            {"student": s, "position": str(i), "name": f"Студент {s}", "record_book": None, "ticket": str(i), "result": r, "note": None}
            for i, (s, r) in enumerate(results.items(), start=1)
        ],
    }  # fmt: skip


def standing(absent="4", excused="2", proposal="4"):
    return {"mean": "4.00", "marks": "5", "absent": absent, "excused": excused, "hours": "40", "proposal": proposal}


@pytest.fixture
def told():
    both = {"1": standing(), "2": standing("0", "0", "зач")}
    return {
        "college": {"full_name": "Колледж", "founder": None, "short_name": "К", "city": "Самара"},
        "term": {
            "group": "ИСП-11", "course": "1", "semester": "1", "year": "2026/2027", "specialty": "09.02.07 ИС",
            "department": "Отделение", "curator": "П. П. Куратор", "ends_on": "2026-12-30",
        },
        "students": [person(1, "Белов"), person(2, "Ёлкин"), person(3, "Котов", [("2026-09-01", "2026-10-01")])],
        "loads": [
            load(1, "Математика", [(11, "Э")], "Орлова"),
            load(2, "Английский", [(12, "З")], "Смит", "подгруппа 1", item=5),
            load(3, "Английский", [(12, "З")], "Браун", "подгруппа 2", item=5),
            load(4, "Физкультура", [], "Быстрова"),
        ],
        "standings": {"1": both, "2": {"1": standing()}, "3": {"2": standing()}, "4": both},
        "sheets": [
            sheet(1, 1, 11, "Э", {"1": "2", "2": "5"}, status="superseded"),
            sheet(4, 1, 11, "Э", {"1": "5", "2": "4"}, revision="2"),
            sheet(2, 2, 12, "З", {"1": "зачтено"}),
            sheet(3, 3, 12, "З", {"2": "неявка (ув.)"}),
        ],
    }  # fmt: skip


def test_the_sheet_tells_marks_in_figures_and_words_with_its_foot(told):
    paper = sheet_paper(told, 4)
    assert (paper.title, paper.number, paper.hours) == ("Экзаменационная ведомость", "4/2026", "72")
    assert [(row.mark, row.words, row.ticket) for row in paper.rows] == [("5", "отлично", "1"), ("4", "хорошо", "2")]
    assert (paper.absolute, paper.quality, paper.mean) == ("100,0", "100,0", "4,50")
    assert "редакция 2" in paper.subtitle
    assert next((one.position, one.name) for one in paper.signatures) == ("Преподаватель", "А. И. Орлова")


def test_a_sheet_of_another_term_is_not_found(told):
    with pytest.raises(NotFound):
        sheet_paper(told, 99)


def test_an_unfilled_sheet_is_a_form_to_write_on(told):
    for line in told["sheets"][1]["entries"]:
        line["result"] = None
    paper = sheet_paper(told, 4)
    assert [(row.mark, row.words) for row in paper.rows] == [("", ""), ("", "")]
    assert paper.mean == ""


def test_the_summary_has_a_column_an_item_in_its_block_and_names_both_teachers_of_subgroups(told):
    paper = summary_paper(told, "на дату закрытия", None)
    assert [(block.title, [one.name for one in block.columns]) for block in paper.blocks] == [
        ("Экзамены", ["ОП.01 Математика"]), ("Зачёты", ["ОП.01 Английский"]), ("Другие", ["ОП.01 Физкультура"]),
    ]  # fmt: skip
    assert paper.columns[1].teachers == ("Смит А. И.", "Браун А. И.")
    assert [(row.name, row.marks) for row in paper.rows] == [("Белов", ("5", "зач.", "4")), ("Ёлкин", ("4", "ну", "зач."))]


def test_the_summary_takes_the_last_revision_and_counts_absence_and_classes(told):
    paper = summary_paper(told, "", None)
    assert (paper.rows[0].mean, paper.rows[0].missed, paper.rows[0].missed_unexcused) == ("4,50", "12", "6")
    assert (paper.absolute, paper.quality) == ("100,0", "100,0")
    assert {one.label: one.value for one in paper.totals}["хорошистов"] == "2"


def test_who_left_without_results_is_not_listed_and_who_left_with_them_is_marked(told):
    told["sheets"][1]["entries"].append(
        {"student": "3", "position": "3", "name": "Котов", "record_book": None, "ticket": None, "result": "3", "note": None}
    )
    assert [(row.name, row.note) for row in summary_paper(told, "", None).rows][-1] == ("Котов", "выбыл 01.10.2026")
