"""How the loads of one term are brought to what a page or a command asks for, item by item."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING

from app.audit import operations as audit
from app.core.actor import Actor
from app.core.errors import Invalid, NotFound, Refused
from app.core.integrity import explained
from app.core.text import N_, clean
from app.extensions import db
from app.staff.models import Employee
from app.teaching import queries, queries_members, rules
from app.teaching.hours import MOST_HOURS, check_kinds
from app.teaching.models import LoadHours, LoadTeacher, Subgroup, SubgroupMember, TeachingLoad
from app.terms.models import GroupTerm

if TYPE_CHECKING:
    from app.teaching.operations import LoadRow, PartRow


class Assignment:
    """The loads of a term while they are being changed; reads what it needs once."""

    def __init__(
        self, actor: Actor, group_term: GroupTerm, items: Sequence[queries.ItemLoad], rows: Sequence[LoadRow]
    ) -> None:
        self.actor, self.group_term = actor, group_term
        self.items = {item.term.id: item for item in items}
        self.people = queries.employees({p.employee_id for row in rows for p in row.parts if p.employee_id is not None})
        self.taught = queries.with_lessons(group_term.id)
        wants_members = any(part.members is not None for row in rows for part in row.parts)
        self.students = {m.student_id for m in queries_members.members_to_split(group_term.id)} if wants_members else set()

    def assign(self, row: LoadRow) -> None:
        """Bring one item to its row."""
        item = self.items.get(row.curriculum_term_id)
        if item is None:
            raise NotFound(N_("The plan of this group has no such item in this semester."))
        present = {_key(one.subgroup.name if one.subgroup else None): one for one in item.loads}
        wanted = {_key(part.subgroup): part for part in row.parts}
        self._check_split(item, row, present)
        starts_on = row.starts_on or self.group_term.starts_on
        self._check_start(item, starts_on)
        for key, load in present.items():
            if key not in wanted:
                self._take_away(item, load)
        for key, part in wanted.items():
            self._part(item, present.get(key), part, starts_on)

    def _check_split(self, item: queries.ItemLoad, row: LoadRow, present: dict[str, TeachingLoad]) -> None:
        parts = [part for part in row.parts if part.subgroup is not None]
        members = [_members(part, present.get(_key(part.subgroup))) for part in parts]
        rules.check_subgroups([part.subgroup or "" for part in parts], members)
        if len(row.parts) - len(parts) > 1:
            raise Invalid(N_("The whole group is named twice for «%(item)s»."), item=str(item.term.item))
        foreign = [part for part in parts if part.members is not None and not part.members <= self.students]
        if foreign:
            raise Invalid(N_("Subgroup «%(name)s» names a student who is not in the group."), name=foreign[0].subgroup)

    def _check_start(self, item: queries.ItemLoad, day: date) -> None:
        if not self.group_term.starts_on <= day <= self.group_term.ends_on:
            raise Invalid(
                N_("«%(item)s» must begin within the term."), field=f"{item.term.id}-starts_on", item=str(item.term.item)
            )

    def _part(self, item: queries.ItemLoad, load: TeachingLoad | None, part: PartRow, starts_on: date) -> None:
        hours = item.planned if part.hours is None else part.hours
        if part.kinds is not None:
            hours = check_kinds(part.kinds, f"{item.term.id}-hours")
        if not 0 <= hours <= MOST_HOURS:
            raise Invalid(N_("Hours are a whole number from 0 to %(most)s."), field=f"{item.term.id}-hours", most=MOST_HOURS)
        person = self._person(item, part, starts_on)
        if load is None:
            if person is not None or part.subgroup is not None:
                self._create(item, part, hours, person, starts_on)
            return
        if person is None and part.subgroup is None and load.teachers:
            self._take_away(item, load)
            return
        changes: audit.Changes = {}
        if load.hours != hours:
            changes["hours"], load.hours = (load.hours, hours), hours
        changes |= self._kinds(item, load, part)
        changes |= self._teacher(item, load, person, starts_on)
        if part.members is not None and load.subgroup is not None:
            changes |= self._regroup(item, load, part.members)
        if changes:
            audit.record(self.actor, "change_load", load, changes=changes, label=label_of(load))

    def _person(self, item: queries.ItemLoad, part: PartRow, day: date) -> Employee | None:
        if part.employee_id is None:
            return None
        person = self.people.get(part.employee_id)
        if person is None:
            raise Invalid(N_("Choose one of the offered teachers."), field=f"{item.term.id}-teacher")
        return require_works(person, day, field=f"{item.term.id}-teacher")

    def _create(
        self, item: queries.ItemLoad, part: PartRow, hours: int, person: Employee | None, starts_on: date
    ) -> None:
        organization_id = self.group_term.organization_id
        load = TeachingLoad(
            organization_id=organization_id, group_term=self.group_term, curriculum_term=item.term, hours=hours
        )
        if part.subgroup is not None:
            load.subgroup = self._subgroup(item, clean(part.subgroup), part.members or frozenset())
        db.session.add(load)
        with explained():
            db.session.flush()
        self._kinds(item, load, part)
        if person is not None:
            self._give(load, person, starts_on)
        changes = {"hours": (None, hours), "teacher": (None, person.full_name if person else None)}
        audit.record(self.actor, "assign_load", load, changes=changes, label=label_of(load))

    def _kinds(self, item: queries.ItemLoad, load: TeachingLoad, part: PartRow) -> audit.Changes:
        """Keep the division of the hours by kind; one that no longer sums to the hours is forgotten and follows the plan."""
        stored = {row.kind: row for row in load.kinds}
        wanted = {kind: hours for kind, hours in (part.kinds or {}).items() if hours}
        if part.kinds is None and sum(row.hours for row in stored.values()) == load.hours:
            return {}
        if wanted == {kind: row.hours for kind, row in stored.items()}:
            return {}
        before = item.kinds_of(load) if stored else None
        if not stored and wanted == item.kinds_of(load):
            return {}
        for row in stored.values():
            load.kinds.remove(row)
            db.session.delete(row)
        db.session.flush()
        for kind, hours in wanted.items():
            load.kinds.append(LoadHours(organization_id=load.organization_id, load_id=load.id, kind=kind, hours=hours))
        return {"kinds": (before, wanted or None)}

    def _subgroup(self, item: queries.ItemLoad, name: str, members: Iterable[int]) -> Subgroup:
        organization_id = self.group_term.organization_id
        row = Subgroup(
            organization_id=organization_id, group_term_id=self.group_term.id, curriculum_term_id=item.term.id, name=name[:50]
        )
        db.session.add(row)
        db.session.flush()
        for student in members:
            db.session.add(SubgroupMember(organization_id=organization_id, subgroup_id=row.id, student_id=student))
        return row

    def _give(self, load: TeachingLoad, person: Employee, starts_on: date) -> None:
        db.session.add(
            LoadTeacher(
                organization_id=load.organization_id, load_id=load.id, employee_id=person.id, starts_on=starts_on
            )
        )

    def _teacher(
        self, item: queries.ItemLoad, load: TeachingLoad, person: Employee | None, starts_on: date
    ) -> audit.Changes:
        """Correct the teacher of a load that has no lessons yet; with lessons it takes a replacement by an order."""
        present = queries.teacher_of(load)
        if present is None:
            if person is None:
                return {}
            self._give(load, person, starts_on)
            return {"teacher": (None, person.full_name)}
        same = person is not None and present.employee_id == person.id
        if same and (load.id in self.taught or len(load.teachers) > 1 or present.starts_on == starts_on):
            return {}
        self._require_untouched(item, load)
        old = present.employee.full_name
        if person is None:
            db.session.delete(present)
            return {"teacher": (old, None)}
        changes: audit.Changes = {} if same else {"teacher": (old, person.full_name)}
        if present.starts_on != starts_on:
            changes["starts_on"] = (present.starts_on, starts_on)
        present.employee_id, present.starts_on = person.id, starts_on
        return changes

    def _regroup(self, item: queries.ItemLoad, load: TeachingLoad, members: frozenset[int]) -> audit.Changes:
        present = {member.student_id: member for member in load.subgroup.members}  # type: ignore[union-attr]
        gone, new = present.keys() - members, members - present.keys()
        if not gone and not new:
            return {}
        for student in gone:
            db.session.delete(present[student])
        for student in new:
            db.session.add(
                SubgroupMember(organization_id=load.organization_id, subgroup_id=load.subgroup_id, student_id=student)
            )
        return {"members": (sorted(present), sorted(members))}

    def _take_away(self, item: queries.ItemLoad, load: TeachingLoad) -> None:
        self._require_untouched(item, load)
        label, subgroup = label_of(load), load.subgroup
        audit.record(self.actor, "remove_load", load, changes={"hours": (load.hours, None)}, label=label)
        with explained(label):
            for row in (*load.teachers, *load.kinds):
                db.session.delete(row)
            db.session.flush()
            db.session.delete(load)
            db.session.flush()
            if subgroup is not None:
                for member in subgroup.members:
                    db.session.delete(member)
                db.session.flush()
                db.session.delete(subgroup)
                db.session.flush()

    def _require_untouched(self, item: queries.ItemLoad, load: TeachingLoad) -> None:
        if load.id in self.taught or len(load.teachers) > 1:
            raise Refused(
                N_("«%(item)s» already has lessons or a replacement: replace the teacher by an order instead."),
                field=f"{item.term.id}-teacher",
                item=str(item.term.item),
            )


def require_works(person: Employee, day: date, *, field: str = "employee") -> Employee:
    """Give ``person``; raises Refused for one who does not work on ``day`` any more."""
    if person.dismissed_on is not None and person.dismissed_on < day:
        raise Refused(N_("%(name)s has been dismissed."), field=field, name=person.full_name)
    return person


def label_of(load: TeachingLoad) -> str:
    """Name a load: item, group, subgroup."""
    parts = [str(load.curriculum_term.item), load.group_term.group.name]
    return ", ".join([*parts, load.subgroup.name] if load.subgroup else parts)


def digest(items: Sequence[queries.ItemLoad]) -> str:
    """Give the state of the loads of a term in 16 characters."""
    state = [
        (
            load.id, load.hours, sorted((k.kind, k.hours) for k in load.kinds), [(t.employee_id, t.starts_on, t.ends_on) for t in load.teachers],
            sorted(m.student_id for m in load.subgroup.members) if load.subgroup else None,
        )
        for item in items
        for load in item.loads
    ]  # fmt: skip
    return hashlib.sha256(repr(state).encode()).hexdigest()[:16]


def _key(name: str | None) -> str:
    return "" if name is None else clean(name).casefold() or " "


def _members(part: PartRow, load: TeachingLoad | None) -> frozenset[int]:
    if part.members is not None:
        return part.members
    if load is None or load.subgroup is None:
        return frozenset()
    return frozenset(member.student_id for member in load.subgroup.members)
