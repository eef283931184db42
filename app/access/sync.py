"""The matrix written into FAB's own tables, so that whoever reads them sees the rights that are in force."""

from flask_appbuilder.security.sqla.models import Permission, PermissionView, ViewMenu, assoc_permissionview_role
from flask_appbuilder.security.sqla.models import Role as FabRole
from sqlalchemy import delete, select

from app.access.permissions import MATRIX, Action, Resource, Role
from app.access.scope import unscoped
from app.audit.operations import record
from app.core.actor import Actor
from app.core.transaction import transaction
from app.extensions import db

PUBLIC = "Public"


def sync() -> int:
    """Make FAB's permissions, views and roles equal to the matrix; gives how many role rights were changed."""
    with unscoped(), transaction() as session:
        rights = _rights()
        changed = 0
        for name in (*Role, PUBLIC):
            role = session.scalar(select(FabRole).where(FabRole.name == str(name))) or FabRole(name=str(name))
            session.add(role)
            wanted = {rights[resource, action] for (resource, owner), actions in MATRIX.items() if owner == name for action in actions}
            if set(role.permissions) != wanted:
                changed += len(set(role.permissions) ^ wanted)
                role.permissions = sorted(wanted, key=lambda row: row.id)
        if changed:
            record(Actor.system(None), "sync_access", "ab_role", changes={"rights": (None, changed)}, label="permission matrix")
    return changed


def _rights() -> dict[tuple[Resource, Action], PermissionView]:
    session = db.session
    actions = {str(action): _named(Permission, f"can_{action}") for action in Action}
    resources = {str(resource): _named(ViewMenu, str(resource)) for resource in Resource}
    session.flush()
    present = {(row.view_menu_id, row.permission_id): row for row in session.scalars(select(PermissionView))}
    found = {}
    for resource in sorted({resource for resource, _role in MATRIX}):
        for action in Action:
            key = (resources[resource].id, actions[action].id)
            found[resource, action] = present.pop(key, None) or PermissionView(view_menu_id=key[0], permission_id=key[1])
            session.add(found[resource, action])
    session.flush()
    for stale in present.values():
        session.execute(delete(assoc_permissionview_role).where(assoc_permissionview_role.c.permission_view_id == stale.id))
        session.delete(stale)
    session.flush()
    return found


def _named(model: type, name: str):  # type: ignore[no-untyped-def]
    row = db.session.scalar(select(model).where(model.name == name)) or model(name=name)  # type: ignore[attr-defined]
    db.session.add(row)
    return row
