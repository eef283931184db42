"""Contents of a term as the close tells them, for the papers of the journal: full groups, long names, many lessons."""

from datetime import date, timedelta

from tests.documents.samples import HEAD, SPECIALTY, names

TOPICS = (
    "Введение. Предмет и задачи дисциплины",
    "Методология разработки программного обеспечения: каскадная, итерационная, спиральная модели жизненного цикла; гибкие методы",
    "Контрольная работа по теме 1",
    "",
)
CELLS = ("5", "", "4", "н", "", "3 5", "б", "", "у 4", "осв", "2", "", "", "о 5", "", "незач")
IMPROVED = ("2→4", "незач→зач", "н 2→5")


def told(students: int = 30, lessons: int = 64) -> dict:
    """Give a term with one journal of so many students and lessons."""
    people = [
        {
            "id": str(index), "name": name, "record_book": f"26-{index + 101}", "number": str(index + 1),
            "stays": [["2026-09-01", "2026-10-20" if index == 3 else None]],
            **({"left_by": "приказ от 19.10.2026 № 45-с «Об отчислении»"} if index == 3 else {}),
        }
        for index, name in enumerate(names(students))
    ]  # fmt: skip
    held = [
        {
            "id": str(number), "load": "1", "date": (date(2026, 9, 1) + timedelta(days=number * 2)).isoformat(), "pair": "2",
            "hours": "2", "kind": ("lecture", "practical", "test", "lab")[number % 4], "topic": TOPICS[number % 4] or None,
            "homework": "Конспект, § 4; подготовить отчёт" if number % 3 == 0 else None, "held_by": "7",
        }
        for number in range(lessons)
    ]  # fmt: skip
    marks = {
        str(number): {str(index): CELLS[(number * 3 + index * 5) % 16] for index in range(students) if CELLS[(number * 3 + index * 5) % 16]}
        for number in range(lessons)
    }
    if students and lessons > 4:
        marks["4"] = {str(index): text for index, text in enumerate(IMPROVED)}
    standing = {"mean": "4.12", "marks": "9", "absent": "14", "excused": "6", "hours": "96", "proposal": "4"}
    load = {
        "id": "1", "code": "МДК.01.01", "name": "Разработка программных модулей", "position": "4", "subgroup": None, "hours": "128",
        "teachers": [{"name": "Соколова Елена Викторовна", "short": "Соколова Е. В.", "sign": "Е. В. Соколова"}],
    }  # fmt: skip
    sheet = {
        "load": "1", "status": "closed", "form": "Э",
        "entries": [{"student": str(index), "result": ("5", "4", "неявка (ув.)", "н/доп")[index % 4]} for index in range(students)],
    }  # fmt: skip
    return {
        "college": {"full_name": HEAD.full_name, "founder": HEAD.founder, "short_name": HEAD.short_name, "city": HEAD.place},
        "term": {
            "group": "ИСП-21", "course": "2", "specialty": SPECIALTY, "semester": "3", "year": "2026/2027",
            "curator": "К. А. Хабибуллина-Воскресенская", "department": "Отделение",
        },
        "students": people, "lessons": held, "marks": marks, "loads": [load], "sheets": [sheet], "staff": {"7": "Соколова Е. В."},
        "standings": {"1": {one["id"]: standing for one in people}},
    }  # fmt: skip
