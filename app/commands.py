"""What each command does: a few lines over an operation; gives the exit code and the answer."""

import argparse
import getpass
import json
import os
import sys
from pathlib import Path
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import text

from app import language, schema
from app.access import setup
from app.access.commands import Recovery, create_user
from app.access.scope import acting, unscoped
from app.access.sync import sync
from app.core.actor import Actor
from app.core.errors import Invalid
from app.core.text import N_
from app.extensions import db
from app.factory import create_app


def say(answer: Any, as_json: bool, code: int) -> None:
    """Print the answer of a command: as one JSON object, or in lines; a refusal goes to the errors."""
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


def run_serve(asked: argparse.Namespace) -> tuple[int, Any]:
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


def run_work(asked: argparse.Namespace) -> tuple[int, Any]:
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


def run_init(asked: argparse.Namespace) -> tuple[int, Any]:
    before = schema.current(db.engine)
    schema.upgrade(db.engine)
    changed = sync()
    schema.check(db.engine)
    return 0, {"from": before, "to": schema.current(db.engine), "rights_changed": changed}


def run_sync(asked: argparse.Namespace) -> tuple[int, Any]:
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


def run_import_plan(asked: argparse.Namespace) -> tuple[int, Any]:
    from app.curricula.commands import import_plan_command

    options = {"intake": asked.intake, "dry_run": asked.dry_run, "as_json": asked.json}
    if asked.dry_run:
        return import_plan_command(asked.file, **options)
    _ready()
    actor = Actor.system(_organization_id(asked.organization), "import-plan")
    with acting(actor):
        return import_plan_command(asked.file, actor=actor, **options)


def run_import_students(asked: argparse.Namespace) -> tuple[int, Any]:
    from app.students.commands import import_students_command

    _ready()
    return import_students_command(asked.file, asked.group, dry_run=asked.dry_run, as_json=asked.json)


def run_import_orders(asked: argparse.Namespace) -> tuple[int, Any]:
    from app.movement.commands import import_orders_command

    _ready()
    organization = _organization_id(asked.organization)
    return import_orders_command(asked.file, organization_id=organization, dry_run=asked.dry_run, as_json=asked.json)


def run_import_results(asked: argparse.Namespace) -> tuple[int, Any]:
    from app.record.commands import import_results_command

    _ready()
    return import_results_command(
        asked.file, asked.group, asked.paper, asked.paper_date, organization_id=_organization_id(asked.organization),
        dry_run=asked.dry_run, as_json=asked.json,
    )  # fmt: skip


def run_close_term(asked: argparse.Namespace) -> tuple[int, Any]:
    from app.closing.commands import close_term_command

    _ready()
    actor = Actor.system(_organization_id(asked.organization), "close-term")
    with acting(actor):
        return close_term_command(asked.group, asked.semester, dry_run=asked.dry_run, as_json=asked.json)


def run_close_semester(asked: argparse.Namespace) -> tuple[int, Any]:
    from app.closing.commands import close_semester_command

    _ready()
    actor = Actor.system(_organization_id(asked.organization), "close-semester")
    with acting(actor):
        return close_semester_command(asked.year, asked.number, dry_run=asked.dry_run, as_json=asked.json)


def run_pack_semester(asked: argparse.Namespace) -> tuple[int, Any]:
    from app.closing.commands import pack_semester_command

    _ready()
    actor = Actor.system(_organization_id(asked.organization), "pack-semester")
    with acting(actor):
        return pack_semester_command(asked.year, asked.number, Path(asked.output))


def run_report(asked: argparse.Namespace) -> tuple[int, Any]:
    from app.documents.commands import report

    _ready()
    if len(asked.rest) % 2 or any(not name.startswith("--") for name in asked.rest[::2]):
        raise Invalid(N_("Give the arguments of the report as --name value."))
    named = {name[2:].replace("-", "_"): value for name, value in zip(asked.rest[::2], asked.rest[1::2], strict=True)}
    return 0, report(_organization_id(asked.organization), asked.kind, named, Path(asked.output))


def run_demo(asked: argparse.Namespace) -> tuple[int, Any]:
    from app.demo.commands import demo

    _ready()
    code, answer = demo(asked.size, asked.seed)
    if code or not asked.serve:
        return code, answer
    say(answer, asked.json, code)
    os.environ.setdefault("TOTP_REQUIRED", "0")
    return run_serve(asked)


# --- safety ----------------------------------------------------------------------------------------------------------


def run_backup(asked: argparse.Namespace) -> tuple[int, Any]:
    from app.backup.commands import backup

    _ready()
    manifest = backup(Path(asked.file))
    return 0, {"file": asked.file, "rows": manifest.rows}


def run_restore(asked: argparse.Namespace) -> tuple[int, Any]:
    from app.backup.commands import restore

    phrase = os.environ.get("RECOVERY_PHRASE") or getpass.getpass(_("Recovery phrase: "))
    manifest, problems = restore(Path(asked.file), phrase)
    found = [_(problem.msgid, **problem.params) for problem in problems]
    return (1 if found else 0), {"file": asked.file, "rows": manifest.rows, "problems": found}


def run_verify(asked: argparse.Namespace) -> tuple[int, Any]:
    from app.backup.commands import verify

    found = [_(problem.msgid, **problem.params) for problem in verify()]
    answer = {"problems": found, "whole": not found}
    return (1 if found else 0), answer if asked.json else "\n".join(found) or _("Everything is whole.")


def run_training_copy(asked: argparse.Namespace) -> tuple[int, Any]:
    from app.privacy.commands import training_copy

    _ready()
    return 0, training_copy(Path(asked.folder))


def run_create_user(asked: argparse.Namespace) -> tuple[int, Any]:
    _ready()
    login, password = create_user(
        Recovery(asked.login, asked.role, asked.organization, asked.last_name, asked.first_name, asked.middle_name, asked.position)
    )
    return 0, {"login": login, "one_time_password": password}


def run_phrase(asked: argparse.Namespace) -> tuple[int, Any]:
    from app.backup.commands import recovery_phrase

    _ready()
    return 0, {"phrase": recovery_phrase()}


# --- development -----------------------------------------------------------------------------------------------------


def run_bench(asked: argparse.Namespace) -> tuple[int, Any]:
    from app.bench.commands import bench

    return bench(asked.size, asked.json)


def run_translations(asked: argparse.Namespace) -> tuple[int, Any]:
    if not asked.check:
        language.merge()
        language.compile_stale()
    found = list(language.problems())
    return (1 if found else 0), {"problems": found} if asked.json else "\n".join(found) or "translations: complete"
