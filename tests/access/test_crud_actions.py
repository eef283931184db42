"""Actions on marked rows: each row comes through the row limits, one foreign row refuses all."""

from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask, g
from flask_appbuilder.actions import ActionItem
from flask_appbuilder.security.decorators import permission_name
from sqlalchemy import select
from werkzeug.exceptions import NotFound

from app.access import crud_writing
from app.access.scope import unscoped
from app.core.errors import Forbidden
from app.core.transaction import transaction
from app.extensions import db
from app.organization.models import Building
from app.organization.views import BuildingView
from tests.factories import World


@permission_name("update")
def rename(items: list[Building]) -> None:
    """Rename the marked buildings."""
    for item in items:
        crud_writing.change(g.actor, item, {"name": f"{item.name} (закрыт)"})


@pytest.fixture
def view(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    found = next(v for v in app.appbuilder.baseviews if isinstance(v, BuildingView))
    action = ActionItem("rename", "Rename", None, "", True, True, rename)
    monkeypatch.setattr(found, "actions", {"rename": action})
    yield found


def buildings(app: Flask, world: World) -> tuple[int, int]:
    with app.app_context(), unscoped(), transaction() as session:
        rows = [Building(organization_id=c.id, name="Корпус") for c in (world.home, world.foreign)]
        session.add_all(rows)
        session.info["audit_records"] = 1
        session.flush()
        return rows[0].id, rows[1].id


def names(app: Flask) -> list[str]:
    with app.app_context(), unscoped():
        return list(db.session.scalars(select(Building.name).order_by(Building.id)))


def act(app: Flask, view: Any, actor_as: Any, role: str, *pks: object, name: str = "rename") -> Any:
    with app.test_request_context():
        g.actor = actor_as(role)
        return view._act(name, [str(pk) for pk in pks])


def test_own_rows_are_acted_on(app: Flask, world: World, view: Any, actor_as) -> None:
    own, _foreign = buildings(app, world)
    act(app, view, actor_as, "coordinator", own, own)
    assert names(app) == ["Корпус (закрыт)", "Корпус"]


@pytest.mark.parametrize("garbage", ["abc", "99999", "-1", ""])
def test_one_absent_row_refuses_all(app: Flask, world: World, view: Any, actor_as, garbage: str) -> None:
    own, foreign = buildings(app, world)
    for wrong in (foreign, garbage):
        with pytest.raises(NotFound):
            act(app, view, actor_as, "coordinator", own, wrong)
    assert names(app) == ["Корпус", "Корпус"]


def test_an_action_needs_its_own_right(app: Flask, world: World, view: Any, actor_as) -> None:
    own, _foreign = buildings(app, world)
    with pytest.raises(Forbidden):
        act(app, view, actor_as, "teacher", own)
    assert names(app) == ["Корпус", "Корпус"]


def test_an_unknown_action_is_absent(app: Flask, world: World, view: Any, actor_as) -> None:
    with pytest.raises(NotFound):
        act(app, view, actor_as, "coordinator", 1, name="muldelete")


def test_the_list_offers_the_action_only_to_who_may(app: Flask, world: World, view: Any, client_as) -> None:
    own, _foreign = buildings(app, world)
    assert f'name="rowid" value="{own}"' in client_as("coordinator").get("/buildings/list/").get_data(as_text=True)
    assert "rowid" not in client_as("teacher").get("/buildings/list/").get_data(as_text=True)
