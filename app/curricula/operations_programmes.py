"""Verbs of work programmes: a teacher brings a file, the methodist reviews it by a protocol, the deputy approves."""

from __future__ import annotations

from app.access import crud_writing
from app.audit import operations as audit
from app.core.actor import Actor
from app.core.clock import now
from app.core.errors import Conflict, Forbidden, Invalid
from app.core.text import N_, clean
from app.core.uploads import check_file
from app.curricula import queries_programmes as queries
from app.curricula import reaching
from app.curricula.models import CurriculumItem
from app.curricula.models_programmes import WorkProgramme
from app.curricula.programmes import APPROVED, DRAFT, transition
from app.extensions import db

RESOURCE = WorkProgramme.__resource__


def bring(actor: Actor, item: CurriculumItem, name: str, body: bytes, note: str = "") -> WorkProgramme:
    """Keep a file as the next version of a line's programme; raises Invalid for another kind of file, Forbidden, NotFound for a
    line that a teacher does not teach."""
    crud_writing.require(actor, RESOURCE, "create")
    reaching.require_own(actor, item.curriculum.programme_id, item.item_key, "create")
    if item.kind == "cycle":
        raise Invalid(N_("A cycle has no work programme: choose one of its lines."), field="file")
    safe, kind = check_file(name, body)
    programme = item.curriculum.programme
    made = WorkProgramme(
        organization_id=item.organization_id, programme=programme, programme_id=programme.id, item_key=item.item_key,
        item_title=str(item), version=queries.next_version(programme.id, item.item_key), status=DRAFT, file_name=safe, file_type=kind,
        file_size=len(body), file_body=body, author=actor.name[:200], note=clean(note)[:500] or None,
    )  # fmt: skip
    db.session.add(made)
    db.session.flush()
    audit.record(actor, "bring_programme", made, changes={"file_name": (None, safe), "version": (None, made.version)})
    return made


def review(actor: Actor, pk: int, protocol: str) -> WorkProgramme:
    """Note that the subject commission has considered a programme; ``protocol`` names its protocol."""
    crud_writing.require(actor, RESOURCE, "update")
    found, said = queries.programme(pk), clean(protocol)[:100]
    if not said:
        raise Invalid(N_("Name the protocol of the commission: number and date."), field="protocol")
    found.protocol = said
    return _move(actor, "review_programme", found)


def approve(actor: Actor, pk: int) -> WorkProgramme:
    """Approve a reviewed programme; who brought it does not approve it."""
    crud_writing.require(actor, RESOURCE, "approve")
    found = queries.programme(pk)
    if found.author == actor.name:
        raise Forbidden(N_("Who brought a programme does not approve it. Ask a colleague."))
    found.approved_at, found.approved_by_name = now(), actor.name[:200]
    return _move(actor, "approve_programme", found)


def give_back(actor: Actor, pk: int, reason: str) -> WorkProgramme:
    """Give a reviewed programme back to its author with what is to be changed."""
    crud_writing.require(actor, RESOURCE, "approve")
    found, said = queries.programme(pk), clean(reason)[:500]
    if len(said) < 3:
        raise Invalid(N_("Say what is to be changed: the author reads it."), field="reason")
    found.note = said
    return _move(actor, "return_programme", found, said)


def remove(actor: Actor, pk: int) -> None:
    """Delete a version that is not approved; raises Conflict for an approved one."""
    crud_writing.require(actor, RESOURCE, "delete")
    found = queries.programme(pk)
    if found.status == APPROVED:
        raise Conflict(N_("The programme is approved and stays. Bring the next version."))
    audit.record(actor, "delete", found, label=str(found))
    db.session.delete(found)
    db.session.flush()


def _move(actor: Actor, verb: str, found: WorkProgramme, reason: str | None = None) -> WorkProgramme:
    status = transition(verb, found.status)
    changes = {"status": (found.status, status)}
    found.status = status
    db.session.flush()
    audit.record(actor, verb, found, changes=changes, reason=reason)
    return found
