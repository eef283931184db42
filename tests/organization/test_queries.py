"""Reads of the calendar stay within the college."""

import pytest
from flask import Flask

from app.access.scope import acting
from app.core.actor import Actor
from app.core.errors import NotFound
from app.organization import queries


def test_each_college_sees_its_own_calendar(engine_app: Flask, world, on_behalf) -> None:
    with engine_app.app_context():
        with on_behalf("deputy"):
            assert [year.id for year in queries.years()] == [world.home.year_id]
            assert queries.active_year().id == world.home.year_id
        with on_behalf("deputy", world.foreign) as actor:
            assert queries.active_year().id == world.foreign.year_id
            assert queries.own_organization(actor).id == world.foreign.id


def test_an_actor_without_a_college_has_no_card(app: Flask) -> None:
    nobody = Actor(user_id=None, name="nobody", organization_id=None)
    with app.app_context(), acting(nobody), pytest.raises(NotFound):
        queries.own_organization(nobody)
