"""The page of mail: whether letters go, to whom, what would be sent, what failed and why."""

from __future__ import annotations

from typing import Any

from flask import flash, g, redirect, request, url_for
from flask_appbuilder import BaseView, expose
from flask_appbuilder.security.decorators import permission_name
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.access.attempt import Attempt
from app.access.permissions import Resource
from app.audit.titles import register_acts
from app.core.clock import today
from app.core.routing import whole
from app.mail import operations, queries

SHOWN, PEOPLE = 100, 10
register_acts(
    {
        "leave_letters": _l("left letters to be sent"), "send_mail": _l("sent the letter by e-mail"), "fail_mail": _l("could not send the letter"),
        "forget_mail": _l("forgot the old letter"),
    }
)  # fmt: skip


class MailView(BaseView):
    """Letters by e-mail."""

    route_base = "/mail"
    class_permission_name = Resource.MAIL
    default_view = "show"

    @expose("/")
    @permission_name("read")
    def show(self) -> Any:
        """Show whether letters go, and the newest of them."""
        return self._page(Attempt())

    @expose("/try", methods=["POST"])
    @permission_name("update")
    def try_out(self) -> Any:
        """Send a letter of trial to the acting person."""
        attempt = Attempt.of(lambda: operations.try_out(g.actor))
        if attempt.refusal:
            return self._page(attempt), attempt.status
        flash(_("The letter of trial is left to be sent; look here in a minute."), "success")
        return redirect(url_for("MailView.show"), 303)

    @expose("/preview")
    @permission_name("read")
    def preview(self) -> Any:
        """Show what the reminders would say now, to whom, some people a page."""
        college, page = g.actor.organization_id, max(request.args.get("page", 1, type=whole), 1)
        total = len(queries.recipients(college, today(g.actor.zone)))
        waits = operations.what_waits(college, slice((page - 1) * PEOPLE, page * PEOPLE))
        rows = [(person, operations.told_of(count, late)) for person, count, late in waits]
        pages = max(1, -(-total // PEOPLE))
        return self.render_template("mail/preview.html", title=_("What would be sent"), rows=rows, total=total, page=page, pages=pages)

    def _page(self, attempt: Attempt) -> str:
        college = g.actor.organization_id
        people = queries.recipients(college, today(g.actor.zone))
        return self.render_template(
            "mail/show.html", title=_("Mail"), server=queries.server(college), hour=queries.hour(college), link=queries.link("/"),
            letters=queries.letters(SHOWN), without=[one for one in people if not one.address], people=len(people), attempt=attempt,
        )  # fmt: skip
