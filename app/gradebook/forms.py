"""The form of a lesson."""

import datetime as dt

from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString
from flask_wtf import FlaskForm
from wtforms import BooleanField, DateField, IntegerField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange

from app.gradebook.operations import LessonFacts
from app.teaching.models import Lesson, TeachingLoad
from app.teaching.rules import NO_HOMEWORK, lesson_hours, lesson_kind

KIND_TITLES = {
    "lesson": _l("Lesson"),
    "lecture": _l("Lecture"),
    "practical": _l("Practical class"),
    "workshop": _l("Practical work"),
    "lab": _l("Laboratory work"),
    "seminar": _l("Seminar"),
    "independent": _l("Independent work in class"),
    "consultation": _l("Consultation"),
    "excursion": _l("Excursion"),
    "test": _l("Written test"),
    "essay": _l("Composition"),
    "game": _l("Business game"),
    "practice": _l("Practice"),
    "standards": _l("Physical standards"),
    "credit": _l("Credit lesson"),
    "other": _l("Other"),
}


def lazy_title(code: str) -> LazyString:
    """Give «КР — written test» in the reader's language."""
    return LazyString(lambda: f"{code} — {TASK_TITLES[code]}")


TASK_TITLES = {
    "ОЗ": _l("answer in class"),
    "КР": _l("written test"),
    "СР": _l("independent work"),
    "ЛЗ": _l("laboratory task"),
    "СЗ": _l("knowledge check"),
    "ДЗ": _l("homework task"),
    "РФ": _l("essay on sources"),
    "ТТ": _l("quiz"),
    "ДК": _l("talk"),
    "КЛ": _l("colloquium"),
    "ПР": _l("practical task"),
    "НС": _l("physical standards"),
}


class LessonForm(FlaskForm):
    """Date, pair, hours, kind, task, topic, homework."""

    date = DateField(_l("Date"), [InputRequired()])
    pair = IntegerField(_l("Pair number"), [InputRequired(), NumberRange(1, 8)], default=1)
    hours = IntegerField(_l("Academic hours"), [InputRequired(), NumberRange(1, 8)], default=2)
    kind = SelectField(_l("Kind of lesson"), choices=list(KIND_TITLES.items()), default="lesson")
    task = SelectField(_l("Task"), choices=[("", _l("no task")), *((code, lazy_title(code)) for code in TASK_TITLES)], default="")
    topic = StringField(_l("Topic"), [Length(max=500)])
    homework = TextAreaField(_l("Homework"), [Length(max=500)])
    no_homework = BooleanField(_l("No homework was given"))
    weight = IntegerField(_l("Weight of its marks"), [InputRequired(), NumberRange(1, 9)], default=1)
    is_required = BooleanField(_l("Everyone must get a mark for this lesson"))
    room = StringField(_l("Room"), [Length(max=30)])
    is_remote = BooleanField(_l("Held remotely"))
    link = StringField(_l("Address of the remote lesson"), [Length(max=500)])
    material = StringField(_l("Material"), [Length(max=500)])

    def facts(self) -> LessonFacts:
        """Give what was typed, after validation."""
        return LessonFacts(
            self.date.data, self.pair.data, self.hours.data, self.kind.data, self.weight.data, bool(self.is_required.data),
            (self.topic.data or "").strip(), self._homework(), self.task.data or None,
            (self.room.data or "").strip(), bool(self.is_remote.data), (self.link.data or "").strip(), (self.material.data or "").strip(),
        )  # fmt: skip

    def _homework(self) -> str:
        """Give what was typed; ticked «no homework» counts where nothing was."""
        return (self.homework.data or "").strip() or (NO_HOMEWORK if self.no_homework.data else "")

    @classmethod
    def blank(cls, load: TeachingLoad, day: dt.date) -> "LessonForm":
        """Give the form of a new lesson; a day of practice is one of six hours."""
        item = load.curriculum_term.item.kind
        return cls(data={"date": day, "hours": lesson_hours(item), "kind": lesson_kind(item)})

    @classmethod
    def of(cls, lesson: Lesson) -> "LessonForm":
        """Give the form filled from a lesson."""
        form = cls(obj=lesson, data={"task": lesson.task or ""})
        if form.homework.data == NO_HOMEWORK:
            form.homework.data, form.no_homework.data = "", True
        return form
