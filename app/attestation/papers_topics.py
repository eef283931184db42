"""The list of topics of course projects on paper."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from app.attestation.controls import FORMS
from app.attestation.queries_topics import TopicList
from app.core.text import N_
from app.documents.headings import declare_heading
from app.documents.registry import register_paper
from app.documents.rules import Letterhead, Signature
from app.organization.heads import letterhead
from app.organization.models import Organization

TOPICS, TOPICS_TEMPLATE = "course_topics", "course_topics.html"
register_paper(TOPICS, "ТКП", TOPICS_TEMPLATE, N_("Topics of course projects"))
TITLES = {"КП": "ТЕМЫ КУРСОВЫХ ПРОЕКТОВ", "КРаб": "ТЕМЫ КУРСОВЫХ РАБОТ", "ИП": "ТЕМЫ ИНДИВИДУАЛЬНЫХ ПРОЕКТОВ"}
declare_heading(f"{TOPICS}.КП", N_("Topics of course projects"), TITLES["КП"])
declare_heading(f"{TOPICS}.КРаб", N_("Topics of course papers"), TITLES["КРаб"])
declare_heading(f"{TOPICS}.ИП", N_("Topics of individual projects"), TITLES["ИП"])


@dataclass(frozen=True)
class TopicRow:
    """A student with the topic and the supervisor; empty where there is none yet."""

    number: int
    name: str
    topic: str
    supervisor: str


@dataclass(frozen=True)
class TopicPaper:
    """Topics of a group in an item; ``orders`` approved them, without one it is a project of the list."""

    letterhead: Letterhead
    title: str
    group: str
    item: str
    semester: str
    orders: str
    rows: tuple[TopicRow, ...]
    signatures: tuple[Signature, ...]
    drawn_on: date

    @property
    def caption(self) -> str:
        """Give the line of the registry; it names nobody."""
        return f"{self.title.capitalize()}: {self.group}, {self.semester} семестр, {self.item}"


def topic_paper(college: Organization, found: TopicList, drawn_on: date) -> TopicPaper:
    """Build the paper; a topic that no order has approved yet is marked so."""
    load = found.load
    rows = tuple(
        TopicRow(
            number, one.name, f"{told.topic}{'' if told.is_approved else ' (не утверждена)'}" if told else "", told.supervisor.short_name if told else ""
        )
        for number, (one, told) in enumerate(found.lines, start=1)
    )
    item = load.curriculum_term.item
    return TopicPaper(
        letterhead(college), TITLES.get(found.control.form, FORMS[found.control.form].name.upper()), load.group_term.group.name,
        f"{item.code} {item.name}".strip(), str(load.group_term.plan_semester), "; ".join(found.orders), rows,
        (Signature("Заместитель директора по учебной работе"), Signature("Председатель предметной (цикловой) комиссии")), drawn_on,
    )  # fmt: skip
