"""Journals of a closed term: registered, from the snapshot, the same bytes for everybody."""

from app.access.scope import unscoped
from app.audit.operations import record
from app.core.actor import Actor
from app.core.transaction import transaction
from app.documents.models import Document
from app.extensions import db
from app.jobs import work
from app.jobs.models import Job
from app.students.models import Student
from tests.closing.test_views import text_of


def volume_of(app, client, college):
    """Leave the volume to the server, let it work, take the file as its owner."""
    left = client.post(f"/journals/of-term/{college.group_term_id}/print")
    assert left.status_code == 303 and left.location.endswith("/jobs/")
    assert "Журналы группы" in client.get("/jobs/").text
    with app.app_context():
        while work.advance():
            pass
        with unscoped():
            job_id = db.session.query(Job.id).order_by(Job.id.desc()).first()[0]
            assert db.session.get(Job, job_id).status == "done" and not db.session.get(Job, job_id).failures
        db.session.remove()
    answer = client.post(f"/jobs/{job_id}/file")
    assert answer.status_code == 200
    return answer.data


def test_a_closed_journal_is_registered_once_and_reads_the_snapshot(app, ready_outside, client_as):
    college = ready_outside
    assert client_as("deputy").post(f"/closing/{college.group_term_id}/close").status_code == 303
    with app.app_context(), unscoped(), transaction():
        student = db.session.get(Student, college.students[0])
        student.last_name = "Переименованов"
        record(Actor.system(college.id), "test", student)
    first = client_as("teacher").post(f"/journals/{college.load_id}/print")
    told = text_of(first.data)
    assert first.status_code == 200 and "Абрамов Пётр Ильич" in told and "Переименованов" not in told
    assert "семестр не закрыт" not in told and "-ЖУЗ" in told
    assert client_as("curator").post(f"/journals/{college.load_id}/print").data == first.data
    volume = volume_of(app, client_as("curator"), college)
    assert text_of(volume).count("Код проверки") == 3
    with app.app_context(), unscoped():
        assert db.session.query(Document).filter_by(kind="journal").count() == 3
