"""The route by which a card reveals one special value; the reason is asked once a working session."""

from __future__ import annotations

from typing import Any

from flask import g, request, session
from flask_appbuilder import expose
from flask_appbuilder.security.decorators import permission_name
from flask_babel import gettext as _

from app.access.crud import Crud
from app.core.errors import DomainError
from app.core.transaction import transaction

REASON = "reveal_reason"


class RevealRoutes(Crud):
    """A card with special values; a feature says how one of them is disclosed and written in words."""

    def disclose(self, item: Any, what: str, reason: str) -> str:
        """Give a value by its feature's verb, which logs the look."""
        raise NotImplementedError

    def in_words(self, what: str, value: str) -> str:
        """Write a disclosed value for people."""
        return value

    @expose("/reveal/<pk>", methods=["POST"])
    @permission_name("reveal")
    def reveal(self, pk: str) -> Any:
        """Show one special value on the card; the reason is asked once a working session, every look is logged."""
        item, what = self._item(pk), request.form.get("what", "")
        reason = request.form.get("reason", "") or session.get(REASON, "")
        try:
            with transaction():
                value = self.disclose(self._item(pk, fresh=True), what, reason)
        except DomainError as refusal:
            if refusal.field != "reason":
                raise
            g.reveal_refusal = _(refusal.msgid, **refusal.params)
            return self.show(str(item.id)), 422
        session[REASON] = reason
        g.revealed = {what: self.in_words(what, value)}
        return self.show(pk)
