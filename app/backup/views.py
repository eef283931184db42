"""The page of backups: one button, the copies made, the proof that all is whole."""

from typing import Any

from flask import g, send_file
from flask_appbuilder import BaseView, expose
from flask_appbuilder.security.decorators import permission_name
from flask_babel import gettext as _

from app.access.permissions import Action, Resource
from app.backup import checks, operations, queries, vault
from app.backup.commands import data_dir
from app.core.errors import Forbidden
from app.core.text import N_
from app.core.transaction import transaction
from app.extensions import db

MEDIA_TYPE = "application/octet-stream"


class BackupView(BaseView):
    """Backups of the installation."""

    route_base = "/backups"
    default_view = "page"
    class_permission_name = Resource.BACKUP

    @expose("/")
    @permission_name("read")
    def page(self) -> Any:
        """Show the button, the copies and the state of the recovery phrase."""
        return self._page()

    @expose("/make", methods=["POST"])
    @permission_name("create")
    def make(self) -> Any:
        """Make a copy and hand it over; it stays in the folder too."""
        path = vault.next_path(data_dir())
        manifest = operations.backup(db.engine, data_dir(), path)
        vault.prune(data_dir())
        with transaction():
            operations.note_made(g.actor, manifest, path.name)
        return send_file(path, mimetype=MEDIA_TYPE, as_attachment=True, download_name=path.name)

    @expose("/file/<name>")
    @permission_name("create")
    def file(self, name: str) -> Any:
        """Hand over a copy made before; it is encrypted."""
        return send_file(vault.path_of(data_dir(), name), mimetype=MEDIA_TYPE, as_attachment=True, download_name=name)

    @expose("/check", methods=["POST"])
    @permission_name("read")
    def check(self) -> Any:
        """Prove that nothing was lost or altered and show the result."""
        found = checks.verify(db.engine, data_dir())
        return self._page(problems=[_(problem.msgid, **problem.params) for problem in found])

    @expose("/phrase", methods=["POST"])
    @permission_name("approve")
    def phrase(self) -> Any:
        """Make the recovery phrase and show it this once."""
        if queries.colleges() > 1:
            raise Forbidden(
                N_(
                    "Several colleges share this installation: its recovery phrase is made on the server, by the command new-phrase."
                )
            )
        phrase = vault.new_phrase(data_dir())
        with transaction():
            operations.note_new_phrase(g.actor)
        return self._page(phrase=phrase)

    def _page(self, **more: Any) -> Any:
        key = vault.key(data_dir())
        return self.render_template(
            "backup/page.html",
            made=vault.made(data_dir()),
            folder=data_dir() / vault.FOLDER,
            keep=vault.KEEP,
            has_phrase=key is not None,
            may_make=g.actor.may(Resource.BACKUP, Action.CREATE),
            may_phrase=g.actor.may(Resource.BACKUP, Action.APPROVE),
            **more,
        )
