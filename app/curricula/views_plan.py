"""Pages of the plan itself: the import with its preview, and lines typed by hand."""

from __future__ import annotations

from typing import Any

from flask import flash, g, redirect, request, url_for
from flask_appbuilder import BaseView, expose
from flask_appbuilder.security.decorators import permission_name
from flask_babel import gettext as _

from app.access.permissions import Resource
from app.core.errors import NotFound
from app.core.text import N_
from app.core.transaction import transaction
from app.curricula import editing, operations, operations_items, pages, queries
from app.curricula.forms import ItemForm, PreviewForm, UploadForm, item_form, pack, unpack
from app.curricula.models import Curriculum, CurriculumItem
from app.curricula.titles import OUTCOME_TITLES
from app.curricula.tree import Plan


class PlanImportView(BaseView):
    """A plan file: upload, look, confirm. Nothing is written before the confirmation."""

    route_base = "/curricula/import"
    default_view = "upload"
    class_permission_name = Resource.CURRICULUM

    @expose("/", methods=["GET", "POST"])
    @permission_name("import")
    def upload(self) -> Any:
        """Ask for the file; a sound one is shown."""
        form = UploadForm()
        if not form.validate_on_submit():
            status = 422 if form.problem_count else 200
            return self.render_template("curricula/upload.html", title=_("Upload a plan file"), form=form), status
        plan = form.plan
        year = form.intake_year.data or plan.intake_year
        shown = PreviewForm(
            formdata=None, token=pack(g.actor, plan), intake_year=year, base=plan.base, qualification=plan.qualification
        )
        return self._preview(shown, plan)

    @expose("/preview", methods=["POST"])
    @permission_name("import")
    def preview(self) -> Any:
        """Show the plan again with another year, base or qualification."""
        form = PreviewForm()
        form.validate()
        return self._preview(form, self._plan(form))

    @expose("/save", methods=["POST"])
    @permission_name("import")
    def save(self) -> Any:
        """Save what was shown, all or nothing."""
        form = PreviewForm()
        plan = self._plan(form)
        done = form.attempt(lambda: self._import(form, plan)) if form.validate() else None
        if done is None:
            return self._preview(form, plan)
        told = {
            operations.SAME: _("The same plan is stored already: nothing was changed."),
            operations.CREATED: _("The plan is saved."),
            operations.NEW_VERSION: _("The plan is saved as version %(number)s.", number=done.curriculum.version),
        }
        flash(told[done.outcome], "info" if done.outcome == operations.SAME else "success")
        return redirect(url_for("CurriculumView.show", pk=done.curriculum.id), 303)

    def _plan(self, form: PreviewForm) -> Plan:
        plan = unpack(g.actor, form.token.data or "")
        return pages.with_head(plan, form.base.data, form.qualification.data or "")

    def _import(self, form: PreviewForm, plan: Plan) -> operations.Imported:
        seen = form.against.data or ""
        with transaction():
            return operations.import_plan(
                g.actor,
                plan,
                form.intake_year.data or 0,
                against=int(seen) if seen.isascii() and seen.isdigit() else None,
            )

    def _preview(self, form: PreviewForm, plan: Plan) -> Any:
        refused = form.problem_count
        wrong = any(field.errors for field in form)
        proposal = None if wrong else form.attempt(lambda: operations.propose(plan, form.intake_year.data or 0))
        form.against.data = str(proposal.against.id if proposal and proposal.against else 0)
        page = self.render_template(
            "curricula/preview.html",
            title=_("Preview of the plan"),
            form=form,
            plan=plan,
            table=pages.table_of(plan),
            proposal=proposal,
            outcome=OUTCOME_TITLES[proposal.outcome] if proposal else "",
            changes=pages.changes_of(proposal.changes) if proposal else [],
        )
        return page, (form.status or 422) if refused else 200


class CurriculumItemView(BaseView):
    """Lines of a plan typed by hand; every form works without scripts."""

    route_base = "/curricula"
    default_view = "add"
    class_permission_name = Resource.CURRICULUM

    @expose("/<pk>/items/add", methods=["GET", "POST"])
    @permission_name("update")
    def add(self, pk: str) -> Any:
        """Add a line."""
        curriculum = queries.curriculum(_number(pk))
        plan = queries.plan_of(curriculum)
        form = item_form(plan, **editing.beginning(plan, request.args.get("parent", "")))
        if form.validate_on_submit() and form.attempt(lambda: self._add(curriculum, form)) is not None:
            flash(_("Added: %(name)s.", name=form.item().title), "success")
            return self._onward(curriculum, form)
        return self._form(form, curriculum, _("New line"), None)

    @expose("/items/<pk>/edit", methods=["GET", "POST"])
    @permission_name("update")
    def edit(self, pk: str) -> Any:
        """Change a line."""
        row = queries.item(_number(pk))
        plan = queries.plan_of(row.curriculum)
        form = item_form(plan)
        if request.method == "GET":
            form.fill(next(item for item in plan.items if item.key == row.item_key))
        elif form.validate() and form.attempt(lambda: self._change(row.id, form)) is not None:
            flash(_("Saved: %(name)s.", name=form.item().title), "success")
            return self._onward(row.curriculum, form)
        return self._form(form, row.curriculum, _("Line of the plan"), row)

    @expose("/items/<pk>/delete", methods=["POST"])
    @permission_name("update")
    def delete(self, pk: str) -> Any:
        """Delete a line with what is under it."""
        with transaction():
            row = queries.item(_number(pk))
            curriculum, name = row.curriculum_id, str(row)
            operations_items.remove_item(g.actor, row)
        flash(_("Deleted: %(name)s.", name=name), "success")
        return redirect(url_for("CurriculumView.show", pk=curriculum), 303)

    @expose("/items/<pk>/move", methods=["POST"])
    @permission_name("update")
    def move(self, pk: str) -> Any:
        """Move a line up or down among its neighbours."""
        with transaction():
            row = queries.item(_number(pk))
            operations_items.move_item(g.actor, row, up=request.form.get("direction") == "up")
        return redirect(url_for("CurriculumView.show", pk=row.curriculum_id, _anchor=f"line-{row.id}"), 303)

    def _add(self, curriculum: Curriculum, form: ItemForm) -> CurriculumItem:
        item = form.item()
        with transaction():
            return operations_items.add_item(g.actor, queries.curriculum(curriculum.id), item)

    def _change(self, pk: int, form: ItemForm) -> bool:
        item = form.item()
        with transaction():
            return operations_items.change_item(g.actor, queries.item(pk), item, seen=form.seen.data or None)

    def _onward(self, curriculum: Curriculum, form: ItemForm) -> Any:
        """Go on to the next line of the same parent, or back to the plan."""
        if request.form.get("next") == "another":
            return redirect(url_for("CurriculumItemView.add", pk=curriculum.id, parent=form.parent.data), 303)
        return redirect(url_for("CurriculumView.show", pk=curriculum.id), 303)

    def _form(self, form: ItemForm, curriculum: Curriculum, title: str, row: CurriculumItem | None) -> Any:
        page = self.render_template(
            "curricula/item.html",
            title=f"{title}: {row}" if row else title,
            form=form,
            curriculum=curriculum,
            item=row,
            columns=pages.hour_columns(),
            controls=pages.control_titles(),
        )
        return page, (form.status or 422) if form.problem_count else 200


def _number(pk: str) -> int:
    if not (pk.isascii() and pk.isdigit()) or len(pk) > 18:
        raise NotFound(N_("There is no such curriculum."))
    return int(pk)
