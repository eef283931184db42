"""From a form to a record: filled from the address, checked, written in a transaction, drawn again with its refusals."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import g, request

from app.access.crud_display import value_of
from app.access.crud_fields import RelatedField
from app.access.crud_forms import ORIGIN, VERSION, CrudForm, unique_problems, version_of
from app.access.crud_setup import CrudSetup
from app.core.errors import Conflict, DomainError, Forbidden
from app.core.text import N_
from app.core.transaction import transaction


class Forming(CrudSetup):
    """What adding and changing a record have in common."""

    def _prefill(self, form: CrudForm) -> None:
        """Take related rows from the address (``?group=5``): how a card's «add» leads to a filled form."""
        for name, value in request.args.items():
            target = form._fields.get(name)
            if type(target) is RelatedField:
                target.data = target.choices.one(value)

    def _valid(self, form: CrudForm, item: Any | None) -> bool:
        """Check fields, rules and unique keys; all refusals land in the form."""
        if not form.validate():
            return False
        values = form.values()
        for refusal in self.problems(values, item):
            form.add_error(refusal)
        for name, other in unique_problems(self.datamodel, values, item, g.actor.organization_id):
            form.add_error(Conflict(N_("This is already taken by «%(name)s»."), field=name, name=other))
        return not form.problem_count

    def _attempt(self, form: CrudForm, write: Callable[[], Any]) -> Any | None:
        """Run a write in a transaction; give its record, or None with the refusal in the form."""
        try:
            with transaction():
                return write()
        except Forbidden:
            raise
        except DomainError as refusal:
            form.forget_options()
            form.add_error(refusal)
            form.status = refusal.status
            return None

    def _change_fresh(self, pk: str, form: CrudForm) -> Any:
        """Change the record as it is now; raise Conflict when it is not the one the form was drawn from."""
        item = self._changeable(pk, fresh=True)
        if form[VERSION].data != version_of(item, self.edit_columns):
            form.merge({name: self._shown(item, name) for name in self.edit_columns if hasattr(item, name)})
            raise Conflict(
                N_("Somebody has changed this record meanwhile. Compare the values: saving again keeps what stands in the fields.")
            )
        return self.change(item, form.values())

    def _shown(self, item: Any, name: str) -> tuple[Any, str]:
        value = value_of(item, name)
        return value, str(self.writer.text(value, name))

    def _form_page(self, form: CrudForm, title: Any, fieldsets: Any, item: Any | None = None) -> Any:
        shown = self.render_template(
            self.add_template if item is None else self.edit_template,
            title=title if item is None else f"{title}: {item}",
            view=self,
            form=form,
            item=item,
            fieldsets=fieldsets or [("", {"fields": [f.name for f in form if f.name not in ("csrf_token", VERSION, ORIGIN)]})],
            back=self.back_address() if item is None else self.address(item),
        )
        return shown, (form.status or 422) if form.problem_count else 200
