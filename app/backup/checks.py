"""The proof that nothing was lost or altered: schema, guards, log, anchors, snapshots, papers, references."""

import re
from collections.abc import Iterable
from pathlib import Path

from sqlalchemy import Engine

from app import schema
from app.access.scope import unscoped
from app.audit import queries as audit
from app.backup import queries, rules, vault
from app.core import triggers
from app.core.checks import Check, Problem, registered
from app.core.text import N_
from app.extensions import db

_PLACE = re.compile(r"chain (\d+), record (\d+): (.*)")
_LOG = {
    "records are missing before it": N_("Event log %(chain)s: records before №\u00a0%(seq)s are missing."),
    "the link is broken": N_("Event log %(chain)s: record №\u00a0%(seq)s was altered or replaced."),
    "the values were changed": N_("Event log %(chain)s: the values of record №\u00a0%(seq)s were changed."),
}


def verify(engine: Engine, data_dir: Path) -> list[Problem]:
    """Run every check; an empty list is health. Reads everything, writes nothing."""
    db.session.commit()  # ends the reading transaction, so that the newest data are read
    problems = _schema(engine)
    if problems:
        return problems
    checks: list[Check] = [
        lambda: _guards(engine), lambda: _store(engine), _log, lambda: _anchors(data_dir), _closings,
        *registered().values(),
    ]  # fmt: skip
    for check in checks:
        with unscoped():
            problems.extend(check())
    return problems


def _schema(engine: Engine) -> list[Problem]:
    found, wanted = schema.current(engine), schema.head()
    if found == wanted:
        return []
    return [
        Problem(
            N_("The database is of version %(found)s, the program of %(wanted)s: run init-db."),
            {"found": found, "wanted": wanted},
        )
    ]


def _guards(engine: Engine) -> Iterable[Problem]:
    with engine.connect() as connection:
        touched = triggers.differences(connection)
    return [
        Problem(N_("The guard «%(name)s» of closed data is missing or was changed."), {"name": name})
        for name in touched
    ]


def _store(engine: Engine) -> Iterable[Problem]:
    if engine.dialect.name == "sqlite":
        damage = "PRAGMA integrity_check(20)"
        broken = 'SELECT DISTINCT "table" FROM pragma_foreign_key_check'
    else:
        damage = "SELECT 'ok'"  # the server checks its own pages
        broken = "SELECT DISTINCT conrelid::regclass::text FROM pg_constraint WHERE contype = 'f' AND NOT convalidated"
    with engine.connect() as connection:
        pages = [str(row[0]) for row in connection.exec_driver_sql(damage)]
        references = [str(row[0]) for row in connection.exec_driver_sql(broken)]
    found = [Problem(N_("The database file is damaged: %(what)s."), {"what": line}) for line in pages if line != "ok"]
    found += [
        Problem(N_("Records of the table «%(table)s» refer to missing ones."), {"table": name}) for name in references
    ]
    return found


def _log() -> Iterable[Problem]:
    found = []
    for line in audit.breaks():
        match = _PLACE.fullmatch(line)
        if match is None or match[3] not in _LOG:
            found.append(Problem(N_("Event log: %(what)s."), {"what": line}))
        else:
            found.append(Problem(_LOG[match[3]], {"chain": int(match[1]), "seq": int(match[2])}))
    return found


def _anchors(data_dir: Path) -> Iterable[Problem]:
    anchors = vault.anchors(data_dir)
    places = [(int(chain), int(head[0])) for anchor in anchors for chain, head in anchor["heads"].items()]
    return [
        Problem(
            N_(
                "Event log %(chain)s no longer holds record №\u00a0%(seq)s as it was at the backup of %(at)s: "
                "the log was cut, or an older database was put in place."
            ),
            gone | {"at": gone["at"][:16].replace("T", " ")},
        )
        for gone in rules.stale_anchors(anchors, queries.hashes(places))
    ]


def _closings() -> Iterable[Problem]:
    found = [
        Problem(N_("The snapshot of group %(group)s, semester %(semester)s, revision %(revision)s was altered."),
                {"group": group, "semester": semester, "revision": revision})
        for group, semester, revision in queries.broken_closings()
    ]  # fmt: skip
    found += [
        Problem(
            N_("The log does not know the closing of group %(group)s, semester %(semester)s."),
            {"group": group, "semester": semester},
        )
        for group, semester in queries.unanchored_closings()
    ]
    found += [
        Problem(
            N_("Group %(group)s, semester %(semester)s is closed without a snapshot."),
            {"group": group, "semester": semester},
        )
        for group, semester in queries.terms_without_snapshot()
    ]
    return found
