"""What the regulation asks about the local act: each approved version is published on the site within its term."""

from collections.abc import Iterable

from flask_babel import gettext as _

from app.acts import queries
from app.deadlines import defaults
from app.deadlines.rules import Event
from app.deadlines.sources import Span, source


@source(defaults.LOCAL_ACT)
def publications(span: Span) -> Iterable[Event]:
    """Versions of the act by the day of approval: due published."""
    for one in queries.versions():
        if span.since <= one.approved_on <= span.until:
            yield Event(
                defaults.LOCAL_ACT, _("Publication of the local act %(act)s", act=str(one)), one.approved_on, one.published_on, None,
                ("LocalActView.show", "pk", one.id),
            )  # fmt: skip
