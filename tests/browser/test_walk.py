"""One college from its first start to a closed term, walked in a real browser by its people."""

import io
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import xlsxwriter
from pypdf import PdfReader

from tests.browser.people import Person
from tests.browser.served import Installation
from tests.curricula.conftest import PlxBuilder

pytestmark = [pytest.mark.browser, pytest.mark.slow]

TODAY = datetime.now(ZoneInfo("Europe/Samara")).date()
YEAR = TODAY.year if TODAY.month >= 9 else TODAY.year - 1
BEGIN, END = date(YEAR, 9, 1), date(YEAR + 1, 8, 31)
STUDENTS = ("Абрамова Дарья Игоревна", "Ёлкин Пётр Семёнович", "Королёва-Щедрина Александра Владиславовна", "Яшин Лев Иванович")
MARKS = (("5", "5", "4", "5"), ("4", "4", "5", "4"), ("3", "3", "4", "3"), ("5", "4", "5", "5"))
PROPOSED = ("5", "4", "3", "5")
STAFF = {  # surname: (first name, patronymic, position, role, who gives the role)
    "Громова": ("Ольга", "Юрьевна", "Заместитель директора", "Заместитель директора по учебной работе"),
    "Лаптева": ("Инна", "Олеговна", "Методист", "Методист"),
    "Птицына": ("Нина", "Борисовна", "Секретарь учебной части", "Секретарь учебной части"),
    "Сазонов": ("Олег", "Ильич", "Преподаватель", "Преподаватель"),
}
SURNAMES = tuple(name.split()[0] for name in STUDENTS)
WORD = "кедр-плотва-42-якорь"
SLIP = re.compile(r"(\S+) \S+ \S+, [^,]+? Адрес системы \S+ Логин (\S+) Одноразовый пароль (\S+)")


@dataclass
class College:
    """What the walk remembers on its way."""

    installation: Installation
    browser: Any
    people: dict[str, Person] = field(default_factory=dict)
    phrase: str = ""
    slips: dict[str, tuple[str, str]] = field(default_factory=dict)
    sheet: bytes = b""

    def newcomer(self, name: str) -> Person:
        """Seat a person at an own browser."""
        self.people[name] = Person(self.browser, self.installation.address)
        return self.people[name]

    def __getitem__(self, name: str) -> Person:
        return self.people[name]


@pytest.fixture
def college(tmp_path: Path, browser: Any) -> Iterator[College]:
    """Give an installation that was just started for the first time."""
    installation = Installation(tmp_path / "data")
    link = installation.serve()
    found = College(installation, browser)
    found.newcomer("director").opens(link)
    idle = [installation.connect() for _ in range(4)]  # as browsers do in advance; they stop nobody
    yield found
    for connection in idle:
        connection.close()
    installation.stop()


def test_from_the_first_start_to_a_closed_term(college: College, tmp_path: Path) -> None:
    the_director_founds_the_college(college)
    the_director_appoints_the_coordinator(college)
    the_coordinator_takes_office(college)
    the_coordinator_opens_the_year(college)
    the_coordinator_makes_accounts(college)
    everybody_gets_a_role_and_comes_in(college)
    the_methodist_uploads_the_plan(college)
    the_secretary_imports_the_group(college)
    the_deputy_gives_the_load_out(college)
    the_teacher_fills_the_journal(college)
    a_stale_cell_is_refused(college)
    the_office_issues_the_sheets(college)
    the_teacher_fills_and_signs(college)
    the_office_closes_the_sheets(college)
    the_deputy_closes_the_term(college)
    the_journal_is_only_read(college)
    the_papers_are_printed(college)
    anybody_verifies_a_paper(college)
    the_copy_comes_back_elsewhere(college, tmp_path)
    assert {name: person.troubles for name, person in college.people.items() if person.troubles} == {}


# --- 1. set-up -------------------------------------------------------------------------------------------------------


def the_director_founds_the_college(college: College) -> None:
    director = college["director"]
    director.takes_photo("01-setup")
    director.types("Полное наименование", "ГБПОУ «Волжский политехнический колледж»")
    director.types("Краткое наименование", "ВПК")
    for label, value in (("Фамилия", "Беляев"), ("Имя", "Игорь"), ("Отчество", "Петрович")):
        director.types(label, value)
    director.types("Логин", "director")
    director.types("Пароль", WORD)
    director.types("Пароль ещё раз", WORD)
    director.presses("Создать")
    director.sees("Фраза восстановления")
    college.phrase = director.page.locator(".alert strong").inner_text()
    director.takes_photo("02-founded")
    director.signs_in("director", WORD)
    director.sees("Здравствуйте, Беляев Игорь Петрович")
    director.takes_photo("03-home-director")


def the_director_appoints_the_coordinator(college: College) -> None:
    director = college["director"]
    director.goes_to("Колледж", "Сотрудники")
    director.presses("Новый сотрудник")
    enters_employee(director, "Воронина", "Анна", "Сергеевна", "Специалист учебной части")
    director.goes_to("Колледж", "Координаторы")
    director.presses("Назначить координатора")
    director.chooses("Сотрудник", "Воронина")
    director.types("Номер приказа", "17-од")
    director.takes_photo("04-appoint")
    slips = director.gets_file(lambda: director.presses("Назначить"))
    college.slips |= logins_of(slips)
    director.goes_to("Колледж", "Координаторы")
    director.follows("Воронина Анна Сергеевна")
    director.sees("ожидает подписанного обязательства")
    order = text_of(director.gets_file(lambda: director.presses("Печать приказа")))
    assert "17-од" in order and "Воронину Анну Сергеевну" in order
    director.goes_to("Колледж", "Обязательства")
    director.marks("Беляев Игорь Петрович")
    director.presses("Отметить выбранных как подписавших")
    director.marks("Воронина Анна Сергеевна")
    director.presses("Отметить выбранных как подписавших")
    director.takes_photo("05-undertakings")
    director.goes_to("Колледж", "Координаторы")
    director.sees("действует")


def enters_employee(person: Person, last: str, first: str, middle: str, position: str) -> None:
    for label, value in (("Фамилия", last), ("Имя", first), ("Отчество", middle), ("Должность", position)):
        person.types(label, value)
    person.presses("Сохранить")
    person.sees(f"{last} {first} {middle}")


def the_coordinator_takes_office(college: College) -> None:
    comes_in_with_slip(college, "coordinator", "Воронина")
    college["coordinator"].takes_photo("06-home-coordinator")


def comes_in_with_slip(college: College, key: str, surname: str) -> None:
    """Sign in with the one-time password of the slip, which leads to a password of one's own."""
    person, (login, password) = college.newcomer(key), college.slips[surname]
    person.signs_in(login, password)
    person.changes_password(password, f"{WORD}-{key}")
    person.sees("Здравствуйте")


def the_coordinator_opens_the_year(college: College) -> None:
    coordinator = college["coordinator"]
    coordinator.goes_to("Колледж", "Учебные годы")
    coordinator.presses("Новый учебный год")
    coordinator.types("Начало", BEGIN)
    coordinator.types("Окончание", END)
    coordinator.marks("Текущий год")
    coordinator.presses("Сохранить")
    coordinator.sees(f"{YEAR}/{YEAR + 1}")
    coordinator.goes_to("Колледж", "Семестры")
    coordinator.presses("Новый семестр")
    coordinator.chooses("Учебный год", f"{YEAR}/{YEAR + 1}")
    coordinator.chooses("Семестр", "1")
    coordinator.types("Начало", BEGIN)
    coordinator.types("Окончание", END)
    coordinator.presses("Сохранить")
    coordinator.sees(f"01.09.{YEAR}")


def the_coordinator_makes_accounts(college: College) -> None:
    coordinator = college["coordinator"]
    for last, (first, middle, position, _role) in STAFF.items():
        coordinator.goes_to("Колледж", "Сотрудники")
        coordinator.presses("Новый сотрудник")
        enters_employee(coordinator, last, first, middle, position)
    coordinator.goes_to("Колледж", "Учётные записи")
    coordinator.presses("Создать учётные записи")
    coordinator.takes_photo("07-new-accounts")
    slips = coordinator.gets_file(lambda: coordinator.presses("Создать учётные записи и напечатать листки"))
    college.slips |= logins_of(slips)
    assert set(STAFF) < set(college.slips)


def everybody_gets_a_role_and_comes_in(college: College) -> None:
    for key, surname in (("deputy", "Громова"), ("methodist", "Лаптева"), ("secretary", "Птицына"), ("teacher", "Сазонов")):
        giver = college["director" if key == "deputy" else "coordinator"]  # one gives only roles below the own rank
        giver.goes_to("Колледж", "Учётные записи")
        giver.follows(" ".join((surname, *STAFF[surname][:2])))
        giver.presses("Назначить роль")
        giver.chooses("Роль", STAFF[surname][3])
        giver.types("Основание", "Приказ № 18-л/с")
        giver.presses("Назначить")
        giver.sees(STAFF[surname][3])
        comes_in_with_slip(college, key, surname)
    college["coordinator"].takes_photo("08-account")


# --- 2. plan ---------------------------------------------------------------------------------------------------------


def plan_file() -> bytes:
    """Write a plan of one semester: 36 hours with a graded credit, 40 with an exam."""
    plan = PlxBuilder()
    plan.head["ГодНачалаПодготовки"] = YEAR
    cycle = plan.cycle("ОПЦ", "Общепрофессиональный цикл")
    for index, name, hours, control in (("ОП.01", "Операционные системы", 36, 3), ("ОП.02", "Основы алгоритмизации", 40, 1)):
        row = plan.row(f"  {index}", name, cycle, hours=hours)
        plan.fact(row, 1, 1, 101, hours)
        plan.fact(row, 1, 1, 1000, hours)
        plan.fact(row, 1, 1, control)
    return plan.file()


def the_methodist_uploads_the_plan(college: College) -> None:
    methodist = college["methodist"]
    methodist.goes_to("Планы", "Загрузка файла плана")
    methodist.gives_file("Файл плана (.plx или .plm.xml)", "09.02.07.plx", plan_file())
    methodist.presses("Прочитать файл")
    methodist.sees("ОП.01", "Операционные системы", "76")
    methodist.takes_photo("09-plan-preview")
    watcher = college["deputy"]
    watcher.goes_to("Планы", "Учебные планы")
    assert "09.02.07" not in watcher.reads()  # a preview saves nothing
    methodist.presses("Сохранить план")
    methodist.sees("Основы алгоритмизации")
    watcher.goes_to("Планы", "Учебные планы")
    watcher.sees("09.02.07")


# --- 3. people -------------------------------------------------------------------------------------------------------


def group_list() -> bytes:
    """Write the list of a group as an office keeps it."""
    made = io.BytesIO()
    book = xlsxwriter.Workbook(made)
    sheet = book.add_worksheet("Список")
    day = book.add_format({"num_format": "dd.mm.yyyy"})
    sheet.write_row(0, 0, ["№", "ФИО", "Дата рождения", "№ зачётной книжки"])
    for number, name in enumerate(STUDENTS, start=1):
        sheet.write(number, 0, number)
        sheet.write(number, 1, name)
        sheet.write_datetime(number, 2, datetime(YEAR - 16, 3, number), day)
        sheet.write(number, 3, f"ИС-{number:03d}")
    book.close()
    return made.getvalue()


def the_secretary_imports_the_group(college: College) -> None:
    secretary = college["secretary"]
    secretary.goes_to("Студенты", "Группы")
    secretary.presses("Новая группа")
    secretary.types("Группа", "ИС-11")
    secretary.chooses("Учебный план", "09.02.07")
    secretary.types("Год набора", YEAR)
    secretary.presses("Сохранить")
    secretary.presses("Загрузить список")
    secretary.gives_file("Файл (.xlsx или .csv)", "ИС-11.xlsx", group_list())
    secretary.presses("Показать, что в файле")
    secretary.sees("пока ничего не сохранено", "Королёва-Щедрина", "Будут сохранены 4 строки")
    secretary.takes_photo("10-list-preview")
    secretary.presses("Сохранить")
    secretary.sees("ИС-11", "Студенты: 4", *STUDENTS)
    secretary.takes_photo("11-group")


# --- 4. load ---------------------------------------------------------------------------------------------------------


def the_deputy_gives_the_load_out(college: College) -> None:
    deputy = college["deputy"]
    deputy.goes_to("Обучение", "Семестры групп")
    deputy.presses("Открыть семестры")
    deputy.takes_photo("12-opening")
    deputy.presses("Открыть отмеченные")
    deputy.sees("ИС-11")
    deputy.goes_to("Обучение", "Нагрузка")
    deputy.follows("ИС-11")
    for item in ("ОП.01 Операционные системы", "ОП.02 Основы алгоритмизации"):
        deputy.chooses(f"Преподаватель: {item}", "Сазонов Олег Ильич")
    deputy.takes_photo("13-load")
    deputy.presses("Сохранить")
    deputy.sees("сохранена", "распределено")


# --- 5. journal ------------------------------------------------------------------------------------------------------


def the_teacher_fills_the_journal(college: College) -> None:
    teacher = college["teacher"]
    opens_journal(teacher)
    for pair, topic in enumerate(("Процессы", "Потоки", "Память", "Файлы"), start=1):
        teacher.presses("Добавить занятие")
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
    return [(row.locator("td.sum").first.inner_text(), row.locator("td.proposal").inner_text()) for row in rows]


def a_stale_cell_is_refused(college: College) -> None:
    teacher = college["teacher"]
    other = teacher.opens_another_tab()
    teacher.types_into_cell(0, 0, "4")
    teacher.page.locator("#journal-state", has_text="Сохранено").wait_for()
    other.types_into_cell(0, 0, "3")
    other.page.locator("#journal-note").wait_for()
    other.takes_photo("15-stale")
    note = other.page.locator("#journal-note").inner_text()
    assert "«4»" in note and "«3»" in note
    other.presses("Взять имеющееся: «4»")
    college.people["late tab"] = other
    teacher.types_into_cell(0, 0, "5")
    teacher.page.locator("#journal-state", has_text="Сохранено").wait_for()


# --- 6. sheets -------------------------------------------------------------------------------------------------------


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


# --- 7. close --------------------------------------------------------------------------------------------------------


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
    late.page.locator("#journal-note").wait_for()
    assert "закрыт" in late.page.locator("#journal-note").inner_text()
    teacher.page.reload()
    assert teacher.page.locator("td.cell").first.inner_text() == "5"


# --- 8. papers -------------------------------------------------------------------------------------------------------


def the_papers_are_printed(college: College) -> None:
    deputy = college["deputy"]
    summary = deputy.gets_file(lambda: deputy.presses("Печать сводной ведомости"))
    text = text_of(summary)
    assert "СВОДНАЯ ВЕДОМОСТЬ" in text.upper() and "ИС-11" in text
    assert all(surname in text for surname in SURNAMES)
    deputy.page.reload()
    assert deputy.gets_file(lambda: deputy.presses("Печать сводной ведомости")) == summary
    opens_sheet(deputy, "Операционные системы")
    sheet = deputy.gets_file(lambda: deputy.presses("Печать"))
    text = text_of(sheet)
    assert "Ведомость дифференцированного зачёта" in text or "ВЕДОМОСТЬ ДИФФЕРЕНЦИРОВАННОГО ЗАЧЁТА" in text
    assert all(surname in text for surname in SURNAMES) and "отлично" in text
    deputy.page.reload()
    assert deputy.gets_file(lambda: deputy.presses("Печать")) == sheet
    college.sheet = sheet


def anybody_verifies_a_paper(college: College) -> None:
    deputy = college["deputy"]
    deputy.goes_to("Отчёты", "Реестр документов")
    deputy.page.locator("tr", has_text="дифференцированного").get_by_role("link").first.click()
    code = deputy.page.locator("dt:has-text('Код проверки') + dd").inner_text()
    deputy.takes_photo("22-document")
    stranger = college.newcomer("stranger")
    stranger.opens("/verify/")
    stranger.types("Код документа", code)
    stranger.gives_file("PDF документа", "sheet.pdf", college.sheet)
    stranger.presses("Проверить")
    stranger.sees("Документ действителен.", "Файл побайтно совпадает с архивным.")
    stranger.takes_photo("23-verdict")
    told = stranger.page.content()
    assert not [name for name in (*SURNAMES, "Сазонов", "Громова", "Беляев") if name in told]


# --- 9. safety -------------------------------------------------------------------------------------------------------


def the_copy_comes_back_elsewhere(college: College, folder: Path) -> None:
    director = college["director"]
    director.goes_to("Управление", "Резервные копии")
    director.presses("Проверить целостность")
    director.sees("Всё цело")
    copy = folder / "copy.backup"
    copy.write_bytes(director.gets_file(lambda: director.presses("Сделать резервную копию")))
    assert "Абрамова".encode() not in copy.read_bytes()
    elsewhere = Installation(folder / "elsewhere")
    restored = elsewhere.run("restore", str(copy), "--json", RECOVERY_PHRASE=college.phrase)
    assert (restored.returncode, restored.stderr) == (0, ""), restored.stdout
    proven = elsewhere.run("verify", "--json")
    assert (proven.returncode, json.loads(proven.stdout)) == (0, {"problems": [], "whole": True})
    printed = folder / "again.pdf"
    assert elsewhere.run("report", "sheet", "--sheet", "1", "-o", str(printed)).returncode == 0
    assert printed.read_bytes() == college.sheet


# --- reading of papers ----------------------------------------------------------------------------------------------------------


def text_of(pdf: bytes) -> str:
    """Give the text of a PDF with single spaces."""
    assert pdf.startswith(b"%PDF")
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages).split())


def logins_of(pdf: bytes) -> dict[str, tuple[str, str]]:
    """Give {surname: (login, one-time password)} of the slips."""
    return {last: (login, word) for last, login, word in SLIP.findall(text_of(pdf))}
