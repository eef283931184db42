"""Papers as a college would print them: long names, full groups, wide summaries."""

from dataclasses import replace
from datetime import date, datetime

from app.access.papers import LoginSlip, LoginSlips
from app.acts import rules as act_rules
from app.acts.papers import AcquaintanceSheet, ActText, ReaderRow
from app.attestation import papers, rules
from app.closing.papers import ActGroup, ClosingAct, ClosingCheck, ControlAct, IndicatorsPaper
from app.closing.papers_storage import DestructionPaper, DestructionRow
from app.closing.papers_year import YearActPaper, YearHalf, YearOrder, YearPackage
from app.coordination.papers import AppointmentOrder, UndertakingPaper
from app.deadlines.papers import MatrixPaper, MatrixRow
from app.documents.rules import Count, Imprint, Letterhead, Signature, decimal_text
from app.inaccuracies.papers import DiscrepancyRow, LetterPaper, StatementPaper
from app.oversight.papers import OversightPaper, Table

HEAD = Letterhead(
    full_name="государственное автономное профессиональное образовательное учреждение Самарской области"
    " «Колледж информационных технологий»",
    founder="Министерство образования Самарской области",
    short_name="ГАПОУ СО «КИТ»",
    place="г. Самара",
)
IMPRINT = Imprint("15-ЗЭВ", date(2026, 1, 23), "7KQ2M-9XW4T-C", "https://uch.example.ru/verify/7KQ2M9XW4TC")
LONG = "Хабибуллина-Воскресенская Александра-Виктория Константиновна"
NAMES = (
    "Гарифуллина Диана Маратовна",
    "Абдурахманов Мухаммадамин Шавкатжон угли",
    "Беляева Анна Сергеевна",
    "Ёлкин Пётр Алексеевич",
    "Иванов Иван Иванович",
)
SPECIALTY = "09.02.07 Информационные системы и программирование"
ITEM = "МДК.01.04 Системное программирование"
SIGNS = (
    Signature("Преподаватель", "Е. В. Соколова"),
    Signature("Заведующий отделением информационных технологий", "К. А. Хабибуллина-Воскресенская"),
)
MARKS = ("5", "4", "3", "4", "5", "2", "н/доп", "неявка (ув.)", "4", "3")


def names(count: int) -> list[str]:
    """Give a list where one name in ten is very long."""
    return [LONG if index % 10 == 0 else NAMES[index % len(NAMES)] for index in range(count)]


def sheet(count: int = 25, *, filled: bool = True, credit: bool = False, topics: bool = False, **changes):
    marks = [("зачтено", "не зачтено")[index % 7 == 6] if credit else MARKS[index % 10] for index in range(count)]
    marks = marks if filled else [""] * count
    rows = tuple(
        papers.SheetRow(
            number=index + 1, name=name, record_book=f"21-{index + 101}", ticket=str(index % 25 + 1) if filled else "",
            mark=mark if credit else papers.short(mark), words=rules.WORDS[mark] if mark else "",
            topic="Разработка информационной системы учёта оборудования колледжа" if topics else "",
        )
        for index, (name, mark) in enumerate(zip(names(count), marks, strict=True))
    )  # fmt: skip
    fields = dict(
        letterhead=HEAD, title="Зачётная ведомость" if credit else "Экзаменационная ведомость", group="ИСП-21",
        course="2", specialty=SPECIALTY, semester="3", academic_year="2025/2026", item=ITEM,
        control="зачёт" if credit else "экзамен", teachers=("Соколова Елена Викторовна",),
        held_on=date(2026, 1, 23) if filled else None, rows=rows, signatures=SIGNS, with_tickets=not (credit or topics),
        with_topics=topics, credit=credit, **papers.sheet_foot(marks, credit=credit),
    )  # fmt: skip
    return papers.SheetPaper(**(fields | changes))


def complex_sheet(count: int = 25):
    """A complex exam over three items: a mark for each; one who was not admitted to the second."""
    plain, items = sheet(count), (ITEM, "МДК.02.01 Технология разработки программного обеспечения", "ОП.08 Основы проектирования баз данных")
    marks = [(MARKS[index % 10], MARKS[(index + 3) % 10], MARKS[(index + 4) % 10]) for index in range(count)]
    rows = tuple(replace(row, marks=tuple(map(papers.short, own))) for row, own in zip(plain.rows, marks, strict=True))
    foot = papers.sheet_foot([mark for own in marks for mark in own], credit=False)
    return replace(plain, rows=rows, items=items, item="; ".join(items), hours="108, 72, 64", **foot)


def commission_sheet():
    """The second re-sit of three students before a commission of three."""
    people = ("Хабибуллина-Воскресенская К. А.", "Соколова Е. В.", "Мухаметзянова Г. Р.")
    posts = ("Председатель комиссии", "Член комиссии", "Член комиссии", "Заведующий отделением")
    decided = (f"{LONG}: ну, справка № 8 от 10.02.2026",)
    changes = {
        "attempt": "Повторная аттестация (вторая) комиссией", "basis": "приказ № 214-у от 02.02.2026", "teachers": people, "decisions": decided,
        "signatures": tuple(Signature(post, sign) for post, sign in zip(posts, (*people, ""), strict=True)), "three_marks": True,
    }  # fmt: skip
    marks = ("неявка (ув.)", "3", "2")
    plain = sheet(3, **changes, **papers.sheet_foot(marks, credit=False))
    told = zip(plain.rows, marks, ("н/а", "3", "2"), ("", "3", "2"), strict=True)
    rows = tuple(replace(row, mark=papers.short(mark), words=rules.WORDS[mark], semester=semester, final=final) for row, mark, semester, final in told)
    return replace(plain, rows=rows)


ITEMS = (
    "ОП.01 Операционные системы и среды",
    "МДК.01.01 Разработка программных модулей",
    "МДК.02.01 Технология разработки программного обеспечения",
    "СГ.01 История России",
    "СГ.02 Иностранный язык в профессиональной деятельности",
    "МДК.11.01 Технология разработки и защиты баз данных",
    "ОП.05 Правовое обеспечение профессиональной деятельности",
    "ОП.08 Основы проектирования баз данных",
    "ОП.11 Компьютерные сети",
    "УП.01 Учебная практика",
    "СГ.04 Физическая культура",
    "СГ.03 Безопасность жизнедеятельности",
    "ПОО.01 Проектная деятельность",
    "МДК.05.01 Проектирование и дизайн информационных систем и программных модулей (курсовой проект)",
)


def summary(count: int = 25, width: int = 14, **changes):
    table = [
        [
            ("зачтено" if 10 <= column < 13 else MARKS[(row * 3 + column) % 10 if (row + column) % 4 else 0])
            for column in range(width)
        ]
        for row in range(count)
    ]
    found = [rules.indicators(column) for column in zip(*table, strict=True)]
    columns = [
        papers.SummaryItem(
            ITEMS[index], ("Соколова Е. В.", "Мухаметзянова Г. Р.") if index == 4 else ("Константинопольский А. И.",),
            decimal_text(one.absolute), decimal_text(one.quality), decimal_text(one.mean), decimal_text(one.training), str(one.total),
        )
        for index, one in enumerate(found)
    ]  # fmt: skip
    titles = ("Экзамены", "Дифференцированные зачёты", "Зачёты", "КП")
    cuts = ((0, 3), (3, 10), (10, 13), (13, 14))
    blocks = tuple(
        papers.SummaryBlock(title, tuple(columns[first:last]))
        for title, (first, last) in zip(titles, cuts, strict=True)
        if columns[first:last]
    )
    rows = tuple(
        papers.SummaryRow(
            number, name, tuple(papers.short(mark) for mark in marks), decimal_text(rules.mean(marks)), "24", "6",
            "бюджет", "",
        )
        for number, (name, marks) in enumerate(zip(names(count), table, strict=True), 1)
    )  # fmt: skip
    totals = rules.group_totals([rules.student_class(marks) for marks in table])
    labels = ("всего студентов", "отличников", "хорошистов", "с одной «3»", "прочих успевающих", "неуспевающих")
    values = (totals.total, totals.excellent, totals.good, totals.one_three, totals.passing, totals.failing)
    fields = {
        "letterhead": HEAD, "group": "ИСП-21", "course": "2", "specialty": SPECIALTY, "semester": "3", "academic_year": "2025/2026",
        "blocks": blocks, "rows": rows,
        "totals": tuple(Count(label, str(value)) for label, value in zip(labels, values, strict=True)),
        "absolute": decimal_text(totals.absolute), "quality": decimal_text(totals.quality),
        "signatures": (
            Signature("Заместитель директора по учебной работе", "О. Н. Петрова"),
            Signature("Заведующий отделением", ""),
            Signature("Куратор группы", "Е. В. Соколова"),
        ),
        "drawn_on": date(2026, 1, 30), "curator": "Соколова Е. В.", "state": "По снимку семестра, редакция 1 от 30.01.2026",
    }  # fmt: skip
    return papers.SummaryPaper(**(fields | changes))


def appointment(**changes):
    fields = {
        "letterhead": HEAD, "number": "125/1-од", "order_date": date(2025, 9, 1),
        "person": "Хабибуллину-Воскресенскую Александру-Викторию Константиновну, методиста",
        "starts_on": date(2025, 9, 1), "ends_on": date(2026, 8, 31), "zone": "все разделы системы",
        "signature": Signature("Директор", "П. А. Ёлкин"),
        "backup": "Беляева Анна Сергеевна, секретарь учебной части",
        "acquainted": (Signature("Методист", "А.-В. К. Хабибуллина-Воскресенская"), Signature("Секретарь учебной части")),
    }  # fmt: skip
    return AppointmentOrder(**(fields | changes))


def undertaking(**changes):
    fields = {
        "letterhead": HEAD, "person": LONG, "position": "методист", "director": Signature("Директор", "П. А. Ёлкин")
    }  # fmt: skip
    return UndertakingPaper(**(fields | changes))


def slips(count: int = 9):
    made = (
        LoginSlip(name, "преподаватель", f"user{number}", "kedr-maiak-sneg-42", datetime(2025, 9, 8, 18, 0))
        for number, name in enumerate(names(count), 1)
    )
    return LoginSlips("ГАПОУ СО «КИТ»", "https://uch.example.ru", tuple(made))


def act(**changes):
    checks = (
        ClosingCheck("Занятия проведены, ч", "612", "612", "соответствует"),
        ClosingCheck("Занятия без темы", "0", "0", "соответствует"),
        ClosingCheck("Ведомости закрыты", "10", "10", "соответствует"),
        ClosingCheck("Студенты без итоговой отметки", "0", "1", "замечание: уважительная причина, срок 15.02.2026"),
    )
    contents = (Count("студентов", "25"), Count("занятий", "306"), Count("отметок", "3 412"), Count("ведомостей", "10"))
    fields = {
        "letterhead": HEAD, "group": "ИСП-21", "course": "2", "specialty": SPECIALTY, "semester": "3", "academic_year": "2025/2026",
        "revision": 1, "closed_at": datetime(2026, 1, 30, 15, 42), "closed_by": "О. Н. Петрова", "checks": checks,
        "contents": contents, "sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
        "audit_head": "60303ae22b998861bce3b28f33eec1be758a213c86c93c076dbe9f558c11c752",
        "signatures": (Signature("Заместитель директора по учебной работе", "О. Н. Петрова"), Signature("Координатор")),
    }  # fmt: skip
    return ClosingAct(**(fields | changes))


def control_act(count: int = 42, **changes):
    digest = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
    groups = tuple(
        ActGroup(f"ИСП-{number}{'у-зао' if number % 9 == 0 else ''}", "3", "25", "10", str(number % 4), "96,0", "52,0", "1", digest)
        for number in range(11, 11 + count)
    )
    checks = (
        ClosingCheck("Аттестация: ведомости", "420", "420", "соответствует"),
        ClosingCheck("Журналы: часы занятий по нагрузке", "25704", "25690", "проведено меньше на 14 ч"),
        ClosingCheck("Прочие замечания", "—", "2", "группа без куратора — 1; студенты без предлагаемой отметки — 12"),
    )
    fields = {
        "letterhead": HEAD, "semester": "1", "academic_year": "2025/2026", "drawn_on": date(2026, 2, 2), "revision": 2, "checks": checks,
        "groups": groups, "printed": (Count("Экзаменационная ведомость", "210 (страниц 214)"), Count("Сводная ведомость", "42 (страниц 84)")),
        "printed_count": 252, "printed_pages": 298, "package_sha256": "2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae",
        "archive": (
            Count("Файл пакета", "semester-2025-2026-1-r2.zip"), Count("Объём файла", "12\u00a0345\u00a0678\u00a0байт (11,8\u00a0МБ)"),
            Count("Носитель", "внешний диск № 4"), Count("Место хранения пакета", "сейф учебной части"), Count("Срок хранения", ""),
        ),
        "root": digest, "audit_head": "60303ae22b998861bce3b28f33eec1be758a213c86c93c076dbe9f558c11c752",
        "signatures": (Signature("Ответственный координатор"), Signature("Заместитель директора по учебной работе"), Signature("Директор", "М. П. Орлова")),
    }  # fmt: skip
    return ControlAct(**(fields | changes))


def year_act(count: int = 34):
    digest = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
    signer = "Воскресенская-Хабибуллина Маргарита Святославовна"
    halves = (
        YearHalf("1", "42", "редакция 2 от 02.02.2026", f"{signer}, 03.02.2026", digest),
        YearHalf("2", "42", "редакция 1 от 03.07.2026", f"{signer}, 03.07.2026", digest),
    )
    orders = tuple(
        YearOrder("О переводе студентов на следующий курс" if number % 6 else "Об условном переводе студентов, имеющих академическую задолженность, на следующий курс",
                  f"№ {101 + number}/1-с от 30.06.2026", "01.09.2026", "25", "0" if number % 6 else "3")
        for number in range(count)
    )  # fmt: skip
    totals = (Count("Переведено студентов", "850"), Count("Из них условно", "18"),
              Count("Неликвидированных задолженностей, переходящих на следующий год", "27"))  # fmt: skip
    signs = (Signature("Ответственный координатор"), Signature("Заместитель директора по учебной работе"), Signature("Директор", "М. П. Орлова"))
    head = "60303ae22b998861bce3b28f33eec1be758a213c86c93c076dbe9f558c11c752"
    archive = (YearPackage("1", "semester-2025-2026-1-r2.zip", "12\u00a0345\u00a0678\u00a0байт (11,8\u00a0МБ)", digest),
               YearPackage("2", "semester-2025-2026-2-r1.zip", "934\u00a0567\u00a0байт (912,7\u00a0КБ)", head))  # fmt: skip
    return YearActPaper(HEAD, "2025/2026", date(2026, 7, 6), 2, halves, orders, totals, archive, digest, head, signs)


def destruction_act(count: int = 30):
    titles = ("Экзаменационные и зачётные ведомости", "Журналы учебных занятий",
              "Переписка с органами управления образованием и организациями по вопросам приёма, перевода и выпуска студентов")  # fmt: skip
    rows = tuple(DestructionRow(f"05-{number:02d}", titles[number % 3], str(2014 + number % 6), str(number + 1), ("5 л.", "3 г. ЭПК")[number % 2]) for number in range(count))
    signs = (Signature("Ответственный координатор"), Signature("Секретарь учебной части"))
    return DestructionPaper(
        HEAD, date(2026, 11, 20), date(2026, 11, 23), Signature("Директор", "М. П. Орлова"), "№ 3 от 20.11.2026", rows, "465", signs
    )


WRONG = DiscrepancyRow(
    "Журналы", f"МДК.01.01 Разработка программных модулей, группа ИСП-21, занятие 12.10.2025, {LONG}", "Отметка или посещаемость",
    "2", "4", "описка при переносе отметки из рабочей тетради в журнал", "контрольная работа от 12.10.2025, л. 3",
)  # fmt: skip


def statement(**changes):
    fields = {
        "letterhead": HEAD, "number": "12/2025", "stated_on": date(2025, 10, 20), "director": Signature("Директор", "П. А. Ёлкин"),
        "to_director": "Ёлкину Петру Алексеевичу", "from_coordinator": "Беляевой Анны Сергеевны",
        "rows": (WRONG,), "consequence": "сводная ведомость за октябрь", "signature": Signature("Ответственный координатор", "А. С. Беляева"),
    }  # fmt: skip
    return StatementPaper(**(fields | changes))


def letter(**changes):
    fields = {
        "letterhead": HEAD, "contacts": "443000, г. Самара, ул. Примерная, д. 1, тел. +7 846 000-00-00, ИНН 6311000000 КПП 631101001",
        "addressee": "Центр профессионального образования Самарской области, отдел информационных технологий",
        "addressee_name": "Ивановой И. И.", "number": "01-15/204", "letter_date": date(2025, 10, 21), "statement_number": "12/2025",
        "rows": (WRONG,), "consequence": "", "signature": Signature("Директор", "П. А. Ёлкин"), "executor": "А. С. Беляева",
        "executor_phone": "+7 846 000-00-00",
    }  # fmt: skip
    return LetterPaper(**(fields | changes))


def indicators(count: int = 20, **changes):
    rows = tuple(
        (LONG if number % 7 == 0 else f"Преподаватель {number}", "25", "5", "9", "8", "1", "0", "0", "2", "1", "88,0", "56,0", "3,78", "61,4")
        for number in range(count)
    )
    heads = ("", "N", "«5»", "«4»", "«3»", "«2»", "зач.", "незач.", "н/а", "ув.", "Абс., %", "Кач., %", "Ср. балл", "СОУ, %")
    fields = {
        "letterhead": HEAD, "semester": "1", "academic_year": "2025/2026", "kind": "по преподавателям", "first": "Преподаватель",
        "state": "По состоянию на закрытие семестров групп; закрыты все группы", "heads": heads, "rows": rows,
        "formulas": rules.FORMULAS, "wide": False, "signatures": (Signature("Заместитель директора по учебной работе", "О. Н. Петрова"),),
    }  # fmt: skip
    return IndicatorsPaper(**(fields | changes))


def matrix(count: int = 30):
    rows = tuple(
        MatrixRow("Журнал", "Записать тему занятия", "Преподаватель", "в тот же день", "Заместитель директора по учебной работе")
        if number % 3 else MatrixRow("Контингент", "Внести движение студента", LONG, "1 рабочий день", "Координатор")
        for number in range(count)
    )  # fmt: skip
    return MatrixPaper(HEAD, "№ 125/1-од от 01.09.2025", rows, Signature("Директор", "П. А. Ёлкин"))


def readers(count: int = 25):
    rows = tuple(ReaderRow(name, "преподаватель", date(2025, 9, 2) if index % 2 else None) for index, name in enumerate(names(count)))
    return AcquaintanceSheet(HEAD, "№ 3 от 01.09.2025", rows, Signature("Директор", "П. А. Ёлкин"))


def act_text():
    facts = {"college": "ГАПОУ СО «КИТ»", "coordinator": " (приказ № 125/1-од от 01.09.2025)", "addressee": "ЦПО Самарской области, отдел ИТ"}
    duties = [("Журнал", "Записать тему занятия", "в тот же день"), ("Контингент", "Внести движение студента", "1 рабочий день")]
    return ActText(HEAD, tuple(act_rules.model_text(facts, duties)), Signature("Директор", "П. А. Ёлкин"))


def oversight():
    people = Table("1. Доступ к персональным данным", ("Работник", "Просмотры", "Печать"), ("", "36", "24"), ((LONG, "12", "3"),), "Не было.")
    incidents = Table("2. Инциденты", ("Обнаружен", "Что произошло"), ("40", ""), (), "Инцидентов не было.")
    signs = (Signature("Ответственный координатор"), Signature("Директор", "П. А. Ёлкин"))
    return OversightPaper(HEAD, "ОТЧЁТ о доступе к персональным данным", "за 10.2025", (people, incidents), signs)
