"""Who pays for the studies: the budget of which level, or a person or an organization by contract, each with targeted training or without; pure.

Screens, orders, certificates, reports and imports all name a source by this one table.
"""

from dataclasses import dataclass

from app.core.text import N_

BUDGET, CONTRACT, TARGET = "budget", "contract", "target"


@dataclass(frozen=True, slots=True)
class Source:
    """A source: msgid for screens, words of an order and of a certificate, whether the budget pays, whether it is targeted training."""

    title: str
    ordered: str
    certified: str
    by_budget: bool
    targeted: bool = False

    @property
    def column(self) -> str:
        """Give the column of the reports it is counted in: «target», else «budget» or «contract»."""
        return TARGET if self.targeted else BUDGET if self.by_budget else CONTRACT

    @property
    def needs_contract(self) -> bool:
        """Tell whether somebody must have signed a contract: of paid services, or of targeted training."""
        return self.targeted or not self.by_budget


_ALLOCATED, _MEANS, _PAID = "за счёт бюджетных ассигнований", "за счёт бюджетных средств", "по договору об оказании платных образовательных услуг"
_TARGETED = "по договору о целевом обучении"
SOURCES: dict[str, Source] = {
    "budget": Source(N_("budget of the region"), _ALLOCATED, _MEANS, True),
    "federal": Source(N_("federal budget"), f"{_ALLOCATED} федерального бюджета", "за счёт средств федерального бюджета", True),
    "local": Source(N_("local budget"), f"{_ALLOCATED} местного бюджета", "за счёт средств местного бюджета", True),
    "target": Source(N_("budget of the region, targeted training"), f"{_ALLOCATED} {_TARGETED}", f"{_MEANS}, целевое обучение", True, True),
    "federal_t": Source(
        N_("federal budget, targeted training"), f"{_ALLOCATED} федерального бюджета {_TARGETED}",
        "за счёт средств федерального бюджета, целевое обучение", True, True,
    ),
    "local_t": Source(
        N_("local budget, targeted training"), f"{_ALLOCATED} местного бюджета {_TARGETED}", "за счёт средств местного бюджета, целевое обучение", True, True
    ),
    "contract": Source(N_("paid by a person by contract"), _PAID, _PAID, False),
    "entity": Source(N_("paid by an organization by contract"), f"{_PAID} с юридическим лицом", f"{_PAID} с юридическим лицом", False),
    "contract_t": Source(N_("paid by a person, targeted training"), f"{_PAID} и {_TARGETED}", f"{_PAID}, целевое обучение", False, True),
    "entity_t": Source(
        N_("paid by an organization, targeted training"), f"{_PAID} с юридическим лицом и {_TARGETED}",
        f"{_PAID} с юридическим лицом, целевое обучение", False, True,
    ),
}  # fmt: skip
FUNDING = tuple(SOURCES)
FUNDING_TITLES = {code: source.title for code, source in SOURCES.items()}
COLUMNS = (BUDGET, CONTRACT, TARGET)
# What a narrow column of a sheet or a table has room for, by the column of the reports.
SHORT = {BUDGET: "бюджет", CONTRACT: "договор", TARGET: "целевое"}
# As offices write them in spreadsheets; codes and full titles are understood beside these.
WORDS = {
    **dict.fromkeys(("бюджет", "бюджетная", "бюджетное", "б", "бюджет субъекта", "бюджет субъекта рф", "региональный бюджет", "областной бюджет"), "budget"),
    **dict.fromkeys(("федеральный бюджет", "федеральный", "бюджет федеральный", "фб"), "federal"),
    **dict.fromkeys(("местный бюджет", "муниципальный бюджет", "местный", "бюджет местный"), "local"),
    **dict.fromkeys(("целевое", "целевая", "целевой", "бюджет целевое", "бюджет субъекта рф, целевое обучение"), "target"),
    **dict.fromkeys(("федеральный бюджет целевое", "федеральный бюджет, целевое обучение"), "federal_t"),
    **dict.fromkeys(("местный бюджет целевое", "местный бюджет, целевое обучение"), "local_t"),
    **dict.fromkeys(
        ("внебюджет", "договор", "внебюджетная", "внебюджетное", "вб", "в/б", "договорная", "платно", "платное", "платная", "контракт", "коммерция",
         "внебюджет физ. лицо", "внебюджет, физическое лицо", "физическое лицо"), "contract",
    ),
    **dict.fromkeys(("внебюджет юр. лицо", "внебюджет, юридическое лицо", "юр. лицо", "юридическое лицо"), "entity"),
    **dict.fromkeys(("внебюджет целевое", "внебюджет, физическое лицо, целевое обучение"), "contract_t"),
    **dict.fromkeys(("внебюджет юр. лицо целевое", "внебюджет, юридическое лицо, целевое обучение"), "entity_t"),
}  # fmt: skip


def short(code: str | None) -> str:
    """Give the word of a narrow column; empty for what is not known."""
    return SHORT[SOURCES[code].column] if code in SOURCES else ""
