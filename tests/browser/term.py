"""A term: journal, sheets, close."""

from playwright.sync_api import expect

from tests.browser.college import MARKS, PROPOSED, STUDENTS, TODAY, WORD, College
from tests.browser.people import PATIENCE, Person

# --- 5. journal --------------------------------------------------------------------------------------------------------


def the_teacher_fills_the_journal(college: College) -> None:
    teacher = college["teacher"]
    opens_journal(teacher)
    for pair, topic in enumerate(("Процессы", "Потоки", "Память", "Файлы"), start=1):
        (teacher.presses if pair == 1 else teacher.touches)("Добавить занятие")  # beside a grid the form is a window of its page
        teacher.types("Дата", TODAY)
        teacher.types("№ пары", pair)
        teacher.types("Тема", topic)
        teacher.presses("Сохранить")
    teacher.page.locator("td.cell").first.click()
    for row in MARKS:
        for mark in row:
            teacher.page.keyboard.type(mark)
            teacher.page.keyboard.press("Tab")
        teacher.page.keyboard.press("ArrowDown")
        teacher.page.keyboard.press("Home")
    teacher.page.locator("#journal-state", has_text="Сохранено").wait_for()
    teacher.takes_photo("14-journal")
    assert standings(teacher) == [("4,75", "5"), ("4,25", "4"), ("3,25", "3"), ("4,75", "5")]


def opens_journal(person: Person) -> None:
    person.goes_to("Обучение", "Журналы")
    person.page.locator("tr", has_text="Операционные системы").get_by_role("link").first.click()


def standings(person: Person) -> list[tuple[str, str]]:
    """Give (mean, proposed mark) of each row of the grid."""
    rows = person.page.locator("table.journal tbody tr").all()
    return [(row.locator("td.sum").first.inner_text(), row.locator("td.s3").inner_text()) for row in rows]


def a_stale_cell_is_refused(college: College) -> None:
    teacher = college["teacher"]
    other = teacher.opens_another_tab()
    teacher.types_into_cell(0, 0, "4")
    teacher.page.locator("#journal-state", has_text="Сохранено").wait_for()
    other.types_into_cell(0, 0, "3")
    for value in ("«4»", "«3»"):
        expect(other.page.locator("#journal-note")).to_contain_text(value, timeout=PATIENCE)
    other.takes_photo("15-stale")
    other.touches("Взять имеющееся: «4»")
    college.people["late tab"] = other
    teacher.types_into_cell(0, 0, "5")
    teacher.page.locator("#journal-state", has_text="Сохранено").wait_for()


# --- 6. sheets ---------------------------------------------------------------------------------------------------------


def the_office_issues_the_sheets(college: College) -> None:
    secretary = college["secretary"]
    secretary.goes_to("Обучение", "Семестры групп")
    secretary.follows("ИС-11")
    secretary.presses("Открыть ведомости")
    secretary.confirms("Выдать все недостающие ведомости")
    secretary.sees("дифференцированный зачёт", "экзамен")
    secretary.takes_photo("16-sheets")


def the_teacher_fills_and_signs(college: College) -> None:
    teacher = college["teacher"]
    opens_sheet(teacher, "Операционные системы")
    teacher.confirms("Заполнить пустые строки по журналу")
    for name, proposed in zip(STUDENTS, PROPOSED, strict=True):
        teacher.finds(f"Результат: {name}", proposed)
    teacher.takes_photo("17-sheet-proposals")
    teacher.types("Пароль или код", "не тот пароль")
    teacher.presses("Подписать")
    teacher.sees("Пароль или код не подходит")
    signs(teacher)
    opens_sheet(teacher, "Основы алгоритмизации")
    for name, result in zip(STUDENTS, ("5", "4", "н", "5"), strict=True):
        teacher.types(f"Результат: {name}", result)
    teacher.presses("Сохранить")
    teacher.sees("неявка")
    signs(teacher)
    teacher.takes_photo("18-sheet-signed")


def opens_sheet(person: Person, item: str) -> None:
    person.goes_to("Аттестация", "Ведомости")
    person.page.locator("tr", has_text=item).get_by_role("link").first.click()


def signs(person: Person) -> None:
    person.types("Пароль или код", f"{WORD}-teacher")
    person.presses("Подписать")
    person.sees("Ведомость подписана.")


def the_office_closes_the_sheets(college: College) -> None:
    secretary = college["secretary"]
    for item in ("Операционные системы", "Основы алгоритмизации"):
        opens_sheet(secretary, item)
        secretary.confirms("Закрыть ведомость")
        secretary.sees("Ведомость закрыта.")


# --- 7. close ----------------------------------------------------------------------------------------------------------


def the_deputy_closes_the_term(college: College) -> None:
    deputy = college["deputy"]
    deputy.goes_to("Аттестация", "Закрытие семестров")
    deputy.follows("ИС-11")
    deputy.sees("Операционные системы", "8", "36")  # a warning: fewer hours were held than planned
    deputy.takes_photo("19-checks")
    deputy.confirms("Закрыть семестр")
    deputy.sees("SHA-256")
    deputy.takes_photo("20-closed")


def the_journal_is_only_read(college: College) -> None:
    teacher = college["teacher"]
    opens_journal(teacher)
    teacher.sees("Семестр закрыт, журнал доступен только для чтения.")
    teacher.takes_photo("21-journal-closed")
    teacher.types_into_cell(0, 0, "2")
    assert standings(teacher)[0] == ("4,75", "5")
    late = college["late tab"]  # was opened while the term was open
    late.types_into_cell(0, 0, "2")
    expect(late.page.locator("#journal-note")).to_contain_text("закрыт", timeout=PATIENCE)
    teacher.page.reload()
    expect(teacher.page.locator("td.cell").first).to_have_text("5", timeout=PATIENCE)
