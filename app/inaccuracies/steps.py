"""The steps of a statement as its card offers them: the right, the form and the verb of each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import g
from flask_babel import lazy_gettext as _l

from app.access.forms import AccessForm
from app.inaccuracies import forms, operations
from app.inaccuracies.models import DiscrepancyStatement
from app.inaccuracies.subjects import Subject, subject


@dataclass(frozen=True, slots=True)
class Step:
    """A verb on the card: its right, form, heading, button and what is asked before it is done."""

    right: str
    form: type[AccessForm]
    title: Any
    button: Any
    do: Callable[[DiscrepancyStatement, dict[str, Any]], None]
    confirm: Any = ""
    danger: bool = False


STEPS: dict[str, Step] = {
    "state": Step(
        "update", forms.StateForm, _l("State to the director"), _l("State it"),
        lambda item, typed: operations.state(g.actor, item, **typed),
    ),
    "dismiss": Step(
        "update", forms.ReasonForm, _l("There is no inaccuracy"), _l("Do not confirm"),
        lambda item, typed: operations.dismiss(g.actor, item, **typed), danger=True,
    ),
    "approve": Step(
        "approve", forms.ApproveForm, _l("Approve the statement"), _l("Approve the statement"), lambda item, typed: operations.approve(g.actor, item, **typed),
        _l("The record of this statement alone will be open to correction for the named days, and the letter to the operator is to be sent."),
    ),
    "reject": Step(
        "approve", forms.ReasonForm, _l("Reject the statement"), _l("Reject the statement"),
        lambda item, typed: operations.reject(g.actor, item, **typed), danger=True,
    ),
    "send": Step(
        "issue", forms.LetterForm, _l("The letter is sent"), _l("Note the sending"), lambda item, typed: operations.send(g.actor, item, **typed),
        _l("From now on the regional operator may read this statement with the person it names. Every reading is logged."),
    ),
    "omit": Step(
        "approve", forms.ReasonForm, _l("No letter is sent"), _l("Record the exception"),
        lambda item, typed: operations.omit(g.actor, item, **typed), danger=True,
    ),
    "answer": Step(
        "update", forms.AnswerForm, _l("The answer has come"), _l("Record the answer"),
        lambda item, typed: operations.answer(g.actor, item, **typed),
    ),
    "correct": Step(
        "update", forms.CorrectForm, _l("The record is corrected"), _l("Note the correction"),
        lambda item, typed: operations.correct(g.actor, item, subject_of(item), **typed),
    ),
    "close": Step(
        "update", forms.CloseForm, _l("Finish"), _l("Finish the statement"), lambda item, _typed: operations.close(g.actor, item),
    ),
}  # fmt: skip


def subject_of(item: DiscrepancyStatement) -> Subject:
    """Give the record that a statement speaks of, within the acting person's reach."""
    return subject(g.actor, item.subject_type, item.subject_id, item.subject_part)
