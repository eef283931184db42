"""The commands; each is a few lines over an operation. Exit codes: 0 done, 1 refused, 2 wrong usage."""

import argparse
import getpass
import json
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import text

from app import language, schema
from app.access import setup
from app.access.commands import Recovery, create_user
from app.access.permissions import Role
from app.access.scope import acting, unscoped
from app.access.sync import sync
from app.core.actor import Actor
from app.core.errors import DomainError, Invalid
from app.core.text import N_
from app.extensions import db
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
    _print(answer, asked.json, code)
    return code


def _print(answer: Any, as_json: bool, code: int) -> None:
    stream = sys.stdout if as_json or code == 0 else sys.stderr
    if as_json:
        print(json.dumps(answer if isinstance(answer, dict) else {"result": answer}, ensure_ascii=False), file=stream)
    elif isinstance(answer, dict):
        print("\n".join(str(value) if key == "error" else f"{key}: {value}" for key, value in answer.items()), file=stream)
    elif answer:
        print(answer, file=stream)


# --- serving ---------------------------------------------------------------------------------------------------------


def _ready() -> None:
    """Bring an empty database up and refuse one of another version or with touched guards."""
    if schema.current(db.engine) is None:
        schema.upgrade(db.engine)
        sync()
    schema.check(db.engine)


def _serve(asked: argparse.Namespace) -> tuple[int, Any]:
    from app.serving import require_safe_address, serve

    app = create_app()
    with app.app_context():
        warn = require_safe_address(asked.host, str(app.config["PUBLIC_URL"]), bool(app.config["ALLOW_PLAIN_HTTP"]))
        _ready()
        app.appbuilder.sm.require_no_public_rights()  # type: ignore[attr-defined]
        link = setup.issue_link()
        _greet(asked, link, warn)
        db.session.remove()
        db.engine.dispose()
    serve(create_app, asked.host, asked.port, asked.workers)
    return 0, None


def _work(asked: argparse.Namespace) -> tuple[int, Any]:
    from app.jobs import worker

    app = create_app()
    with app.app_context():
        schema.check(db.engine)
        db.session.remove()
    worker.run(app, asked.parent)
    return 0, None


def _greet(asked: argparse.Namespace, link: str | None, warn: bool) -> None:
    from app.documents import press

    address = f"http://{asked.host}:{asked.port}"
    print(_("«Учебная часть» is served at %(address)s", address=address), flush=True)
    if link:
        print(_("First start: open this one-time link to make the college and the director: %(link)s", link=address + link), flush=True)
    if warn:
        print(_("Warning: plain HTTP. Passwords travel unprotected; use it only inside a closed office network."), flush=True)
    if not press.is_available():
        print(_(press.NO_PDF), flush=True)


def _init(asked: argparse.Namespace) -> tuple[int, Any]:
    before = schema.current(db.engine)
    schema.upgrade(db.engine)
    changed = sync()
    schema.check(db.engine)
    return 0, {"from": before, "to": schema.current(db.engine), "rights_changed": changed}


def _sync(asked: argparse.Namespace) -> tuple[int, Any]:
    return 0, {"rights_changed": sync()}


# --- data ------------------------------------------------------------------------------------------------------------


def _organization_id(chosen: int | None) -> int:
    """Give the college a command works for: the only one, or the one named by --organization."""
    with unscoped():
        ids = [row[0] for row in db.session.execute(text("SELECT id FROM organization ORDER BY id"))]
    if chosen is not None and chosen in ids:
        return chosen
    if len(ids) != 1 or chosen is not None:
        raise Invalid(N_("Name the college with --organization; known numbers: %(ids)s."), ids=", ".join(map(str, ids)) or "—")
    return int(ids[0])


def _import_plan(asked: argparse.Namespace) -> tuple[int, Any]:
    from app.curricula.commands import import_plan_command

    options = {"intake": asked.intake, "dry_run": asked.dry_run, "as_json": asked.json}
    if asked.dry_run:
        return import_plan_command(asked.file, **options)
    _ready()
    actor = Actor.system(_organization_id(asked.organization), "import-plan")
    with acting(actor):
        return import_plan_command(asked.file, actor=actor, **options)


def _import_students(asked: argparse.Namespace) -> tuple[int, Any]:
    from app.students.commands import import_students_command

    _ready()
    return import_students_command(asked.file, asked.group, dry_run=asked.dry_run, as_json=asked.json)


def _import_orders(asked: argparse.Namespace) -> tuple[int, Any]:
    from app.movement.commands import import_orders_command

    _ready()
    organization = _organization_id(asked.organization)
    return import_orders_command(asked.file, organization_id=organization, dry_run=asked.dry_run, as_json=asked.json)


def _import_results(asked: argparse.Namespace) -> tuple[int, Any]:
    from app.record.commands import import_results_command

    _ready()
    return import_results_command(
        asked.file, asked.group, asked.paper, asked.paper_date, organization_id=_organization_id(asked.organization),
        dry_run=asked.dry_run, as_json=asked.json,
    )  # fmt: skip


def _close_term(asked: argparse.Namespace) -> tuple[int, Any]:
    from app.closing.commands import close_term_command

    _ready()
    actor = Actor.system(_organization_id(asked.organization), "close-term")
    with acting(actor):
        return close_term_command(asked.group, asked.semester, dry_run=asked.dry_run, as_json=asked.json)


def _close_semester(asked: argparse.Namespace) -> tuple[int, Any]:
    from app.closing.commands import close_semester_command

    _ready()
    actor = Actor.system(_organization_id(asked.organization), "close-semester")
    with acting(actor):
        return close_semester_command(asked.year, asked.number, dry_run=asked.dry_run, as_json=asked.json)


def _pack_semester(asked: argparse.Namespace) -> tuple[int, Any]:
    from app.closing.commands import pack_semester_command

    _ready()
    actor = Actor.system(_organization_id(asked.organization), "pack-semester")
    with acting(actor):
        return pack_semester_command(asked.year, asked.number, Path(asked.output))


def _report(asked: argparse.Namespace) -> tuple[int, Any]:
    from app.documents.commands import report

    _ready()
    if len(asked.rest) % 2 or any(not name.startswith("--") for name in asked.rest[::2]):
        raise Invalid(N_("Give the arguments of the report as --name value."))
    named = {name[2:].replace("-", "_"): value for name, value in zip(asked.rest[::2], asked.rest[1::2], strict=True)}
    return 0, report(_organization_id(asked.organization), asked.kind, named, Path(asked.output))


def _demo(asked: argparse.Namespace) -> tuple[int, Any]:
    from app.demo.commands import demo

    _ready()
    code, answer = demo(asked.size, asked.seed)
    if code or not asked.serve:
        return code, answer
    _print(answer, asked.json, code)
    os.environ.setdefault("TOTP_REQUIRED", "0")
    return _serve(asked)


# --- safety ----------------------------------------------------------------------------------------------------------


def _backup(asked: argparse.Namespace) -> tuple[int, Any]:
    from app.backup.commands import backup

    _ready()
    manifest = backup(Path(asked.file))
    return 0, {"file": asked.file, "rows": manifest.rows}


def _restore(asked: argparse.Namespace) -> tuple[int, Any]:
    from app.backup.commands import restore

    phrase = os.environ.get("RECOVERY_PHRASE") or getpass.getpass(_("Recovery phrase: "))
    manifest, problems = restore(Path(asked.file), phrase)
    found = [_(problem.msgid, **problem.params) for problem in problems]
    return (1 if found else 0), {"file": asked.file, "rows": manifest.rows, "problems": found}


def _verify(asked: argparse.Namespace) -> tuple[int, Any]:
    from app.backup.commands import verify

    found = [_(problem.msgid, **problem.params) for problem in verify()]
    answer = {"problems": found, "whole": not found}
    return (1 if found else 0), answer if asked.json else "\n".join(found) or _("Everything is whole.")


def _training_copy(asked: argparse.Namespace) -> tuple[int, Any]:
    from app.privacy.commands import training_copy

    _ready()
    return 0, training_copy(Path(asked.folder))


def _create_user(asked: argparse.Namespace) -> tuple[int, Any]:
    _ready()
    login, password = create_user(
        Recovery(asked.login, asked.role, asked.organization, asked.last_name, asked.first_name, asked.middle_name, asked.position)
    )
    return 0, {"login": login, "one_time_password": password}


def _phrase(asked: argparse.Namespace) -> tuple[int, Any]:
    from app.backup.commands import recovery_phrase

    _ready()
    return 0, {"phrase": recovery_phrase()}


# --- development -----------------------------------------------------------------------------------------------------


def _bench(asked: argparse.Namespace) -> tuple[int, Any]:
    from app.bench.commands import bench

    return bench(asked.size, asked.json)


def _translations(asked: argparse.Namespace) -> tuple[int, Any]:
    if not asked.check:
        language.merge()
        language.compile_stale()
    found = list(language.problems())
    return (1 if found else 0), {"problems": found} if asked.json else "\n".join(found) or "translations: complete"


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="run.py", description="«Учебная часть»: records of a vocational college")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND")

    def add(name: str, run: Command, help: str, *, needs_app: bool = True) -> argparse.ArgumentParser:
        command = commands.add_parser(name, help=help)
        command.set_defaults(run=run, needs_app=needs_app)
        command.add_argument("--json", action="store_true", help="print one JSON object")
        return command

    for name, run, needs in (("serve", _serve, False), ("demo", _demo, True)):
        command = add(name, run, {"serve": "serve the web", "demo": "fill an empty database with a synthetic college"}[name], needs_app=needs)
        command.add_argument("--host", default=os.environ.get("HOST", "127.0.0.1"))
        command.add_argument("--port", type=int, default=int(os.environ.get("PORT", "8080")))
        command.add_argument("--workers", type=int, default=int(os.environ.get("WORKERS", "2")))
        if name == "demo":
            command.add_argument("--size", choices=("small", "medium", "large"), default="small")
            command.add_argument("--seed", type=int, default=1)
            command.add_argument("--serve", action="store_true", help="serve it afterwards")
    work = add("work", _work, "work the queue of background jobs off (serve starts it by itself)", needs_app=False)
    work.add_argument("--parent", type=int, help="end when this process has gone")
    add("init-db", _init, "create or migrate the schema, sync permissions, install guards")
    add("sync-access", _sync, "write the permission matrix into the database")
    plan = add("import-plan", _import_plan, "import a curriculum file (.plx, .plm.xml)")
    plan.add_argument("file")
    plan.add_argument("--intake", type=int)
    students = add("import-students", _import_students, "import a group list (.xlsx, .csv)")
    students.add_argument("file")
    students.add_argument("--group", required=True)
    past = add("import-orders", _import_orders, "carry past orders of present students over (.xlsx, .csv)")
    past.add_argument("file")
    results = add("import-results", _import_results, "carry past results of a group over from a matrix (.xlsx, .csv)")
    results.add_argument("file")
    results.add_argument("--group", required=True)
    results.add_argument("--paper", default="", help="the paper they are taken from")
    results.add_argument("--paper-date", default="", help="its date, as 2026-06-30")
    close = add("close-term", _close_term, "check and close the term of a group")
    close.add_argument("--group", required=True)
    close.add_argument("--semester", type=int, required=True, help="semester of the plan")
    half = add("close-semester", _close_semester, "close every ready term of a semester and prepare its act")
    half.add_argument("--year", required=True, help="academic year, for example 2026/2027")
    half.add_argument("--number", type=int, choices=(1, 2), required=True)
    package = add("pack-semester", _pack_semester, "print what was never printed of a closed semester and write its package for storage")
    package.add_argument("-o", "--output", required=True)
    package.add_argument("--year", required=True, help="academic year, for example 2026/2027")
    package.add_argument("--number", type=int, choices=(1, 2), required=True)
    for command in (plan, students, past, results, close, half):
        command.add_argument("--dry-run", action="store_true", help="show the effect, change nothing")
    report = add("report", _report, "write a printed form as PDF")
    report.add_argument("kind")
    report.add_argument("-o", "--output", required=True)
    add("backup", _backup, "make an encrypted copy").add_argument("file")
    add("restore", _restore, "restore a copy into an empty database; the phrase from RECOVERY_PHRASE or the terminal").add_argument("file")
    add("verify", _verify, "check audit chain, snapshots, guards, papers")
    add("training-copy", _training_copy, "make a copy without personal data in an empty folder").add_argument("folder")
    add("new-phrase", _phrase, "make a new recovery phrase for coming copies")
    user = add("create-user", _create_user, "recovery account (recorded)")
    user.add_argument("login")
    user.add_argument("--role", choices=[str(role) for role in Role], default=str(Role.DIRECTOR))
    for option in ("--last-name", "--first-name", "--middle-name", "--position"):
        user.add_argument(option, default="")
    for command in (plan, results, close, half, package, report, user):
        command.add_argument("--organization", type=int, help="number of the college, where there are several")
    bench = add("bench", _bench, "measure the main pages", needs_app=False)
    bench.add_argument("--size", choices=("small", "medium", "large"), default="medium")
    add("translations", _translations, "bring the catalogue up to the code", needs_app=False).add_argument(
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
