"""Small plan files, written by the tests themselves."""

from collections.abc import Callable
from pathlib import Path
from xml.sax.saxutils import quoteattr

import pytest

KINDS = {  # code: (name, type, classroom)
    1: ("Экзамен", 7, False), 2: ("Зачет", 7, False), 3: ("Зачет с оценкой", 7, False),
    4: ("Курсовой проект", 7, False),
    5: ("Курсовая работа", 7, False), 6: ("Контрольная работа", 7, False), 49: ("Другие формы контроля", 7, False),
    51: ("Недели", None, False), 57: ("Член комиссии", 8, False), 101: ("Лекционные занятия", 1, True),
    102: ("Лабораторные занятия", 2, True), 103: ("Практические занятия", 2, True),
    107: ("Самостоятельная работа", 5, False), 108: ("Часы на контроль", 6, False),
    114: ("Курсовое проектирование", 9, True), 1000: ("Итого часов", None, False),
}  # fmt: skip
DIFFGRAM = "urn:schemas-microsoft-com:xml-diffgram-v1"


def element(tag: str, values: dict[str, object]) -> str:
    """Write one empty element; None is NULL and stays out."""
    pairs = "".join(
        f" {name}={quoteattr(str(value).lower() if isinstance(value, bool) else str(value))}"
        for name, value in values.items() if value is not None
    )  # fmt: skip
    return f"<{tag}{pairs}/>"


class PlxBuilder:
    """Writes a `.plx` of a few lines, in the layout of real files."""

    def __init__(self) -> None:
        self.root = {
            "Тип": "РАБОЧИЙ УЧЕБНЫЙ ПЛАН",
            "ЧислоКурсов": 11,
            "СеместровНаКурсе": 2,
            "КодУровняОбразования": 5,
            "UserName": "IVANOVA",
            "UserPC": "KAB-12-PC",
        }
        self.programme = {
            "Код": 1,
            "Шифр": "09.02.07",
            "Название": "Информационные системы и программирование",
            "УровеньОбразования": 2,
            "НомерДокумента": "1547",
            "ДатаДокумента": "2016-12-09T00:00:00",
        }
        self.head = {
            "Код": -1,
            "Квалификация": "Программист",
            "ГодНачалаПодготовки": 2024,
            "КодФормыОбучения": 1,
            "КодБазы": 3,
            "СрокОбучения": 3,
            "СрокОбученияМесяцев": 10,
            "НомерФГОС": "1547",
            "СеместровНаКурсе": 2,
            "ИмяПользователя": "IVANOVA",
            "ФИО": "Иванова Мария Петровна",
        }
        self.tables: list[str] = []
        self.after = ""
        self.codes = 0

    def _next(self) -> int:
        self.codes -= 1
        return self.codes

    def cycle(self, index: str, name: str = "Цикл", parent: int | None = None, **more: object) -> int:
        """Add a cycle; gives its code."""
        code = self._next()
        self.add("ПланыЦиклы", Код=code, КодРодителя=parent, Идентификатор=index, Цикл=name, Номер=-code, **more)
        return code

    def row(
        self,
        index: str,
        name: str,
        block: int | None,
        kind: int = 2,
        parent: int | None = None,
        hours: object = None,
        **more: object,
    ) -> int:
        """Add a row; gives its code."""
        code = self._next()
        values = {"Порядок": -code, **more}
        self.add(
            "ПланыСтроки",
            Код=code,
            КодБлока=block,
            КодРодителя=parent,
            ДисциплинаКод=index,
            Дисциплина=name,
            ТипОбъекта=kind,
            ЧасовПоПлану=hours,
            **values,
        )
        return code

    def fact(
        self,
        row: int,
        course: int,
        semester: int,
        work: int,
        amount: object = 1,
        *,
        cut: int = 1,
        session: int | None = 0,
        **more: object,
    ) -> None:
        """Add one fact of hours or control."""
        self.add(
            "ПланыНовыеЧасы",
            КодОбъекта=row,
            Курс=course,
            Семестр=semester,
            Сессия=session,
            КодТипаЧасов=cut,
            КодВидаРаботы=work,
            Количество=amount,
            **more,
        )

    def add(self, table: str, **values: object) -> None:
        """Add one row of any table."""
        if "deleted" in values:
            values["diffgr:hasChanges"] = "deleted"
            del values["deleted"]
        self.tables.append(element(table, values))

    def text(self) -> str:
        """Give the XML without its declaration."""
        kinds = "".join(
            element(
                "СправочникВидыРабот", {"Код": code, "Название": name, "КодТипРабот": kind, "Аудиторный": classroom}
            )
            for code, (name, kind, classroom) in KINDS.items()
        )
        opening = element("Документ", self.root)[:-2]
        return (
            f'{opening}><diffgr:diffgram xmlns:diffgr="{DIFFGRAM}" xmlns:msdata="urn:schemas-microsoft-com:xml-msdata">'
            f'<dsMMISDB xmlns="http://tempuri.org/dsMMISDB.xsd">{element("ООП", self.programme)}'
            f"{element('Планы', self.head)}{kinds}{''.join(self.tables)}"
            '<ДолжностныеЛица Код="1" ФИО="Петров Пётр Петрович" Должность="Директор"/>'
            f"</dsMMISDB>{self.after}</diffgr:diffgram></Документ>"
        )

    def file(self, encoding: str = "utf-16") -> bytes:
        """Give the bytes as the program saves them: UTF-16 with a mark."""
        return f'<?xml version="1.0" encoding="{encoding}"?>\r\n{self.text()}'.encode(encoding)


@pytest.fixture
def plx() -> PlxBuilder:
    """Give an empty plan with a head."""
    return PlxBuilder()


def fill(builder: PlxBuilder) -> PlxBuilder:
    """Add a discipline, a module with its parts and an exam to a plan: 372 hours in four semesters."""
    cycle = builder.cycle("ОПЦ", "Общепрофессиональный цикл")
    discipline = builder.row("  ОП.01", "Операционные системы", cycle, hours=72)
    for semester, control in ((1, 49), (2, 3)):
        builder.fact(discipline, 1, semester, 101, 20)
        builder.fact(discipline, 1, semester, 103, 16)
        builder.fact(discipline, 1, semester, 1000, 36)
        builder.fact(discipline, 1, semester, control)
    professional = builder.cycle("ПЦ", "Профессиональный цикл")
    module = builder.row(" ПМ.01", "Разработка модулей", professional, kind=1, hours=300)
    course = builder.row("  МДК.01.01", "Разработка программных модулей", professional, parent=module, hours=138)
    builder.fact(course, 2, 1, 101, 60)
    builder.fact(course, 2, 1, 108, 18)
    builder.fact(course, 2, 1, 1)
    builder.fact(course, 2, 2, 101, 30)
    builder.fact(course, 2, 2, 114, 30)
    builder.fact(course, 2, 2, 3)
    builder.fact(course, 2, 2, 5)
    practice = builder.row(
        "УП.01.01", "Учебная практика", professional, kind=3, parent=module, hours=144, ВидПрактики=6
    )
    builder.fact(practice, 2, 2, 103, 144)
    builder.fact(practice, 2, 2, 51, 0, Недель=4, Дней=0)
    builder.fact(practice, 2, 2, 3)
    exam = builder.row("ПM.01.ЭК", "Экзамен по профессиональному модулю", professional, kind=4, parent=module, hours=18)
    builder.fact(exam, 2, 2, 108, 18)
    builder.fact(exam, 2, 2, 1)
    # What the program stores at the module itself: the sums of its children.
    builder.fact(module, 2, 1, 101, 60)
    builder.fact(module, 2, 2, 1000, 222)
    builder.fact(module, 2, 2, 3, 2)
    builder.fact(module, 2, 1, 1)
    return builder


@pytest.fixture
def small_plx(plx: PlxBuilder) -> PlxBuilder:
    """Give a small sound plan."""
    return fill(plx)


@pytest.fixture
def found() -> Callable[..., set[str]]:
    """Give the codes of a plan's findings."""
    return lambda plan: {finding.code for finding in plan.findings}


@pytest.fixture
def real_file() -> bytes:
    """Give the one real vocational plan, where it lies beside the repository."""
    path = Path(__file__).parents[2].parent / "shared" / "data" / "09.02.07_2024.plx"
    if not path.exists():
        pytest.skip("the real plan file is not here")
    return path.read_bytes()
