"""Work left to the server: it goes on by itself, names what failed, bears being killed, and belongs to its owner."""

import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from app.access.models import RoleGrant
from app.access.scope import unscoped
from app.audit.models import AuditEvent
from app.audit.operations import record
from app.core import clock
from app.core.actor import Actor
from app.core.errors import Conflict, Forbidden, Invalid, NotFound, Refused
from app.core.transaction import transaction
from app.extensions import db
from app.jobs import operations, queries, registry, rules, work, worker
from app.jobs.models import Job, JobResult
from tests.jobs import kinds

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def trace(tmp_path):
    return str(tmp_path / "trace")


@pytest.fixture
def leave(on_behalf, trace):
    """Give a maker of jobs: ``leave("secretary", ["1", "2"])`` gives the id."""

    def make(key, rows, **more):
        with on_behalf(key) as actor, transaction():
            return operations.enqueue(actor, kinds.NAME, {"rows": rows, "trace": trace} | more, f"Печать: {len(rows)}").id

    return make


def job(job_id):
    db.session.remove()
    return queries.read(job_id)


def work_off():
    while work.advance():
        pass


def test_a_job_is_done_by_steps_and_leaves_its_file_to_the_owner(app, on_behalf, leave, trace, college):
    with app.app_context():
        made = leave("secretary", ["1", "refused", "2", "bug", "3"])
        assert leave("secretary", ["1", "refused", "2", "bug", "3"]) == made
        assert work.advance(seconds=0) and job(made).total == 5
        work_off()
        found = job(made)
        assert (found.status, found.done, found.percent) == ("done", 5, 100)
        assert kinds.done(trace) == ["1", "refused", "2", "bug", "3"]
        assert [one.label for one in found.failures] == ["Строка refused", "Строка bug"]
        with on_behalf("secretary") as owner, transaction():
            _file, body = operations.take_result(owner, queries.own_job(made))
        assert body.decode().split() == ["1", "2", "3"]
        with on_behalf("deputy"), pytest.raises(NotFound):
            queries.own_job(made)
        with unscoped():
            acts = list(db.session.scalars(select(AuditEvent.action).where(AuditEvent.object_type == "job").order_by(AuditEvent.seq)))
        assert acts == ["enqueue_job", "end_job", "export"]


def test_rows_done_at_once_are_counted_named_and_kept_in_their_order(app, on_behalf, leave, trace, monkeypatch):
    monkeypatch.setitem(registry._kinds, kinds.NAME, replace(kinds.KIND, together=2))
    with app.app_context():
        made = leave("secretary", ["1", "refused", "2", "bug", "3"])
        work.advance(seconds=0)
        work.advance(seconds=0)
        assert job(made).done == 2
        work_off()
        found = job(made)
        assert (found.status, found.done, sorted(kinds.done(trace))) == ("done", 5, ["1", "2", "3", "bug", "refused"])
        assert [one.label for one in found.failures] == ["Строка refused", "Строка bug"]
        with on_behalf("secretary") as owner, transaction():
            assert operations.take_result(owner, queries.own_job(made))[1].decode().split() == ["1", "2", "3"]


def test_after_a_killed_worker_rows_go_one_by_one(app, leave, trace, monkeypatch):
    """Otherwise the neighbour of the row that kills would be left out with it."""
    monkeypatch.setitem(registry._kinds, kinds.NAME, replace(kinds.KIND, together=2))
    with app.app_context():
        made = leave("secretary", ["1", "2", "3"])
        work.advance(seconds=0)
        with unscoped(), transaction():
            queries.locked(made).is_taken = True
        work.recover()
        work.advance(seconds=0)
        assert job(made).done == 1 and kinds.done(trace) == ["1"]


def test_short_work_does_not_wait_for_long_work(app, leave, trace):
    with app.app_context():
        leave("secretary", [f"a{n}" for n in range(6)])
        for second in range(8):
            if second == 3:
                short = leave("deputy", ["b"])
            with clock.frozen(clock.now() + timedelta(seconds=second)):
                work.advance(seconds=0)
        assert job(short).done == 1 and "a5" not in kinds.done(trace)


def test_cancelled_work_stops_after_the_present_row(app, on_behalf, leave, trace):
    with app.app_context():
        made, waiting = leave("secretary", ["1", "2", "3"]), leave("secretary", ["9"])
        work.advance(seconds=0)
        work.advance(seconds=0)  # the plans of both
        work.advance(seconds=0)
        with on_behalf("secretary") as owner, transaction():
            operations.cancel(owner, queries.own_job(made, fresh=True))
            operations.cancel(owner, queries.own_job(waiting, fresh=True))
        work_off()
        assert (job(made).status, job(waiting).status, kinds.done(trace)) == ("cancelled", "cancelled", ["1"])
        with on_behalf("secretary") as owner, pytest.raises(Conflict), transaction():
            operations.cancel(owner, queries.own_job(made, fresh=True))


def test_rights_are_asked_when_the_work_runs(app, on_behalf, leave, trace, college):
    with app.app_context():
        with on_behalf("methodist") as actor, pytest.raises(Forbidden), transaction():
            operations.enqueue(actor, kinds.NAME, {}, "Печать")
        with on_behalf("secretary") as actor, pytest.raises(Invalid), transaction():
            operations.enqueue(actor, "nonsense", {}, "Печать")
        with pytest.raises(Refused), transaction():
            operations.enqueue(Actor.system(college.id), kinds.NAME, {}, "Печать")
        made = leave("secretary", ["1", "2", "3"])
        work.advance(seconds=0)
        work.advance(seconds=0)
        with unscoped(), transaction() as session:
            for grant in session.scalars(select(RoleGrant).where(RoleGrant.user_id == college.users["secretary"])):
                grant.revoked_at = clock.now()
            record(Actor.system(college.id), "test", "role_grant")
        work_off()
        found = job(made)
        assert (found.status, kinds.done(trace)) == ("failed", ["1"])
        assert "no longer has the right" in found.message


def test_a_file_altered_or_too_old_is_not_given(app, on_behalf, leave):
    with app.app_context():
        made = leave("secretary", ["1"])
        work_off()
        with unscoped(), transaction() as session:
            session.get(JobResult, made).body = b"other"
        with on_behalf("secretary") as owner, pytest.raises(Refused), transaction():
            operations.take_result(owner, queries.own_job(made))
        with clock.frozen(clock.now() + timedelta(days=rules.KEEP_DAYS + 1)):
            work.clean()
        assert job(made) is None


def start_worker(app):
    code = (
        "import sys\nfrom app.factory import create_app\nfrom app.jobs import worker\nfrom tests.jobs import kinds\n"
        "app = create_app(TESTING=True, TOTP_REQUIRED=False, SECRET_KEY='a key for tests that is long enough 0123')\nworker.run(app, int(sys.argv[1]))"
    )
    environment = os.environ | {"DATA_DIR": str(app.config["DATA_DIR"]), "DATABASE_URL": app.config["SQLALCHEMY_DATABASE_URI"]}
    return subprocess.Popen([sys.executable, "-c", code, str(os.getpid())], cwd=ROOT, env=environment)


def until(condition, seconds=90):
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.02)


def test_a_killed_worker_is_followed_by_another_that_goes_on(app, leave, trace):
    with app.app_context():
        rows = [str(n) for n in range(12)]
        made = leave("secretary", rows, pause=0.05)
        db.session.remove()
        first = start_worker(app)
        until(lambda: len(kinds.done(trace)) >= 4)
        os.kill(first.pid, signal.SIGKILL)
        first.wait()
        begun = kinds.done(trace)
        assert len(begun) < 12 and job(made).status == "running"
        deadly = leave("deputy", ["deadly"])
        work.recover()
        assert job(made).tries == 1
        work.advance(seconds=0)  # the killed one comes last in its second, the plan of the other first
        with unscoped(), transaction():
            queries.locked(deadly).tries = rules.MOST_TRIES  # it took three workers down
        assert job(deadly).total == 1
        work_off()
        assert (job(made).status, job(made).failures) == ("done", [])
        repeated = kinds.done(trace)
        assert sorted(set(repeated), key=int) == rows and len(repeated) <= 13  # at most the row that was cut is done again
        assert job(deadly).status == "failed" and "left out" in job(deadly).failures[0].message


def test_an_idle_worker_sees_what_is_left_later(app, leave, trace):
    with app.app_context():
        assert work.advance() is False
        work.clean()
        assert not db.session().in_transaction(), "an open reading transaction would show the queue as it was"
        made = leave("secretary", ["1"])
        assert work.advance() and job(made).status == "done"


def test_only_one_worker_is_at_it(engine_app):
    with engine_app.app_context():
        with worker._alone(engine_app, None):
            with pytest.raises(worker.Stopped), worker._alone(engine_app, os.getpid()):
                pass
        with worker._alone(engine_app, os.getppid()):
            pass


def test_the_page_shows_progress_files_and_refused_rows(app, client_as, leave, college):
    secretary = client_as("secretary")
    with app.app_context():
        made = leave("secretary", ["1", "refused"])
        other = leave("deputy", ["5"])
    assert "Печать: 2" in secretary.get("/").text
    page = secretary.get("/jobs/").text
    assert "Печать: 2" in page and "Печать: 1" not in page and "data-jobs" in page
    with app.app_context():
        work_off()
    assert [one["status"] for one in secretary.get("/jobs/state").json] == ["done"]
    page = secretary.get("/jobs/").text
    assert "Строка refused" in page and "Укажите" in page
    answer = secretary.post(f"/jobs/{made}/file")
    assert answer.data == b"1" and "attachment" in answer.headers["Content-Disposition"]
    assert secretary.post(f"/jobs/{other}/file").status_code == 404
    assert secretary.post(f"/jobs/{made}/cancel").status_code == 409
    assert "Печать: 2" not in secretary.get("/").text
    assert client_as("deputy").post(f"/jobs/{other}/seen").status_code == 303
    assert "Печать: 1" not in client_as("deputy").get("/").text
    with app.app_context(), unscoped():
        assert db.session.scalar(select(Job.seen_at).where(Job.id == other)) is not None
