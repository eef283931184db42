"""The words of the grid, handed to the browser with the data."""

from functools import cache
from typing import Any

from flask_babel import get_locale
from flask_babel import gettext as _

from app.core.text import as_script
from app.gradebook.forms import KIND_TITLES, TASK_TITLES


def words() -> dict[str, Any]:
    """Give the words that the scripts of the journal show, in the reader's language."""
    return {
        "grid": _("Marks and attendance"), "student": _("Student"), "pair": _("pair"), "subgroup": _("subgroup"),
        "ownSubgroup": _("own subgroup"), "notYet": _("The lesson has not been held yet: marks are entered from its day on."),
        "notThere": _("The student was not in the group on that day."), "left": _("left"),
        "earlier": _("Marks in the former group"), "noEarlier": _("No marks for this item in another group this term."),
        "notYours": _("Another teacher had the journal on that day and changes its marks."),
        "mean": _("Mean"), "missed": _("Hours missed"), "attendance": _("Attendance"), "proposed": _("Proposed"),
        "owes": "Д", "saved": _("Saved"), "saving": _("Saving…"), "failed": _("Not saved"),
        "offline": _("No connection. What was typed waits here and will be sent."),
        "signedOut": _("Your session has ended. What was typed is kept here and will be sent after you sign in."),
        "noAnswer": _("No answer from the server. Check the connection and try once more."),
        "signIn": _("Sign in"), "keep": _("Keep mine"), "take": _("Take theirs"), "typed": _("You typed"),
        "empty": _("Nothing was entered here."), "late": _("Filled late."), "close": _("Close the window"), "clear": _("Empty"),
        "improve": _("Improve the mark at a make-up class"),
        "previous": _("Previous student"), "next": _("Next student"), "history": _("History of the cell"), "historyShort": _("History"),
        "copied": _("Copied"), "changed": _("Cells changed"), "closedCells": _("may not be written"),
        "outside": _("did not fit into the journal"), "undone": _("Undone"), "redone": _("Done again"),
        "nothingToUndo": _("There is nothing to take back."), "shown": _("Students shown"),
        "allPresent": _("All present"), "allAbsent": _("All absent"), "lesson": _("Type, task, topic, homework…"),
        "ask": _("Ask for approval"), "why": _("Why is the mark to be changed?"), "asked": _("asked for"),
        "waits": _("Waits for approval"), "noTopic": _("no topic"),
        "remote": _("remotely"), "room": _("room"), "address": _("address"), "material": _("material"), "weight": _("weight"), "required": _("required"),
        "kinds": {code: str(title) for code, title in KIND_TITLES.items()},
        "tasks": {code: str(title) for code, title in TASK_TITLES.items()},
    }  # fmt: skip


def words_script() -> str:
    """Give ``{"say": words}`` as JSON that may stand inside a script element; made once a language."""
    return _words_script(str(get_locale()))


@cache
def _words_script(_language: str) -> str:
    return as_script({"say": words()})
