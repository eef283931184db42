"""The command line: reads the arguments, runs the command, prints its answer. Exit codes: 0 done, 1 refused, 2 wrong usage."""

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from typing import Any

from flask_babel import gettext as _

from app import commands
from app.access.permissions import Role
from app.core.errors import DomainError
from app.factory import UnsafeConfigurationError, create_app
from app.schema import SchemaMismatchError

Answer = dict[str, Any]
Command = Callable[[argparse.Namespace], tuple[int, Any]]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command named by ``arguments`` (sys.argv without the program); gives the exit code."""
    parser = _parser()
    asked = parser.parse_args(list(sys.argv[1:] if arguments is None else arguments) or ["serve"])
    try:
        app = create_app() if asked.needs_app else None
        if app is None:
            code, answer = asked.run(asked)
        else:
            with app.app_context():
                code, answer = asked.run(asked)
    except DomainError as refusal:
        with create_app().app_context():
            code, answer = 1, {"error": _(refusal.msgid, **refusal.params)}
    except (SchemaMismatchError, UnsafeConfigurationError) as refusal:
        code, answer = 1, {"error": str(refusal)}
    commands.say(answer, asked.json, code)
    return code


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="run.py", description="«Учебная часть»: records of a vocational college")
    verbs = parser.add_subparsers(dest="command", metavar="COMMAND")

    def add(name: str, run: Command, help: str, *, needs_app: bool = True) -> argparse.ArgumentParser:
        command = verbs.add_parser(name, help=help)
        command.set_defaults(run=run, needs_app=needs_app)
        command.add_argument("--json", action="store_true", help="print one JSON object")
        return command

    for name, run, needs in (("serve", commands.run_serve, False), ("demo", commands.run_demo, True)):
        command = add(name, run, {"serve": "serve the web", "demo": "fill an empty database with a synthetic college"}[name], needs_app=needs)
        command.add_argument("--host", default=os.environ.get("HOST", "127.0.0.1"))
        command.add_argument("--port", type=int, default=int(os.environ.get("PORT", "8080")))
        command.add_argument("--workers", type=int, default=int(os.environ.get("WORKERS", "2")))
        if name == "demo":
            command.add_argument("--size", choices=("small", "medium", "large"), default="small")
            command.add_argument("--seed", type=int, default=1)
            command.add_argument("--serve", action="store_true", help="serve it afterwards")
    work = add("work", commands.run_work, "work the queue of background jobs off (serve starts it by itself)", needs_app=False)
    work.add_argument("--parent", type=int, help="end when this process has gone")
    add("init-db", commands.run_init, "create or migrate the schema, sync permissions, install guards")
    add("sync-access", commands.run_sync, "write the permission matrix into the database")
    plan = add("import-plan", commands.run_import_plan, "import a curriculum file (.plx, .plm.xml)")
    plan.add_argument("file")
    plan.add_argument("--intake", type=int)
    students = add("import-students", commands.run_import_students, "import a group list (.xlsx, .csv)")
    students.add_argument("file")
    students.add_argument("--group", required=True)
    past = add("import-orders", commands.run_import_orders, "carry past orders of present students over (.xlsx, .csv)")
    past.add_argument("file")
    results = add("import-results", commands.run_import_results, "carry past results of a group over from a matrix (.xlsx, .csv)")
    results.add_argument("file")
    results.add_argument("--group", required=True)
    results.add_argument("--paper", default="", help="the paper they are taken from")
    results.add_argument("--paper-date", default="", help="its date, as 2026-06-30")
    close = add("close-term", commands.run_close_term, "check and close the term of a group")
    close.add_argument("--group", required=True)
    close.add_argument("--semester", type=int, required=True, help="semester of the plan")
    half = add("close-semester", commands.run_close_semester, "close every ready term of a semester and prepare its act")
    half.add_argument("--year", required=True, help="academic year, for example 2026/2027")
    half.add_argument("--number", type=int, choices=(1, 2), required=True)
    package = add("pack-semester", commands.run_pack_semester, "print what was never printed of a closed semester and write its package for storage")
    package.add_argument("-o", "--output", required=True)
    package.add_argument("--year", required=True, help="academic year, for example 2026/2027")
    package.add_argument("--number", type=int, choices=(1, 2), required=True)
    for command in (plan, students, past, results, close, half):
        command.add_argument("--dry-run", action="store_true", help="show the effect, change nothing")
    report = add("report", commands.run_report, "write a printed form as PDF")
    report.add_argument("kind")
    report.add_argument("-o", "--output", required=True)
    add("backup", commands.run_backup, "make an encrypted copy").add_argument("file")
    add("restore", commands.run_restore, "restore a copy into an empty database; the phrase from RECOVERY_PHRASE or the terminal").add_argument("file")
    add("verify", commands.run_verify, "check audit chain, snapshots, guards, papers")
    add("training-copy", commands.run_training_copy, "make a copy without personal data in an empty folder").add_argument("folder")
    add("new-phrase", commands.run_phrase, "make a new recovery phrase for coming copies")
    user = add("create-user", commands.run_create_user, "recovery account (recorded)")
    user.add_argument("login")
    user.add_argument("--role", choices=[str(role) for role in Role], default=str(Role.DIRECTOR))
    for option in ("--last-name", "--first-name", "--middle-name", "--position"):
        user.add_argument(option, default="")
    for command in (plan, results, close, half, package, report, user):
        command.add_argument("--organization", type=int, help="number of the college, where there are several")
    bench = add("bench", commands.run_bench, "measure the main pages", needs_app=False)
    bench.add_argument("--size", choices=("small", "medium", "large"), default="medium")
    add("translations", commands.run_translations, "bring the catalogue up to the code", needs_app=False).add_argument(
        "--check", action="store_true", help="only report what is missing"
    )
    return _Rest(parser)


class _Rest(argparse.ArgumentParser):
    """The parser that leaves a report's own arguments to the report and refuses unknown ones elsewhere."""

    def __init__(self, inner: argparse.ArgumentParser) -> None:
        super().__init__(add_help=False)
        self._inner = inner

    def parse_args(self, args: Any = None, namespace: Any = None) -> argparse.Namespace:  # type: ignore[override]
        """Parse; ``rest`` holds what only a report may have."""
        asked, rest = self._inner.parse_known_args(args, namespace)
        if rest and getattr(asked, "command", None) != "report":
            self._inner.error(f"unrecognized arguments: {' '.join(rest)}")
        asked.rest = rest
        return asked
