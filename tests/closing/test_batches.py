"""Folders of papers in the background: registered one by one, joined at the end, going on after the server was killed."""

import io
import os
import re
import signal
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import pypdfium2
from sqlalchemy import func, select

from app.access.scope import unscoped
from app.audit.models import AuditEvent
from app.closing import batches, reports
from app.core.transaction import transaction
from app.documents.models import Document
from app.extensions import db
from app.jobs import queries, work
from app.oversight import rules as oversight
from tests.closing.test_package import check
from tests.closing.test_semester import close_all, leave_one_term, prepare

ROOT = Path(__file__).resolve().parents[2]


def job_of(answer):
    return int(re.search(r"job-(\d+)", answer.location)[1])


def work_off():
    while work.advance():
        pass


def handed():
    """Count what the report of access to personal data calls prints."""
    acts = [act for act, kind in oversight.ACTS.items() if kind == oversight.PRINT]
    with unscoped():
        return db.session.scalar(select(func.count(AuditEvent.seq)).where(AuditEvent.action.in_(acts)))


def kill_after_the_first_paper(app):
    """Start the server's own worker and end it in the middle of the batch, as a power cut would."""
    environment = os.environ | {"DATA_DIR": str(app.config["DATA_DIR"]), "DATABASE_URL": app.config["SQLALCHEMY_DATABASE_URI"]}
    process = subprocess.Popen([sys.executable, "run.py", "work"], cwd=ROOT, env=environment)
    until = time.monotonic() + 60
    while time.monotonic() < until and process.poll() is None:
        with unscoped():
            if db.session.scalar(select(Document.id).where(Document.status == "issued").limit(1)):
                break
        db.session.rollback()
        time.sleep(0.02)
    os.kill(process.pid, signal.SIGKILL)
    process.wait()


def test_a_folder_of_sheets_survives_the_death_of_the_server(app, ready_outside, on_behalf, client_as, tmp_path):
    deputy = client_as("deputy")
    with app.app_context():
        close_all(on_behalf, ready_outside)
        leave_one_term(ready_outside)
        root = prepare(on_behalf, ready_outside).root_sha256
        db.session.remove()
    page = deputy.get(f"/closing/{ready_outside.group_term_id}").text
    assert f"/reports/folder/term/{ready_outside.group_term_id}" in page
    made = job_of(deputy.post(f"/reports/folder/semester/{ready_outside.semester_id}", data={"form": "pdf", "what": "all"}))
    assert deputy.post(f"/reports/folder/term/{ready_outside.group_term_id}", data={"form": "exe"}).status_code == 422
    assert client_as("teacher").post(f"/reports/folder/term/{ready_outside.group_term_id}", data={"form": "pdf"}).status_code == 403
    with app.app_context():
        kill_after_the_first_paper(app)
        assert queries.read(made).status == "running"
        work.recover()
        work_off()
        job = queries.read(made)
        assert (job.status, job.failures, job.done) == ("done", [], 5)
        with unscoped():
            rows = db.session.execute(select(Document.series, Document.number, Document.status).order_by(Document.series, Document.number)).all()
        assert [tuple(row) for row in rows] == [("АЗ", 1, "issued"), ("ЗЭВ", 1, "issued"), ("ЗЭВ", 2, "issued"), ("ЗЭВ", 3, "issued"), ("СВ", 1, "issued")]
        with on_behalf("deputy") as actor:
            one_by_one = [reports.print_summary(actor, ready_outside.group_term_id).body]
            assert handed() == 5, "the first print of each paper is its issue, whatever process made it"
        db.session.remove()
    whole = deputy.post(f"/jobs/{made}/file").data
    assert len(pypdfium2.PdfDocument(whole)) >= 5
    archive = job_of(deputy.post(f"/reports/folder/term/{ready_outside.group_term_id}", data={"form": "zip", "what": "all"}))
    with app.app_context():
        work_off()
        assert handed() == 10, "and the next folder of the same papers prints each of them again"
    with zipfile.ZipFile(io.BytesIO(deputy.post(f"/jobs/{archive}/file").data)) as folder:
        assert len(folder.namelist()) == 5 and folder.namelist()[0].startswith("001 Сводная")
        assert folder.read(folder.namelist()[0]) == one_by_one[0], "the job joins the very papers that are printed one by one"
    coordinator = client_as("coordinator")
    assert coordinator.post(f"/closing/semester/{ready_outside.semester_id}/package").status_code == 303
    with app.app_context():
        work_off()
        assert handed() == 15, "who took the package took every paper in it"
        with on_behalf("coordinator"):
            package = queries.own(1)[0].id
    code, said = check(tmp_path, coordinator.post(f"/jobs/{package}/file").data)
    assert (code, root in said) == (0, True), said


def test_marked_papers_come_as_one_file_and_what_is_not_closed_is_named(app, ready_outside, on_behalf, client_as):
    with app.app_context():
        with on_behalf("deputy") as actor:
            with transaction():
                made = batches.print_papers(actor, [ready_outside.group_term_id], "pdf", "Ведомости", only_sheets=False).id
        work_off()
        labels = [one.label for one in queries.read(made).failures]
        assert labels == ["Сводная ведомость, ИСП-11", "Акт закрытия, ИСП-11"] and queries.read(made).status == "done"
        with unscoped():
            ids = list(db.session.scalars(select(Document.id).order_by(Document.id)))
        db.session.remove()
    secretary = client_as("secretary")
    answer = secretary.post("/documents/action_post", data={"action": "bundle_zip", "rowid": [str(one) for one in ids[:2]]})
    assert answer.status_code == 303 and "/jobs/" in answer.location
    with app.app_context():
        work_off()
        with on_behalf("secretary"):
            bundle = queries.own(1)[0].id
    with zipfile.ZipFile(io.BytesIO(secretary.post(f"/jobs/{bundle}/file").data)) as folder:
        assert len(folder.namelist()) == 2
