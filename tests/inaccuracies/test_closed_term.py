"""A statement and the freeze: a leave of the open term ends with the close, a closed record is reopened by its statement alone."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from app.access.scope import unscoped
from app.closing import operations as closings
from app.closing import queries_reopening
from app.closing.models import Reopening
from app.core import clock
from app.core.errors import DomainError
from app.core.transaction import transaction
from app.extensions import db
from app.gradebook.models import Mark
from app.gradebook.operations import set_mark
from app.inaccuracies import operations, queries
from app.inaccuracies.subjects import CELL, subject
from app.terms.models import EditWindow
from tests.closing.conftest import make_ready


@pytest.fixture
def ready(request, on_behalf, college):
    """Give the college whose group term may be closed."""
    app = request.getfixturevalue("engine_app" if "engine_app" in request.fixturenames else "app")
    with app.app_context():
        make_ready(on_behalf, college)
    return college


def test_a_window_of_an_open_term_ends_with_its_close(engine_app, ready, on_behalf):
    """The leave for one cell, given while the term was open, is no hole in the term that was closed meanwhile."""
    cell = (ready.lessons[0], ready.students[0])
    with clock.frozen(datetime.now(UTC)), engine_app.app_context():
        with on_behalf("teacher") as teacher, transaction():
            item = operations.report(teacher, subject(teacher, CELL, *cell), "cell", "3")
        for role, verb, typed in (("coordinator", "state", ("описка", "работа")), ("director", "approve", ("", 5))):
            with on_behalf(role) as actor, transaction():
                getattr(operations, verb)(actor, queries.statement(actor, item.id, locked=True), *typed)
        with on_behalf("deputy") as deputy, transaction():
            closings.close_term(deputy, ready.group_term_id)
        with unscoped():
            window = db.session.scalars(select(EditWindow)).one()
            assert window.expires_at <= clock.now() and queries_reopening.orphan_windows() == []
        version = db.session.scalar(select(Mark.version).where(Mark.lesson_id == cell[0], Mark.student_id == cell[1]).execution_options(unscoped=True))
        with on_behalf("teacher") as teacher, pytest.raises(DomainError), transaction():
            set_mark(teacher, ready.load_id, *cell, "3", version or 0)
        with pytest.raises(DBAPIError, match="TERM_CLOSED"), unscoped(), transaction() as session:
            session.execute(text("UPDATE mark SET grades = '3' WHERE lesson_id = :lesson AND student_id = :student"), dict(zip(("lesson", "student"), cell, strict=True)))
        db.session.rollback()


def test_an_approved_statement_reopens_exactly_its_cell_of_a_closed_term(app, ready, client_as, on_behalf):
    """One step of the director with the statement as the basis, a second person, the correction, a new revision, the end."""
    lesson, student = ready.lessons[0], ready.students[0]
    with clock.frozen(datetime.now(UTC)):
        day = f"{clock.today():%Y-%m-%d}"
        teacher, coordinator, director, deputy = (client_as(role) for role in ("teacher", "coordinator", "director", "deputy"))
        with app.app_context(), on_behalf("deputy") as actor, transaction():
            closings.close_term(actor, ready.group_term_id)
        assert teacher.post(f"/inaccuracies/report/cell/{lesson}?student={student}", data={"key": "cell", "actual": "3"}).status_code == 303
        card = "/inaccuracies/1"
        coordinator.post(f"{card}/step/state", data={"cause": "описка", "evidence": "работа"})
        assert "Открыть на основании заявления" not in director.get(card).text
        assert director.post(f"{card}/reopen").status_code == 409  # not decided yet
        director.post(f"{card}/decision/approve", data={"window_days": "3"})
        assert "Открыть на основании заявления" in director.get(card).text and "Открыть на основании заявления" not in coordinator.get(card).text
        assert coordinator.post(f"{card}/reopen").status_code == 403
        assert director.post(f"{card}/reopen").status_code == 303 and director.post(f"{card}/reopen").status_code == 409
        with app.app_context(), unscoped():
            asked = db.session.scalars(select(Reopening)).one()
            assert (asked.basis_kind, asked.lesson_id, asked.student_id) == ("statement", lesson, student)
            basis, place = asked.basis, f"/closing/reopening/{asked.id}"
        assert basis.startswith("заявление о неточности № 1/") and basis in deputy.get(place).text
        assert director.post(f"{place}/confirm").status_code == 403
        assert deputy.post(f"{place}/confirm").status_code == 303
        with app.app_context(), on_behalf("teacher") as actor:
            version = db.session.scalar(select(Mark.version).where(Mark.lesson_id == lesson, Mark.student_id == student))
            with transaction():
                set_mark(actor, ready.load_id, lesson, student, "3", version or 0)
            with pytest.raises(DomainError), transaction():
                set_mark(actor, ready.load_id, lesson, ready.students[1], "3", 0)
        assert deputy.post(f"{place}/finish").status_code == 303
        assert coordinator.post(f"{card}/letter/send", data={"number": "204", "day": day}).status_code == 303
        assert coordinator.post(f"{card}/step/answer", data={"number": "7", "day": day, "text": "Учтено"}).status_code == 303
        assert coordinator.post(f"{card}/step/correct", data={"note": ""}).status_code == 303
        shown = coordinator.get(card).text
        assert "завершено новой редакцией" in shown and "<b>3</b>" in shown
