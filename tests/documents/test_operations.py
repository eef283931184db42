"""Issuing papers: numbers without gaps whoever asks, the archive byte for byte, a crash that issues nothing."""

import subprocess
import sys
import threading
import time
from datetime import timedelta
from pathlib import Path

import pypdfium2
import pytest
from sqlalchemy import select

from app.access.scope import acting, unscoped
from app.audit.models import AuditEvent
from app.audit.operations import record
from app.core import clock
from app.core.errors import Conflict, Forbidden, Invalid, Refused
from app.core.transaction import transaction
from app.documents import codes, commands, operations, queries, registry, rendering
from app.documents.models import Document, DocumentFile
from app.extensions import db
from app.students.models import StudyGroup
from tests.documents import samples

KIND = "attestation_sheet"


@pytest.fixture
def office(engine_app, actor_as, college):
    with engine_app.app_context():
        actor = actor_as("secretary")
        with acting(actor):
            groups = (db.session.get(StudyGroup, key) for key in (college.group_id, college.other_group_id))
            yield Office(actor, *groups)


class Office:
    """A secretary and two subjects to print papers about."""

    def __init__(self, actor, group, other):
        self.actor, self.group, self.other = actor, group, other

    def issue(self, subject=None, paper=None, **options):
        return operations.issue(self.actor, KIND, subject or self.group, paper or samples.sheet(2), **options)


def text_of(pdf):
    return "".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(pdf))


def statuses():
    return [row.status for row in db.session.scalars(select(Document).order_by(Document.id))]


def test_an_issued_paper_bears_its_number_and_code_and_is_archived(office):
    document = office.issue()
    assert (document.status, document.full_number, document.revision) == ("issued", "1-ЗЭВ", 1)
    text = text_of(operations.bytes_of(document))
    assert "№ 1-ЗЭВ" in text.replace("\xa0", " ")
    assert codes.grouped(document.code) in text
    assert codes.tidy(document.code) == document.code
    with unscoped():
        acts = list(db.session.scalars(select(AuditEvent.action).where(AuditEvent.object_type == "document")))
    assert acts == ["reserve_number", "issue_document"]


def test_a_reprint_is_the_archived_paper(office):
    first = office.issue()
    before = operations.bytes_of(first)
    again = office.issue()
    assert again.id == first.id
    assert operations.bytes_of(again) == before
    began = time.perf_counter()
    operations.bytes_of(again)
    assert time.perf_counter() - began < 0.1


def test_other_contents_need_a_new_revision_which_supersedes(office):
    first = office.issue()
    with pytest.raises(Conflict):
        office.issue(paper=samples.sheet(3))
    second = office.issue(paper=samples.sheet(3), revision=2)
    db.session.expire_all()
    assert (queries.one(first.id).status, queries.one(first.id).superseded_by_id) == ("superseded", second.id)
    assert "взамен № 1-ЗЭВ" in text_of(operations.bytes_of(second))
    assert queries.issued(KIND, office.group).id == second.id
    assert operations.bytes_of(first) != operations.bytes_of(second)


def test_numbers_run_by_series(office):
    numbers = [office.issue(paper=samples.sheet(1), revision=revision).number for revision in (1, 2, 3)]
    assert numbers == [1, 2, 3]
    other = operations.issue(office.actor, KIND, office.other, samples.sheet(1), series="Х")
    assert other.full_number == "1-Х"


def test_a_failed_press_issues_nothing_and_gives_the_number_back(office, monkeypatch):
    def jam(*_arguments):
        raise Refused("jam")

    with monkeypatch.context() as patch:
        patch.setattr(rendering, "render", jam)
        with pytest.raises(Refused):
            office.issue()
    assert statuses() == []
    assert office.issue(office.other).number == 1


def test_a_number_left_by_a_killed_process_is_taken_again_by_the_same_paper(office, monkeypatch):
    kill_between(office, monkeypatch)
    assert statuses() == ["reserved"]
    with unscoped():
        assert db.session.scalars(select(DocumentFile)).all() == []
    document = office.issue()
    assert (document.number, statuses()) == (1, ["issued"])


def test_an_abandoned_number_goes_to_the_next_paper_in_a_while(office, monkeypatch):
    kill_between(office, monkeypatch)
    assert office.issue(office.other).number == 2
    with clock.frozen(clock.now() + timedelta(minutes=16)):
        third = operations.issue(office.actor, KIND, office.other, samples.sheet(1), revision=2)
    assert third.number == 1
    assert statuses().count("reserved") == 0


def kill_between(office, monkeypatch):
    """Stop after the number was taken, as a power cut would: no clean-up runs."""
    with monkeypatch.context() as patch:
        patch.setattr(rendering, "render", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        patch.setattr(operations, "_release", lambda *_: None)
        with pytest.raises(KeyboardInterrupt):
            office.issue()


def test_a_reserved_paper_is_unknown_to_the_verification(office, monkeypatch):
    kill_between(office, monkeypatch)
    code = db.session.scalar(select(Document.code))
    assert queries.verdict(code).status == "unknown"


def test_two_writers_never_share_or_lose_a_number(engine_app, actor_as, college, monkeypatch):
    monkeypatch.setattr(rendering, "render", lambda *_: b"%PDF-1.7 quick")
    errors = []

    def work(subject_id):
        try:
            with engine_app.app_context():
                actor = actor_as("secretary")
                with acting(actor):
                    group = db.session.get(StudyGroup, subject_id)
                    for revision in range(1, 13):
                        operations.issue(actor, KIND, group, samples.sheet(1, course=str(revision)), revision=revision)
                db.session.remove()
        except BaseException as error:
            errors.append(error)

    subjects = (college.group_id, college.other_group_id)
    threads = [threading.Thread(target=work, args=(subject,)) for subject in subjects]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not errors
    with engine_app.app_context(), unscoped():
        numbers = sorted(db.session.scalars(select(Document.number)))
    assert numbers == list(range(1, 25))


def test_another_college_has_its_own_numbers_and_sees_none_of_ours(office, world, actor_as):
    ours = office.issue()
    foreign = actor_as("secretary", world.foreign)
    with acting(foreign):
        assert queries.one(ours.id) is None
        group = db.session.get(StudyGroup, world.foreign.group_id)
        theirs = operations.issue(foreign, KIND, group, samples.sheet(2))
    assert theirs.full_number == ours.full_number
    assert theirs.code != ours.code


def test_annulment_needs_the_right_a_reason_and_a_valid_paper(office, actor_as):
    document = office.issue()
    with pytest.raises(Forbidden), transaction():
        operations.annul(actor_as("teacher"), queries.one(document.id), "ошибка")
    with pytest.raises(Invalid), transaction():
        operations.annul(office.actor, queries.one(document.id), "  ")
    with transaction():
        operations.annul(office.actor, queries.one(document.id, fresh=True), "ошибка в фамилии")
    with pytest.raises(Conflict), transaction():
        operations.annul(office.actor, queries.one(document.id, fresh=True), "ещё раз")
    assert queries.verdict(document.code).status == "annulled"
    with pytest.raises(Conflict):
        office.issue()
    assert office.issue(revision=2).number == 2


def test_a_paper_is_replaced_by_hand_only_by_a_valid_one(office):
    first, second = office.issue(), office.issue(office.other)
    with transaction():
        old, new = (queries.one(document.id, fresh=True) for document in (first, second))
        operations.supersede(office.actor, old, new, "взамен")
    verdict = queries.verdict(first.code)
    assert (verdict.status, verdict.replaced_by) == ("superseded", second.full_number)
    with pytest.raises(Conflict), transaction():
        operations.supersede(office.actor, queries.one(first.id, fresh=True), new, "ещё")


def test_a_changed_archive_is_found_and_not_served(office):
    document = office.issue()
    assert list(queries.problems()) == []
    with transaction():
        document.pdf_sha256 = "0" * 64
        record(office.actor, "tamper", document)
    with pytest.raises(Refused):
        operations.bytes_of(document)
    assert [problem.params["number"] for problem in queries.problems()] == ["1-ЗЭВ (2026)"]


def test_a_code_moved_to_another_row_is_unknown(office):
    document = office.issue()
    assert queries.verdict(document.code).status == "issued"
    with transaction():
        document.revision = 7
        record(office.actor, "tamper", document)
    assert queries.verdict(document.code).status == "unknown"
    assert [str(problem) for problem in queries.problems()] == [
        "The registry entry of document № 1-ЗЭВ (2026) was changed."
    ]


def test_inside_a_transaction_everything_joins_it(office):
    with pytest.raises(RuntimeError), transaction():
        office.issue()
        raise RuntimeError
    assert statuses() == []


def test_an_unknown_kind_is_refused(office):
    with pytest.raises(Invalid):
        operations.issue(office.actor, "nonsense", office.group, samples.sheet(1))


def test_the_command_writes_the_whole_file_or_nothing(office, tmp_path, monkeypatch, college):
    made = []
    monkeypatch.setattr(registry, "_reports", {})
    registry.register_report("sheet", ("group",), lambda actor, given: made.append((actor, given)) or b"%PDF")
    output = tmp_path / "x.pdf"
    result = commands.report(college.id, "sheet", {"group": "ИСП-21"}, output)
    assert output.read_bytes() == b"%PDF" and result["bytes"] == 4
    assert made[0][0].organization_id == college.id
    for kind, given in (("other", {}), ("sheet", {}), ("sheet", {"group": "x", "more": "y"})):
        with pytest.raises(Invalid):
            commands.report(college.id, kind, given, tmp_path / "y.pdf")
    registry.register_report("broken", (), lambda actor, given: (_ for _ in ()).throw(Refused("no")))
    with pytest.raises(Refused):
        commands.report(college.id, "broken", {}, tmp_path / "y.pdf")
    assert [path.name for path in Path(tmp_path).iterdir()] == ["x.pdf"]


def test_kinds_are_declared_once():
    with pytest.raises(ValueError):
        registry.register_paper(KIND, "ДР", "sheet.html", "Another")


def test_the_engine_knows_no_feature():
    script = "import sys; import app.documents.rendering; print([m for m in sys.modules if m.startswith('app.')])"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert "attestation" not in done.stdout and "flask" not in done.stdout
