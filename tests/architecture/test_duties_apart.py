"""Who may do what with each object of the work, as the office and the Instruction part the duties; the matrix of rights is held to it."""

import pytest

from app.access.permissions import MATRIX, Action, Resource, Role

_ROLES = {
    "director": Role.DIRECTOR, "deputy": Role.DEPUTY, "coordinator": Role.COORDINATOR, "head": Role.HEAD_OF_DEPARTMENT, "secretary": Role.SECRETARY,
    "methodist": Role.METHODIST, "curator": Role.CURATOR, "teacher": Role.TEACHER, "hr": Role.HR, "operator": Role.OPERATOR,
}  # fmt: skip
# object → who creates or changes it, who approves or signs; among the roles above. Whoever is not named does not.
WRITES = {
    Resource.ACCOUNT: "coordinator director", Resource.ROLE_GRANT: "coordinator director", Resource.APPOINTMENT: "director",
    Resource.STUDENT: "coordinator head secretary curator", Resource.BENEFIT: "secretary curator", Resource.ORDER: "coordinator head secretary",
    Resource.CURRICULUM: "coordinator methodist", Resource.WORK_PROGRAMME: "methodist teacher", Resource.LESSON_PLAN: "teacher",
    Resource.EMPLOYEE: "director coordinator hr", Resource.TEACHING_LOAD: "deputy head", Resource.JOURNAL: "teacher",
    Resource.DEBT: "deputy head secretary", Resource.INACCURACY: "director deputy coordinator head secretary methodist curator teacher hr",
    Resource.CLOSING: "", Resource.REOPENING: "director", Resource.AUDIT: "",
}  # fmt: skip
DECIDES = {
    Resource.APPOINTMENT: "", Resource.ORDER: "director deputy", Resource.CURRICULUM: "director deputy", Resource.WORK_PROGRAMME: "director deputy",
    Resource.LESSON_PLAN: "deputy head methodist", Resource.TEACHING_LOAD: "director", Resource.DEBT: "director deputy head",
    Resource.INACCURACY: "director", Resource.CLOSING: "director head", Resource.REOPENING: "deputy coordinator", Resource.AUDIT: "",
}  # fmt: skip


def holders(resource, *actions):
    return {name for name, role in _ROLES.items() if MATRIX.get((resource, role), frozenset()) & set(actions)}


@pytest.mark.parametrize("resource", WRITES, ids=str)
def test_an_object_is_written_by_those_who_answer_for_it(resource):
    assert holders(resource, Action.CREATE, Action.UPDATE) == set(WRITES[resource].split())


@pytest.mark.parametrize("resource", DECIDES, ids=str)
def test_an_object_is_decided_by_those_who_did_not_fill_it(resource):
    assert holders(resource, Action.APPROVE, Action.SIGN) == set(DECIDES[resource].split())


def test_the_separation_of_duties():
    assert holders(Resource.CLOSING, Action.CLOSE) == {"deputy"} and holders(Resource.CLOSING, Action.ANNOUNCE) == {"deputy", "coordinator"}
    assert holders(Resource.JOURNAL, Action.APPROVE) == {"director", "deputy"}  # a changed old mark, never by who filled it
    assert holders(Resource.SHEET, Action.ISSUE) == {"coordinator", "secretary"}
    assert holders(Resource.AUDIT, Action.READ) == {"director", "coordinator"}
    # The operator reads aggregates and the statements sent to it, and writes nowhere but in the own profile.
    writes = {resource for (resource, role), actions in MATRIX.items() if role == Role.OPERATOR and actions & {Action.CREATE, Action.UPDATE, Action.DELETE}}
    assert writes == {Resource.PROFILE}
    # Special fields are revealed by their own right, logged; of the log nothing can be done but to read it and take it away.
    assert holders(Resource.PERSONAL_FILE, Action.REVEAL) == {"director", "coordinator", "secretary", "curator"}
    assert all(actions <= {Action.READ, Action.EXPORT} for (resource, _role), actions in MATRIX.items() if resource == Resource.AUDIT)
