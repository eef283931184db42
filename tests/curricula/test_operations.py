"""What the verbs of curricula do to the database, on both engines."""

from dataclasses import replace
from decimal import Decimal

import pytest
from sqlalchemy import func, select

from app.audit.models import AuditEvent
from app.core.errors import Conflict, Forbidden, Invalid
from app.core.transaction import transaction
from app.curricula import operations, operations_items, operations_life, queries
from app.curricula.comparison import difference
from app.curricula.models import Curriculum, CurriculumItem, CurriculumTerm, Programme, Specialty, TermControl
from app.curricula.plan_file import read_plan
from app.curricula.rules import hours_by_semester, settled
from app.curricula.tree import Control, Item, Term
from app.extensions import db
from tests.factories import TODAY


@pytest.fixture
def plan(small_plx):
    """Give a small plan of another specialty than the world's."""
    small_plx.programme["Шифр"] = "38.02.01"
    small_plx.programme["Название"] = "Экономика и бухгалтерский учёт"
    return read_plan(small_plx.file())


@pytest.fixture
def methodist(app, on_behalf):
    """Act as a methodist inside the application."""
    with app.app_context(), on_behalf("methodist") as actor:
        yield actor


def imported(actor, plan, year=2024, **more):
    with transaction():
        return operations.import_plan(actor, plan, year, **more)


def count(model):
    return db.session.scalar(select(func.count()).select_from(model))


def discipline(code="ОП.02", parent="CYCLE/ОПЦ", hours=36, **more):
    terms = (Term(1, lectures=Decimal(hours), controls=(Control("З"),)),)
    return Item("", code, f"Дисциплина {code}", "discipline", parent, terms=terms, **more)


def test_a_plan_is_stored_as_it_was_read(engine_app, on_behalf, plan):
    with engine_app.app_context(), on_behalf("methodist") as actor:
        done = imported(actor, plan)
        db.session.expire_all()
        stored = queries.plan_of(queries.curriculum(done.curriculum.id))
        assert done.outcome == "created"
        assert (done.curriculum.version, done.curriculum.status) == (1, "draft")
        assert difference(settled(stored), settled(plan)) == ()
        assert hours_by_semester(stored) == [36, 36, 78, 222]
        assert stored.findings == ()


def test_specialty_and_programme_come_with_the_plan_once(methodist, plan):
    before = count(Specialty), count(Programme)
    imported(methodist, plan)
    imported(methodist, plan, 2025)
    assert (count(Specialty), count(Programme)) == (before[0] + 1, before[1] + 1)


def test_the_same_plan_again_changes_nothing(methodist, plan):
    first = imported(methodist, plan)
    events = count(AuditEvent)
    again = imported(methodist, plan)
    assert again.outcome == "same"
    assert again.curriculum.id == first.curriculum.id
    assert count(AuditEvent) == events


def test_the_real_plan_again_changes_nothing(methodist, real_file):
    first = imported(methodist, read_plan(real_file))
    assert len(queries.items_of(first.curriculum.id)) == 69
    assert imported(methodist, read_plan(real_file)).outcome == "same"


def test_a_shortened_plan_again_changes_nothing(methodist, small_plx):
    small_plx.head["Сокращённое"] = True
    cycle = small_plx.cycle("ЕН")
    row = small_plx.row("ЕН.01", "Математика", cycle, hours=100)
    small_plx.fact(row, 1, 1, 101, 36)
    small_plx.fact(row, 1, 1, 3)
    plan = read_plan(small_plx.file())
    imported(methodist, plan)
    assert imported(methodist, plan).outcome == "same"


def test_fractions_of_hours_reach_the_database(engine_app, on_behalf, plx):
    row = plx.row("ОП.01", "Право", plx.cycle("ОПЦ"))
    plx.fact(row, 1, 1, 101, "63.75")
    plx.fact(row, 1, 1, 3)
    with engine_app.app_context(), on_behalf("methodist") as actor:
        done = imported(actor, read_plan(plx.file()))
        db.session.expire_all()
        assert hours_by_semester(queries.plan_of(done.curriculum)) == [Decimal("63.75")]
        assert imported(actor, read_plan(plx.file())).outcome == "same"


def test_a_changed_plan_becomes_a_new_version_and_the_old_one_stays(methodist, plan):
    first = imported(methodist, plan).curriculum
    changed = replace(plan, items=tuple(replace(i, name="ОС") if i.key == "ОП.01" else i for i in plan.items))
    done = imported(methodist, changed)
    assert (done.outcome, done.curriculum.version) == ("new_version", 2)
    assert [(c.field, c.old, c.new) for c in done.changes] == [("name", "Операционные системы", "ОС")]
    assert queries.plan_of(queries.curriculum(first.id)).item("ОП.01").name == "Операционные системы"


def test_a_line_keeps_its_key_under_a_new_index(methodist, plan):
    imported(methodist, plan)
    renamed = replace(
        plan, items=tuple(replace(i, key="ОП.09", code="ОП.09") if i.key == "ОП.01" else i for i in plan.items)
    )
    done = imported(methodist, renamed)
    stored = queries.plan_of(done.curriculum)
    assert stored.item("ОП.01").code == "ОП.09"


def test_saving_after_somebody_saved_another_version_is_refused(methodist, plan):
    imported(methodist, plan, against=0)
    changed = replace(plan, items=plan.items[:-1])
    with pytest.raises(Conflict, match="Another version"):
        imported(methodist, changed, against=0)


def test_a_plan_that_fails_half_way_leaves_nothing(methodist, plan):
    before = [count(model) for model in (Specialty, Programme, Curriculum, CurriculumItem, AuditEvent)]
    broken = replace(plan, items=(*plan.items, replace(plan.items[-1], kind="nonsense", key="Х")))
    with pytest.raises(Conflict):
        imported(methodist, broken)
    assert [count(model) for model in (Specialty, Programme, Curriculum, CurriculumItem, AuditEvent)] == before


@pytest.mark.parametrize(("change", "field"), [({"qualification": ""}, "qualification"), ({"base": ""}, "base")])
def test_a_head_that_is_not_complete_is_refused_at_its_field(methodist, plan, change, field):
    with pytest.raises(Invalid) as refusal:
        imported(methodist, replace(plan, **change))
    assert refusal.value.field == field


@pytest.mark.parametrize("role", ["teacher", "coordinator", "secretary"])
def test_only_who_may_import_imports(app, on_behalf, plan, role):
    with app.app_context(), on_behalf(role) as actor, pytest.raises(Forbidden):
        imported(actor, plan)


def test_another_college_with_the_same_plan_has_its_own_first_version(app, on_behalf, world, plan):
    with app.app_context():
        with on_behalf("methodist") as actor:
            imported(actor, plan)
        db.session.expire_all()
        with on_behalf("methodist", world.foreign) as actor:
            assert imported(actor, plan).outcome == "created"


def test_the_import_leaves_one_record_of_the_plan(methodist, plan):
    done = imported(methodist, plan)
    found = db.session.scalars(
        select(AuditEvent).where(AuditEvent.object_type == "curriculum", AuditEvent.object_id == done.curriculum.id)
    ).all()
    assert [event.action for event in found] == ["import"]
    assert '"372"' in found[0].details


def test_reading_a_stored_plan_costs_a_fixed_number_of_statements(methodist, plan, real_file):
    from sqlalchemy import event

    small, large = imported(methodist, plan).curriculum, imported(methodist, read_plan(real_file)).curriculum
    seen = []
    event.listen(db.engine, "before_cursor_execute", lambda *args: seen.append(args[2]))
    spent = []
    for curriculum in (small, large):
        db.session.expire_all()
        seen.clear()
        queries.plan_of(queries.curriculum(curriculum.id))
        spent.append(len([text for text in seen if text.lstrip().upper().startswith("SELECT")]))
    assert spent[0] == spent[1] <= 6


def test_typing_a_plan_by_hand(methodist, college):
    with transaction():
        programme = db.session.scalar(select(Programme))
        values = {"programme": programme, "intake_year": 2027, "fgos_order": None}
        curriculum = operations_life.create_curriculum(methodist, values)
        operations_items.add_item(methodist, curriculum, Item("", "ОПЦ", "Общепрофессиональный цикл", "cycle"))
        row = operations_items.add_item(methodist, curriculum, discipline("ОП.01"))
    stored = queries.plan_of(curriculum)
    assert [(item.code, item.kind, stored.depth(item)) for item in stored.items] == [
        ("ОПЦ", "cycle", 0), ("ОП.01", "discipline", 1)
    ]  # fmt: skip
    assert row.item_key == "ОП.01"
    assert stored.item("ОП.01").term(1).has("З")


def test_a_new_line_stands_at_the_end_of_its_parent(methodist, plan):
    curriculum = imported(methodist, plan).curriculum
    with transaction():
        operations_items.add_item(methodist, curriculum, discipline())
    codes = [item.code for item in queries.plan_of(curriculum).items]
    assert codes == ["ОПЦ", "ОП.01", "ОП.02", "ПЦ", "ПМ.01", "МДК.01.01", "УП.01.01", "ПМ.01.ЭК"]


@pytest.mark.parametrize(
    ("item", "field"),
    [
        (Item("", "ОП.02", "", "discipline", "CYCLE/ОПЦ"), "name"),
        (Item("", "", "Право", "discipline", "CYCLE/ОПЦ"), "code"),
        (Item("", "ОП.01", "Право", "discipline", "CYCLE/ОПЦ"), "code"),
        (Item("", "ОП.02", "Право", "discipline", None), "parent"),
        (Item("", "ОП.02", "Право", "discipline", "ОП.01"), "parent"),
        (Item("", "ОП.02", "Право", "discipline", "нет такого"), "parent"),
        (Item("", "ЭК", "Экзамен", "module_exam", "CYCLE/ОПЦ"), "parent"),
        (Item("", "ПМ.02", "Модуль", "module", "ПМ.01"), "parent"),
        (Item("", "ПМ.02", "Модуль", "module", "CYCLE/ПЦ", terms=(Term(1, lectures=Decimal(2)),)), "kind"),
    ],
)
def test_what_cannot_be_a_line_is_refused_at_its_field(methodist, plan, item, field):
    curriculum = imported(methodist, plan).curriculum
    with pytest.raises(Invalid) as refusal, transaction():
        operations_items.add_item(methodist, curriculum, item)
    assert refusal.value.field == field


def test_changing_a_line_keeps_its_key_and_tells_the_log(methodist, plan):
    curriculum = imported(methodist, plan).curriculum
    row = next(row for row in queries.items_of(curriculum.id) if row.code == "ОП.01")
    with transaction():
        assert operations_items.change_item(methodist, row, discipline("ОП.05", hours=40))
    db.session.expire_all()
    stored = queries.plan_of(queries.curriculum(curriculum.id)).item("ОП.01")
    assert (stored.code, stored.total, len(stored.terms)) == ("ОП.05", 40, 1)
    told = db.session.scalar(select(AuditEvent.details).where(AuditEvent.object_type == "curriculum_item"))
    assert '"controls (1)": ["ДР", "З"]' in told


def test_a_change_that_changes_nothing_is_not_written(methodist, plan):
    curriculum = imported(methodist, plan).curriculum
    row = next(row for row in queries.items_of(curriculum.id) if row.code == "МДК.01.01")
    same = queries.plan_of(curriculum).item("МДК.01.01")
    events = count(AuditEvent)
    with transaction():
        assert operations_items.change_item(methodist, row, same) is False
    assert count(AuditEvent) == events


def test_a_joint_control_survives_the_form_that_cannot_show_it(methodist, plan):
    item = plan.item("ОП.01")
    joint = replace(item, terms=(item.terms[0], replace(item.terms[1], controls=(Control("ДЗ", "2.1"),))))
    curriculum = imported(
        methodist, replace(plan, items=tuple(joint if i is item else i for i in plan.items))
    ).curriculum
    row = next(row for row in queries.items_of(curriculum.id) if row.code == "ОП.01")
    with transaction():
        operations_items.change_item(methodist, row, replace(item, name="ОС"))
    assert queries.plan_of(curriculum).item("ОП.01").term(2).controls == (Control("ДЗ", "2.1"),)


def test_a_line_changed_meanwhile_is_refused(methodist, plan):
    curriculum = imported(methodist, plan).curriculum
    row = next(row for row in queries.items_of(curriculum.id) if row.code == "ОП.01")
    with pytest.raises(Conflict, match="meanwhile"), transaction():
        operations_items.change_item(methodist, row, discipline(), seen="0" * 16)


def test_a_line_moves_with_its_parts_to_another_parent(methodist, plan):
    curriculum = imported(methodist, plan).curriculum
    row = next(row for row in queries.items_of(curriculum.id) if row.code == "ПМ.01")
    module = queries.plan_of(curriculum).item("ПМ.01")
    with transaction():
        operations_items.change_item(methodist, row, replace(module, parent="CYCLE/ОПЦ"))
    codes = [item.code for item in queries.plan_of(curriculum).items]
    assert codes == ["ОПЦ", "ОП.01", "ПМ.01", "МДК.01.01", "УП.01.01", "ПМ.01.ЭК", "ПЦ"]


def test_a_module_cannot_stand_in_itself(methodist, plan):
    curriculum = imported(methodist, plan).curriculum
    row = next(row for row in queries.items_of(curriculum.id) if row.code == "ПЦ")
    cycle = queries.plan_of(curriculum).item("CYCLE/ПЦ")
    with pytest.raises(Invalid), transaction():
        operations_items.change_item(methodist, row, replace(cycle, parent="CYCLE/ПЦ"))


def test_lines_change_places_with_all_that_is_under_them(methodist, plan):
    curriculum = imported(methodist, plan).curriculum
    rows = queries.items_of(curriculum.id)
    with transaction():
        operations_items.move_item(methodist, next(r for r in rows if r.code == "ПЦ"), up=True)
    codes = [item.code for item in queries.plan_of(curriculum).items]
    assert codes == ["ПЦ", "ПМ.01", "МДК.01.01", "УП.01.01", "ПМ.01.ЭК", "ОПЦ", "ОП.01"]
    with transaction():
        operations_items.move_item(methodist, next(r for r in rows if r.code == "ПЦ"), up=False)
        operations_items.move_item(methodist, next(r for r in rows if r.code == "УП.01.01"), up=False)
    codes = [item.code for item in queries.plan_of(curriculum).items]
    assert codes == ["ОПЦ", "ОП.01", "ПЦ", "ПМ.01", "МДК.01.01", "ПМ.01.ЭК", "УП.01.01"]


def test_removing_a_module_removes_its_parts_and_their_controls(engine_app, on_behalf, plan):
    with engine_app.app_context(), on_behalf("methodist") as actor:
        curriculum = imported(actor, plan).curriculum
        controls = count(TermControl)
        row = next(row for row in queries.items_of(curriculum.id) if row.code == "ПМ.01")
        with transaction():
            assert operations_items.remove_item(actor, row) == 4
        assert [item.code for item in queries.plan_of(curriculum).items] == ["ОПЦ", "ОП.01", "ПЦ"]
        assert count(TermControl) == controls - 5


def test_a_draft_is_deleted_with_everything_in_it(methodist, plan):
    before = [count(model) for model in (CurriculumItem, CurriculumTerm, TermControl)]
    curriculum = imported(methodist, plan).curriculum
    with transaction():
        operations_life.delete_curriculum(methodist, curriculum)
    assert [count(model) for model in (CurriculumItem, CurriculumTerm, TermControl)] == before


def test_a_plan_by_which_groups_study_is_not_changed_in_place(methodist, college):
    used = queries.curriculum(college.curriculum_id)
    with transaction():
        used.status = "draft"
        from app.audit.operations import record

        record(methodist, "update", used)
    assert queries.is_used(used.id)
    row = queries.items_of(used.id)[1]
    for deed in (
        lambda: operations_items.add_item(methodist, used, discipline(parent="ОУП")),
        lambda: operations_items.remove_item(methodist, row),
        lambda: operations_items.move_item(methodist, row, up=True),
        lambda: operations_life.delete_curriculum(methodist, used),
    ):
        with pytest.raises(Conflict, match="Groups study"), transaction():
            deed()


def test_an_approved_plan_is_changed_only_as_a_new_version(app, on_behalf, plan):
    with app.app_context():
        with on_behalf("methodist") as actor:
            curriculum = imported(actor, plan).curriculum
            with pytest.raises(Forbidden), transaction():
                operations_life.approve_curriculum(actor, curriculum, "145", TODAY)
        with on_behalf("deputy") as deputy, transaction():
            operations_life.approve_curriculum(deputy, curriculum, "145", TODAY)
        with on_behalf("methodist") as actor:
            with pytest.raises(Conflict, match="approved"), transaction():
                operations_items.add_item(actor, curriculum, discipline())
            with transaction():
                copy = operations_life.copy_curriculum(actor, curriculum)
                operations_items.add_item(actor, copy, discipline())
            assert (copy.version, copy.status) == (2, "draft")
            changes = difference(queries.plan_of(curriculum), queries.plan_of(copy))
            assert [(change.kind, change.key) for change in changes] == [("added", "ОП.02")]


def test_approval_is_withdrawn_while_nobody_studies_by_the_plan(app, on_behalf, college, plan):
    with app.app_context(), on_behalf("methodist") as actor:
        curriculum = imported(actor, plan).curriculum
    with app.app_context(), on_behalf("director") as director:
        with transaction():
            curriculum = queries.curriculum(curriculum.id)
            operations_life.approve_curriculum(director, curriculum, "145", TODAY)
            operations_life.withdraw_approval(director, curriculum)
        assert curriculum.status == "draft"
        with pytest.raises(Conflict), transaction():
            operations_life.withdraw_approval(director, queries.curriculum(college.curriculum_id))


def test_what_a_semester_teaches(methodist, plan):
    curriculum = imported(methodist, plan).curriculum
    found = queries.terms_of_semester(curriculum.id, 4)
    assert [(term.item.code, [control.form for control in term.controls]) for term in found] == [
        ("МДК.01.01", ["ДЗ", "КРаб"]), ("УП.01.01", ["ДЗ"]), ("ПМ.01.ЭК", ["ЭМ"])
    ]  # fmt: skip
