"""Broken builds: each guard is taken out of a copy of the code, and some test must notice (``make mutants``).

Not a test of ``make test``: it takes minutes and proves the tests, not the product.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Mutant:
    """A piece of code that is replaced, and the tests that must fail then."""

    name: str
    path: str
    old: str
    new: str
    tests: tuple[str, ...]


MUTANTS = (
    Mutant("the gate lets everybody in", "app/access/gate.py", "if needed is None or not g.actor.may(needed.resource, needed.action):",
           "if False:", ("tests/architecture/test_routes.py",)),
    Mutant("a report shows what the card hides", "app/inaccuracies/subjects.py", "view.visible(view.show_columns, actor)", "view.show_columns",
           ("tests/inaccuracies/test_views.py",)),
    Mutant("a said text is markup", "app/core/display.py", "    escape_texts(app)\n", "", ("tests/architecture/test_hostile.py",)),
    Mutant("forms of endless fields are read", "app/core/routing.py", ' or body.count(b"&") >= MOST_FIELDS', "", ("tests/architecture/test_hostile.py",)),
    Mutant("row limits are off", "app/access/scope.py", 'state.statement = _limited(state, limits)', "pass",
           ("tests/gradebook", "tests/students", "tests/access")),
    Mutant("rows of another college are accepted", "app/access/scope.py", "elif obj.organization_id != actor.organization_id:",
           "elif False:", ("tests/access", "tests/audit", "tests/organization", "tests/architecture/test_routes.py")),
    Mutant("reading connections may write", "app/core/engine.py", 'connection.exec_driver_sql("PRAGMA query_only=ON")', "pass",
           ("tests/core",)),
    Mutant("closed terms are not frozen", "app/core/triggers.py", "WHERE g.status = 'closed' AND g.id IN",
           "WHERE g.status = 'never' AND g.id IN", ("tests/architecture/test_routes.py", "tests/architecture/test_guards.py", "tests/gradebook", "tests/closing")),
    Mutant("writes need no audit record", "app/core/transaction.py", "        _require_audit(session)\n", "", ("tests/core",)),
    Mutant("the log's links are not checked", "app/audit/queries.py", 'or row["hash"] != link(dict(row))', "or False",
           ("tests/audit", "tests/backup/test_checks.py")),
    Mutant("a stale cell is overwritten", "app/gradebook/marking.py", "    if current != version:", "    if False:",
           ("tests/gradebook",)),
    Mutant("anchors of the log are not looked at", "app/backup/rules.py", "if seq and found.get(place) != digest:", "if False:",
           ("tests/backup",)),
    Mutant("the end of a backup is not marked", "app/backup/container.py", "self._head + mark)", "self._head)", ("tests/backup",)),
    Mutant("rows of a backup are not counted", "app/backup/load.py", 'or found != summary["summary"]', "", ("tests/backup",)),
    Mutant("a backup is restored over data", "app/backup/operations.py", "    load.require_empty(engine)\n", "", ("tests/backup",)),
    Mutant("sessions are not revoked", "app/access/rules.py", "if revoked_at is not None or at >= expires_at or at >= idle_until:",
           "if at >= expires_at or at >= idle_until:", ("tests/access",)),
    Mutant("a query led by one model is not limited", "app/access/scope.py", "return query.where(limits(model)).execution_options(unscoped=True)",
           "return query.execution_options(unscoped=True)", ("tests/attestation", "tests/closing", "tests/curator", "tests/debts")),
    Mutant("the right of a task's owner is not asked again", "app/jobs/work.py", "    operations.require_right(owner, kind)\n", "", ("tests/jobs",)),
    Mutant("tasks of others are shown", "app/jobs/models.py", "& c.user_id.in_(", "& c.organization_id.in_([org]) | c.user_id.in_(", ("tests/jobs",)),
    Mutant("a step that took the worker down is tried for ever", "app/jobs/rules.py", "return tries >= MOST_TRIES", "return False", ("tests/jobs",)),
    Mutant("one person reopens and confirms", "app/closing/reopening.py", "if actor.user_id is None or found.requested_by_id == actor.user_id:",
           "if False:", ("tests/closing/test_reopening.py",)),
    Mutant("papers of an earlier revision stay in force", "app/closing/reopening.py", "    _outdate(actor, term, found)\n", "", ("tests/closing/test_reopening.py",)),
    Mutant("an act is signed over other snapshots", "app/closing/semester.py", "if found.act is None or found.act.id != act.id or not found.is_current:",
           "if found.act is None:", ("tests/closing/test_semester.py",)),
    Mutant("a year is closed past its orders", "app/closing/year.py", "    require_ready(found)\n", "", ("tests/closing/test_year.py",)),
    Mutant("an unapplied order does not stop a close", "app/closing/contents.py", "orders=tuple((one.id, str(one)) for one in rows.orders)", "orders=()",
           ("tests/closing/test_board.py",)),
    Mutant("a table of a later package is not frozen", "app/lessonplans/models.py", '    __frozen_by__ = "group_term_id"\n', "", ("tests/closing/test_freeze.py",)),
    Mutant("a touched guard does not stop the start", "app/schema.py", "    if touched:\n", "    if False:\n", ("tests/closing/test_cases.py",)),
    Mutant("an attempt at a closed term leaves no record", "app/core/transaction.py", "        tell(error)\n        raise\n", "        raise\n",
           ("tests/closing/test_cases.py",)),
    Mutant("an attempt refused before its transaction leaves no record", "app/core/errors_pages.py", "    tell(error)\n", "", ("tests/closing/test_cases.py",)),
    Mutant("an attempt to shift a lesson into a closed term is taken for a slip", "app/terms/operations.py", "            rules.require_open(other.status, other.group.name, other.plan_semester)\n",
           "            break\n", ("tests/closing/test_cases.py",)),
    Mutant("the root of an act is not computed again", "app/closing/checks.py", "if rules.root_sha256(lines) != act.root_sha256:", "if False:",
           ("tests/closing/test_semester.py",)),
    Mutant("duty: the appointment gives the role without an undertaking", "app/coordination/operations.py",
           "if person.user_id is None or not queries.has_signed(person.id):", "if person.user_id is None:", ("tests/coordination/test_operations.py",)),
    Mutant("duty: the last coordinator vanishes", "app/coordination/operations.py", "if not even_last and is_last(actor, appointment):", "if False:",
           ("tests/coordination/test_operations.py",)),
    Mutant("duty: who states decides", "app/inaccuracies/operations.py", "    rules.require_other_person(item.stated_by_id, actor.user_id)\n", "",
           ("tests/inaccuracies",)),
    Mutant("duty: an approval opens the whole journal", "app/inaccuracies/operations.py", "load_id=item.load_id, lesson_id=item.lesson_id,",
           "load_id=item.load_id, lesson_id=None,", ("tests/inaccuracies/test_operations.py",)),
    Mutant("duty: a term ends on a day off", "app/deadlines/rules.py", "if duty.unit == FIXED or (duty.unit == CALENDAR and duty.days):", "if False:",
           ("tests/deadlines/test_rules.py",)),
    Mutant("duty: the second editor of the matrix wins", "app/deadlines/operations.py", "if stamp != queries.stamp(locked=True):", "if False:",
           ("tests/deadlines/test_views.py",)),
)  # fmt: skip


def survives(mutant: Mutant, copy: Path) -> bool | None:
    """Tell whether the tests pass on the broken copy; None when the piece is not in the code any more."""
    path = copy / mutant.path
    source = path.read_text()
    if mutant.old not in source:
        return None
    path.write_text(source.replace(mutant.old, mutant.new))
    try:
        return passes(copy, mutant.tests)
    finally:
        path.write_text(source)


def passes(copy: Path, tests: tuple[str, ...]) -> bool:
    """Tell whether the tests pass in ``copy``; raises RuntimeError when they could not run."""
    command = [sys.executable, "-m", "pytest", "-x", "-q", "-n", "2", "-k", "not postgresql", *tests]
    answer = subprocess.run(command, cwd=copy, capture_output=True, text=True)
    if answer.returncode != 0 and " failed" not in answer.stdout and " error" not in answer.stdout:
        raise RuntimeError(f"the tests could not run\n{answer.stdout[-2000:]}{answer.stderr[-2000:]}")
    return answer.returncode == 0


def main(words: str = "") -> int:
    """Break the copy in every way in turn, or in those whose name holds ``words``; gives 1 when a break went unnoticed."""
    bad, chosen = 0, [mutant for mutant in MUTANTS if words in mutant.name]
    with tempfile.TemporaryDirectory(prefix="mutants-") as folder:
        copy = Path(folder) / "copy"
        shutil.copytree(
            ROOT, copy, ignore=shutil.ignore_patterns(".git", ".venv", "var", ".make", "__pycache__", ".*_cache")
        )
        if not passes(copy, tuple(sorted({path for mutant in chosen for path in mutant.tests}))):
            print("the tests fail on the unbroken code: mend that first")
            return 1
        for mutant in chosen:
            lived = survives(mutant, copy)
            word = {None: "NOT FOUND in the code", True: "SURVIVED", False: "killed"}[lived]
            print(f"{mutant.name}: {word}", flush=True)
            bad += lived is not False
    return 1 if bad else 0


if __name__ == "__main__":
    raise SystemExit(main(" ".join(sys.argv[1:])))
