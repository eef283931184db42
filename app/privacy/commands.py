"""What the command ``training-copy`` does, inside an application context."""

from pathlib import Path

from flask_babel import gettext as _

from app.core.actor import Actor
from app.core.transaction import transaction
from app.extensions import db
from app.privacy import copying


def training_copy(folder: Path) -> dict[str, object]:
    """Make a training copy in ``folder`` and record it; DomainError says why not."""
    db.session.commit()
    made = copying.make(db.engine, folder)
    with transaction():
        copying.note(Actor.system(None, "training-copy"), made)
    logins: dict[str, str] = {}
    for title, login in made.logins:
        logins[_(title)] = ", ".join(part for part in (logins.get(_(title)), login) if part)
    return {_("Folder"): str(made.folder), _("Rows"): made.rows, _("Password of all"): made.password, **logins}
