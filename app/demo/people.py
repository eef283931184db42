"""Invented people: Russian names in the shares of the recipe, numbers with right control digits."""

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from app.core.identity import control_number

SURNAMES = (
    "Иванов", "Кузнецов", "Соколов", "Попов", "Лебедев", "Козлов", "Новиков", "Морозов", "Волков", "Зайцев",
    "Павлов", "Семёнов", "Голубев", "Виноградов", "Богданов", "Фёдоров", "Михайлов", "Беляев", "Тарасов", "Белов",
    "Гусев", "Калинин", "Ильин", "Кириллов", "Орлов", "Киселёв", "Макаров", "Андреев", "Ковалёв", "Титов",
    "Кудрявцев", "Баранов", "Куликов", "Алексеев", "Степанов", "Яковлев", "Сорокин", "Сергеев", "Романов",
    "Захаров", "Борисов", "Королёв", "Герасимов", "Пономарёв", "Григорьев", "Лазарев", "Медведев", "Ершов",
    "Никитин", "Соболев", "Рябов", "Поляков", "Цветков", "Данилов", "Жуков", "Фролов", "Журавлёв", "Николаев",
    "Крылов", "Максимов",
)  # fmt: skip
OTHER_SURNAMES = ("Хабибуллин", "Сафин", "Ахметов", "Галиев", "Каримов", "Нуриев")
UNCHANGING = ("Оганесян", "Цой", "Ким", "Шевченко", "Мкртчян", "Живаго")
MALE = (
    "Александр", "Максим", "Дмитрий", "Артём", "Иван", "Кирилл", "Никита", "Егор", "Даниил", "Арсений", "Михаил",
    "Андрей", "Алексей", "Роман", "Илья", "Тимофей", "Глеб", "Павел", "Матвей", "Фёдор",
)  # fmt: skip
FEMALE = (
    "Анастасия", "Мария", "Дарья", "Анна", "Виктория", "Полина", "Алина", "Ксения", "Елизавета", "София",
    "Екатерина", "Варвара", "Ульяна", "Вероника", "Арина", "Милана", "Кристина", "Ольга", "Алёна", "Юлия",
)  # fmt: skip
PATRONYMICS = {
    "Александр": "Александров", "Максим": "Максимов", "Дмитрий": "Дмитриев", "Артём": "Артёмов", "Иван": "Иванов",
    "Кирилл": "Кириллов", "Егор": "Егоров", "Михаил": "Михайлов", "Андрей": "Андреев", "Алексей": "Алексеев",
    "Роман": "Романов", "Павел": "Павлов", "Фёдор": "Фёдоров", "Сергей": "Сергеев", "Владимир": "Владимиров",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Person:
    """A name with its sex, m or f."""

    last: str
    first: str
    middle: str | None
    sex: str


class People:
    """Gives people one after another; the same seed gives the same people."""

    def __init__(self, random: Random) -> None:
        self._random = random
        self._snils = random.randrange(900_000_000, 950_000_000)

    def person(self, male_share: float) -> Person:
        """Give a person, male with the probability ``male_share``."""
        male = self._random.random() < male_share
        last = self._surname(male)
        if self._random.random() < 0.03:
            last = f"{last}-{self._surname(male)}"
        middle = self._random.choice(tuple(PATRONYMICS.values())) + ("ич" if male else "на")
        return Person(
            last=last,
            first=self._random.choice(MALE if male else FEMALE),
            middle=None if self._random.random() < 0.02 else middle,
            sex="m" if male else "f",
        )

    def _surname(self, male: bool) -> str:
        share = self._random.random()
        if share < 0.05:
            return self._random.choice(UNCHANGING)
        surname = self._random.choice(OTHER_SURNAMES if share < 0.14 else SURNAMES)
        return surname if male else f"{surname}а"

    def snils(self) -> str:
        """Give the next eleven digits of the unused range 900+, with their control number."""
        self._snils += self._random.randrange(1, 40)
        nine = f"{self._snils:09d}"
        return nine + control_number(nine)

    def birth_date(self, starts_on: date, age: int) -> date:
        """Give a birth date of somebody who is ``age`` at the beginning of studies, now and then a little older."""
        age += self._random.choice((0, 0, 0, 0, 0, 0, 1, 1, 2))
        return date(starts_on.year - age - 1, 9, 1) + timedelta(days=self._random.randrange(365))

    def phone(self) -> str:
        """Give a number from the range that is assigned to nobody."""
        return f"+7 900 000-{self._random.randrange(100):02d}-{self._random.randrange(100):02d}"
