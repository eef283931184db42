"""A second college sees nothing: every route that names a thing, generated from the URL map, asked with the ids of the first."""

import pytest
from flask import url_for

from app.access.permissions import Resource
from app.access.scope import unscoped
from app.acts.models import LocalActVersion
from app.audit.operations import record
from app.coordination.models import CoordinatorAppointment
from app.core.actor import Actor
from app.core.clock import now, today
from app.core.transaction import transaction
from app.inaccuracies.models import DiscrepancyStatement
from app.oversight.models import ProtectionMeasure, SecurityIncident
from tests.architecture.test_routes import ROLES, SCRIPT, allowed, digest, guarded

# What is the same for all colleges, or answers by a code that is public by design.
SHARED = frozenset({Resource.HOME})


@pytest.fixture
def seeded(app, college):
    """Give the first college one row of each table of the Instruction, beside what the world has."""
    own = {"organization_id": college.id}
    day = today("Europe/Samara")
    with app.app_context(), unscoped(), transaction() as session:
        session.add_all([
            DiscrepancyStatement(since=day, reporter_name="П", section="С", subject_type="student", subject_id=college.students[0], record="Запись",
                                 field="Ф", in_system="1", actual="2", before="[]", **own),
            CoordinatorAppointment(employee_id=college.employees["coordinator"], order_number="1", order_date=day, starts_on=day, **own),
            LocalActVersion(number="1", approved_on=day, **own),
            SecurityIncident(found_at=now(), summary="И", what="Ч", people=1, **own),
            ProtectionMeasure(code="1", name="М", state="planned", **own),
        ])  # fmt: skip
        record(Actor.system(college.id), "test", "test")
    return app


def places(app, role, method):
    """Give the addresses with the id 1, which everywhere is a row of the first college, that the matrix gives ``role``."""
    found = []
    for rule, verb, needed in guarded(app):
        if verb == method and rule.arguments and needed.resource not in SHARED and allowed(role, needed):
            with app.test_request_context():
                found.append(url_for(rule.endpoint, _method=method, **dict.fromkeys(rule.arguments, 1)))
    return found


@pytest.mark.parametrize("role", ROLES)
def test_what_one_college_opens_is_not_there_for_the_same_role_of_another(seeded, client_as, world, role):
    home, foreign, before = client_as(role), client_as(role, world.foreign), digest(seeded)
    seen, leaks = 0, []
    for place in places(seeded, role, "GET"):
        status = foreign.get(place, headers=SCRIPT).status_code
        if status in (200, 302) and home.get(place, headers=SCRIPT).status_code == status:
            leaks.append((place, status))
        seen += status == 404
    for place in places(seeded, role, "POST"):
        status = foreign.post(place, headers=SCRIPT).status_code
        if status not in (400, 404, 409, 415, 422):
            leaks.append(("POST", place, status))
    assert leaks == [] and (seen > 40 or role not in ("director", "coordinator", "deputy", "secretary"))
    assert digest(seeded) == before
