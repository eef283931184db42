"""Kinds of orders and what they change, reasons with their statistical classes, documents they stand on; pure data.

Sources: 273-ФЗ ст. 43, 58, 59, 61, 62; order № 455 on academic leave; classes of the annual form СПО-1, table of movement.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from app.core.text import N_
from app.students.funding import FUNDING_TITLES


class Word(str):
    """A msgid that stands as a word inside a sentence and is translated with it."""


# ---- where a student stands --------------------------------------------------------------------------------------

CANDIDATE, STUDYING, ACADEMIC, MATERNITY, CHILDCARE = "candidate", "studying", "academic", "maternity", "childcare"
EXPELLED, TRANSFERRED, GRADUATED, DEAD = "expelled", "transferred", "graduated", "dead"
LEAVES = frozenset({ACADEMIC, MATERNITY, CHILDCARE})
PRESENT = frozenset({STUDYING, *LEAVES})
GONE = frozenset({EXPELLED, TRANSFERRED, GRADUATED, DEAD})
STANDING_TITLES = {
    CANDIDATE: N_("candidate"), STUDYING: N_("studies"), ACADEMIC: N_("academic leave"), MATERNITY: N_("maternity leave"),
    CHILDCARE: N_("childcare leave"), EXPELLED: N_("expelled"), TRANSFERRED: N_("transferred to another college"),
    GRADUATED: N_("graduated"), DEAD: N_("died"),
}  # fmt: skip


# ---- kinds of orders ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of orders.

    ``sources`` are the standings a student may have the day before, ``target`` the one the order gives (None keeps it);
    ``touches`` is what it changes («standing», «group», «course», «funding», «form», «name»); ``needs`` and ``takes``
    name the fields of a line that must and may be filled; ``heading`` is the title of the paper, ``verb`` its phrase, in
    which the name of the student stands in ``case``.
    """

    code: str
    title: str
    heading: str
    verb: str
    sources: frozenset[str]
    target: str | None = None
    touches: frozenset[str] = frozenset()
    needs: tuple[str, ...] = ()
    takes: tuple[str, ...] = ()
    case: str = "accusative"

    @property
    def moves(self) -> bool:
        """Tell whether the order changes where a student is."""
        return bool(self.touches - {"name"})

    @property
    def fields(self) -> tuple[str, ...]:
        """Give the fields of a line, needed ones first."""
        return (*self.needs, *self.takes)


_IN, _ON_LEAVE, _STUDIES = PRESENT, LEAVES, frozenset({STUDYING})
_ALL = frozenset({"standing", "group", "course", "funding", "form"})
_STANDING = frozenset({"standing"})


def _kind(code: str, title: str, heading: str, verb: str, sources: Iterable[str], **more: object) -> Kind:
    return Kind(code, title, heading, verb, frozenset(sources), **more)  # type: ignore[arg-type]


_KINDS = (
    _kind(
        "ENROLL", N_("Enrolment"), "О зачислении", "Зачислить", {CANDIDATE, EXPELLED, TRANSFERRED, GRADUATED}, target=STUDYING, touches=_ALL,
        needs=("ground", "funding", "course"), takes=("group", "programme", "contract"),
    ),
    _kind(
        "TRANSFER_IN", N_("Enrolment by transfer from another college"), "О зачислении в порядке перевода",
        "Зачислить в порядке перевода", {CANDIDATE, EXPELLED, TRANSFERRED}, target=STUDYING, touches=_ALL,
        needs=("group", "course", "funding"), takes=("ground", "contract", "note"),
    ),
    _kind(
        "NEXT_COURSE", N_("Transfer to the next course"), "О переводе на следующий курс", "Перевести", _IN,
        touches=frozenset({"course"}), needs=("outcome",), takes=("note",),
    ),
    _kind(
        "GROUP", N_("Transfer to another group"), "О переводе в другую группу", "Перевести", _IN,
        touches=frozenset({"group"}), needs=("group",), takes=("note",),
    ),
    _kind(
        "SPEC", N_("Transfer to another specialty"), "О переводе на другую специальность", "Перевести", _STUDIES,
        touches=frozenset({"group", "course", "form"}), needs=("group", "course"), takes=("note",),
    ),
    _kind(
        "FORM", N_("Transfer to another form of study"), "О переводе на другую форму обучения", "Перевести", _STUDIES,
        touches=frozenset({"form", "group"}), needs=("group",), takes=("course", "note"),
    ),
    _kind(
        "BASIS", N_("Change of funding"), "Об изменении основы обучения", "Перевести", _IN,
        touches=frozenset({"funding"}), needs=("funding",), takes=("contract", "note"),
    ),
    _kind(
        "NAME", N_("Change of name"), "Об изменении фамилии (имени, отчества)", "Считать", _IN,
        touches=frozenset({"name"}), needs=("new_name",), takes=("note",),
    ),
    _kind(
        "ACADEM_OUT", N_("Academic leave"), "О предоставлении академического отпуска", "Предоставить академический отпуск",
        _STUDIES, target=ACADEMIC, touches=_STANDING, needs=("leave", "ends_on"), takes=("note",), case="dative",
    ),
    _kind(
        "MATERNITY_OUT", N_("Maternity leave"), "О предоставлении отпуска по беременности и родам",
        "Предоставить отпуск по беременности и родам", {STUDYING, ACADEMIC}, target=MATERNITY, touches=_STANDING,
        needs=("ends_on",), takes=("note",), case="dative",
    ),
    _kind(
        "CHILDCARE_OUT", N_("Childcare leave"), "О предоставлении отпуска по уходу за ребёнком",
        "Предоставить отпуск по уходу за ребёнком", {STUDYING, ACADEMIC, MATERNITY}, target=CHILDCARE, touches=_STANDING,
        needs=("ends_on",), takes=("note",), case="dative",
    ),
    _kind(
        "LEAVE_EXTEND", N_("Extension of a leave"), "О продлении отпуска", "Продлить отпуск", _ON_LEAVE,
        touches=frozenset({"leave"}), needs=("ends_on",), takes=("note",), case="dative",
    ),
    _kind(
        "ACADEM_IN", N_("Return from a leave"), "О выходе из отпуска", "Считать приступившим к обучению", _ON_LEAVE,
        target=STUDYING, touches=frozenset({"standing", "group", "course"}), takes=("group", "course", "note"),
    ),
    _kind(
        "EXPEL", N_("Expulsion"), "Об отчислении", "Отчислить", _IN, target=EXPELLED, touches=_STANDING, needs=("reason",),
        takes=("note",),
    ),
    _kind(
        "TRANSFER_OUT", N_("Expulsion by transfer to another college"), "Об отчислении в связи с переводом",
        "Отчислить в связи с переводом", _IN, target=TRANSFERRED, touches=_STANDING, needs=("note",),
    ),
    _kind(
        "RESTORE", N_("Restoration"), "О восстановлении", "Восстановить", {EXPELLED}, target=STUDYING, touches=_ALL,
        needs=("group", "course", "funding"), takes=("contract", "note"),
    ),
    _kind(
        "GRADUATE", N_("Expulsion on completion of studies"), "Об отчислении в связи с получением образования",
        "Отчислить в связи с получением образования", _STUDIES, target=GRADUATED, touches=_STANDING, takes=("honours", "note"),
    ),
    _kind("SANCTION", N_("Disciplinary sanction"), "О дисциплинарном взыскании", "Объявить",
        _STUDIES, needs=("sanction",), takes=("note",), case="dative",
    ),
    _kind("PRACTICE", N_("Sending to practice"), "О направлении на практику", "Направить на практику", _STUDIES, needs=("ends_on", "note")),
    _kind("GIA_ADMIT", N_("Admission to the final attestation"), "О допуске к государственной итоговой аттестации",
        "Допустить к государственной итоговой аттестации", _STUDIES, takes=("note",)),
    _kind("GIA_VACATION", N_("Holidays after the final attestation"), "О предоставлении каникул после прохождения государственной итоговой аттестации",
        "Предоставить каникулы после прохождения государственной итоговой аттестации",
        _STUDIES, needs=("ends_on",), takes=("note",), case="dative"),
    _kind("SCHOLARSHIP", N_("Stipend"), "О назначении стипендии", "Назначить стипендию", _STUDIES, needs=("note",), takes=("ends_on",), case="dative"),
    _kind("PLAN", N_("Individual plan, accelerated study"), "Об обучении по индивидуальному учебному плану",
        "Перевести на обучение по индивидуальному учебному плану", _STUDIES, needs=("plan",), takes=("ends_on", "note")),
    _kind("RECREDIT", N_("Re-credit of results"), "О перезачёте результатов обучения", "Перезачесть результаты обучения", _IN, needs=("note",), case="dative"),
    _kind("AMEND", N_("Amendment of an order"), "О внесении изменений в приказ", "Внести изменения", ()),
    _kind("CANCEL", N_("Cancellation of an order"), "Об отмене приказа", "Отменить", ()),
)  # fmt: skip
KINDS: dict[str, Kind] = {kind.code: kind for kind in _KINDS}
CORRECTING = frozenset({"AMEND", "CANCEL"})


@dataclass(frozen=True, slots=True)
class Reason:
    """Why somebody leaves or comes: msgid for screens, words of the paper, class of the statistics.

    ``by_college`` marks expulsions on the initiative of the college, ``column`` the column of the movement report.
    """

    title: str
    words: str
    statistics: str
    column: str
    by_college: bool = False


EXPULSIONS: dict[str, Reason] = {
    "own_wish": Reason(N_("own wish"), "по собственному желанию", "own_wish", "own_wish"),
    "illness": Reason(N_("state of health"), "по состоянию здоровья", "illness", "other_left"),
    "failure": Reason(N_("academic failure"), "за невыполнение обязанностей по добросовестному освоению образовательной программы "
        "и выполнению учебного плана", "failure", "failure", True),
    "discipline": Reason(N_("disciplinary sanction"), "как мера дисциплинарного взыскания", "discipline", "discipline", True),
    "no_return": Reason(N_("did not return from a leave"), "в связи с невыходом из академического отпуска", "other", "other_left", True),
    "gia_failed": Reason(N_("did not pass the final attestation"), "как не прошедшего государственную итоговую аттестацию", "failure", "failure", True),
    "admission_breach": Reason(N_("breach of the rules of admission"),
        "в связи с нарушением порядка приёма, повлёкшим незаконное зачисление", "other", "other_left", True),
    "no_payment": Reason(N_("non-payment"), "за нарушение сроков оплаты обучения", "no_payment", "other_left", True),
    "conscription": Reason(N_("conscription"), "в связи с призывом на военную службу", "conscription", "conscription"),
    "court": Reason(N_("sentence of a court"), "в связи с вступлением в силу приговора суда", "other", "other_left"),
    "death": Reason(N_("death"), "в связи со смертью", "death", "other_left"),
    "liquidation": Reason(N_("liquidation of the college"), "в связи с ликвидацией образовательной организации", "other", "other_left"),
    "change_of_residence": Reason(N_("change of residence"), "в связи с переменой места жительства", "own_wish", "own_wish"),
    "family": Reason(N_("family circumstances"), "по семейным обстоятельствам", "own_wish", "own_wish"),
    "another_form": Reason(N_("transfer to another form elsewhere"), "в связи с переходом на другую форму обучения", "another_form", "other_left"),
    "plan_not_fulfilled": Reason(N_("debts not cleared in time"),
        "за академическую задолженность, не ликвидированную в установленный срок", "failure", "failure", True),
    "no_start": Reason(N_("did not begin to study"), "как не приступившего к занятиям", "other", "other_left", True),
    "other": Reason(N_("other reason"), "по иным основаниям", "other", "other_left"),
}  # fmt: skip
# Enrolment grounds -> class of the annual form (приём).
GROUNDS: dict[str, Reason] = {
    "competition": Reason(N_("on the general terms"), "на общих основаниях", "intake", "enrolled"),
    "average": Reason(N_("by the mean of the certificate"), "по результатам среднего балла документа об образовании", "intake", "enrolled"),
    "tests": Reason(N_("by entrance tests"), "по результатам вступительных испытаний", "intake", "enrolled"),
    "priority": Reason(N_("by the right of priority"), "по преимущественному (первоочередному) праву", "intake", "enrolled"),
    "individual": Reason(N_("for individual achievements"), "с учётом индивидуальных достижений", "intake", "enrolled"),
    "target": Reason(N_("by a contract of targeted training"), "по договору о целевом обучении", "target", "enrolled"),
    "contract": Reason(N_("by a contract for paid services"), "по договору об оказании платных образовательных услуг", "paid", "enrolled"),
    "orphan": Reason(N_("orphan"), "как лицо из числа детей-сирот и детей, оставшихся без попечения родителей", "intake", "enrolled"),
    "disabled": Reason(N_("person with disability"), "как инвалид (лицо с ОВЗ)", "intake", "enrolled"),
    "svo": Reason(N_("family of a participant of the special operation"), "как член семьи участника специальной военной операции", "intake", "enrolled"),
    "foreign_quota": Reason(N_("by an international treaty"), "по международному договору", "foreign", "enrolled"),
    "foreigner": Reason(N_("foreign citizen"), "как иностранный гражданин", "foreign", "enrolled"),
    "extra": Reason(N_("in the additional admission"), "по результатам дополнительного приёма", "intake", "enrolled"),
    "reorganisation": Reason(N_("by reorganisation of another college"), "в связи с реорганизацией образовательной организации", "other", "transferred_in"),
}  # fmt: skip
# The usual ground of who comes on a source of that column.
GROUND_OF_COLUMN = {"budget": "competition", "contract": "contract", "target": "target"}
LEAVE_REASONS: dict[str, Reason] = {
    "medical": Reason(N_("medical reasons"), "по медицинским показаниям", "leave", "leave"),
    "military": Reason(N_("military service"), "в связи с призывом на военную службу", "leave", "leave"),
    "family": Reason(N_("family circumstances"), "по семейным и иным обстоятельствам", "leave", "leave"),
    "other": Reason(N_("other reason"), "по иным обстоятельствам", "leave", "leave"),
}
OUTCOMES: dict[str, str] = {"transferred": N_("transferred"), "conditional": N_("conditionally")}
NOT_TRANSFERRED = "not"
SANCTIONS: dict[str, str] = {"remark": "замечание", "reprimand": "выговор"}
PLANS: dict[str, str] = {"individual": N_("individual plan"), "accelerated": N_("accelerated study")}
FORMS = {"full_time": N_("full-time"), "part_time": N_("part-time"), "extramural": N_("by correspondence")}


def choices_of(field: str) -> dict[str, str]:
    """Give {code: msgid} of a field of a line that is chosen from a list."""
    tables: dict[str, dict[str, Reason]] = {"reason": EXPULSIONS, "ground": GROUNDS, "leave": LEAVE_REASONS}
    if field in tables:
        return {code: one.title for code, one in tables[field].items()}
    words = {"remark": N_("remark"), "reprimand": N_("reprimand")}
    return {"outcome": OUTCOMES, "sanction": words, "plan": PLANS, "funding": FUNDING_TITLES}.get(field, {})


# Documents a line or an order stands on.
BASES: dict[str, str] = {
    "application": N_("application"), "protocol": N_("protocol"), "contract": N_("contract"), "certificate": N_("certificate"),
    "medical": N_("medical conclusion"), "memo": N_("memo"), "sheet": N_("sheet"), "summons": N_("summons"),
    "commission": N_("decision of a commission"), "kdn": N_("consent of the commission on minors"), "order": N_("order"),
    "other": N_("other document"),
}  # fmt: skip
BASIS_WORDS = {
    "application": "заявление", "protocol": "протокол", "contract": "договор", "certificate": "справка",
    "medical": "заключение врачебной комиссии", "memo": "служебная записка", "sheet": "ведомость", "summons": "повестка",
    "commission": "решение комиссии", "kdn": "согласие комиссии по делам несовершеннолетних и защите их прав", "order": "приказ",
    "other": "",
}  # fmt: skip
