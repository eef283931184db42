"""The first days: set-up, coordinator, accounts, plan, group, load."""

import io
from datetime import datetime

import xlsxwriter

from tests.browser.college import BEGIN, END, STAFF, STUDENTS, WORD, YEAR, College, logins_of, text_of
from tests.browser.people import Person
from tests.curricula.conftest import PlxBuilder

# --- 1. set-up ---------------------------------------------------------------------------------------------------------


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
    slips = director.gets_file(lambda: director.touches("Назначить"))
    college.slips |= logins_of(slips)
    director.goes_to("Колледж", "Координаторы")
    director.follows("Воронина Анна Сергеевна")
    director.sees("ожидает подписанного обязательства")
    order = text_of(director.gets_file(lambda: director.touches("Печать приказа")))
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
    slips = coordinator.gets_file(lambda: coordinator.touches("Создать учётные записи и напечатать листки"))
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


# --- 2. plan -----------------------------------------------------------------------------------------------------------


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
    watcher.page.locator("main tbody a").first.click()
    watcher.follows("Утвердить")
    watcher.types("Номер приказа", "31-од")
    watcher.types("Дата приказа", BEGIN.isoformat())
    watcher.presses("Утвердить")
    watcher.sees("31-од")


# --- 3. people ---------------------------------------------------------------------------------------------------------


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


# --- 4. load -----------------------------------------------------------------------------------------------------------


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
