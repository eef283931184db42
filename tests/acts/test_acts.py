"""The local act: a version with its file and publication, everybody asked again by a new one, the sheet by list."""

import io
from datetime import date

import pytest

from app.access.scope import unscoped
from app.acts import rules
from app.acts.models import Acquaintance, LocalActVersion
from app.core.errors import Invalid
from app.core.uploads import LARGEST_FILE, check_file
from app.extensions import db

TODAY = date(2026, 11, 23)
PDF = b"%PDF-1.7\n..."


@pytest.mark.parametrize(
    ("approved", "published", "address", "field"),
    [
        (date(2026, 11, 24), None, "", "approved_on"), (date(2026, 11, 20), date(2026, 11, 21), "", "address"),
        (date(2026, 11, 20), None, "https://a.example", "published_on"), (date(2026, 11, 20), date(2026, 11, 19), "https://a.example", "published_on"),
        (date(2026, 11, 20), date(2026, 11, 20), "javascript:alert(1)", "address"),
    ],
)  # fmt: skip
def test_a_version_that_cannot_be_is_refused(approved, published, address, field):
    rules.check_version("1", date(2026, 11, 20), date(2026, 11, 21), "https://a.example/act.pdf", TODAY)
    with pytest.raises(Invalid) as refusal:
        rules.check_version("1", approved, published, address, TODAY)
    assert refusal.value.field == field


@pytest.mark.parametrize(
    ("name", "body"), [("act.html", b"<script>"), ("act.pdf", b"<html>"), ("act.pdf.exe", PDF), ("act", PDF), ("act.docx", PDF), ("a.pdf", PDF + b" " * LARGEST_FILE)]
)
def test_other_files_are_not_kept(name, body):
    with pytest.raises(Invalid):
        check_file(name, body)


def test_a_file_keeps_a_safe_name():
    assert check_file("../..\\Положение №3.pdf", PDF) == ("Положение _3.pdf", "application/pdf")


def count(app, model):
    with app.app_context(), unscoped():
        return db.session.query(model).count()


def add(client, number="3", approved="2026-11-20", name="Положение.pdf", body=PDF, **more):
    data = {"number": number, "approved_on": approved, "file": (io.BytesIO(body), name)} | more
    return client.post("/local-act/add", data=data, content_type="multipart/form-data")


def test_from_the_model_text_to_the_signed_sheet_and_the_next_version(app, client_as, college, world):
    director, teacher = client_as("director"), client_as("teacher")
    assert "Утвердите локальный акт" in director.get("/").text
    assert director.post("/local-act/text").mimetype == "application/pdf"
    assert add(teacher).status_code == 403
    refused = add(director, body=b"<html>")
    assert refused.status_code == 422 and 'value="3"' in refused.text
    assert add(director, address="https://college.example/act.pdf").status_code == 422
    assert add(director).status_code == 303 and add(director).status_code == 409
    card = f"/local-act/{_only(app)}"
    given = teacher.get(f"{card}/file")
    assert given.data == PDF and given.headers["Content-Disposition"].startswith("attachment")
    assert "Ознакомьтесь под подпись" in teacher.get("/").text
    assert director.post(f"{card}/publish", data={"address": "ftp://x", "published_on": "2026-11-21"}).status_code == 422
    assert director.post(f"{card}/publish", data={"address": "https://college.example/act.pdf", "published_on": "2026-11-21"}).status_code == 303
    people = [str(college.employees[key]) for key in ("teacher", "director")]
    assert director.post(f"{card}/tick", data={"employee": people, "signed_on": "2026-11-19"}).status_code == 422
    assert director.post(f"{card}/tick", data={"employee": people, "signed_on": "2026-11-21"}).status_code == 303
    assert director.post(f"{card}/tick", data={"employee": people, "signed_on": "2026-11-22"}).status_code == 303
    assert count(app, Acquaintance) == 2
    stranger = str(world.foreign.employees["hr"])
    assert director.post(f"{card}/tick", data={"employee": stranger, "signed_on": "2026-11-21"}).status_code == 422
    assert "Ознакомьтесь под подпись" not in teacher.get("/").text
    printed = director.post(f"{card}/print")
    assert printed.mimetype == "application/pdf" and printed.data == director.post(f"{card}/print").data
    assert add(director, number="4", approved="2026-11-23").status_code == 303
    assert "Ознакомьтесь под подпись" in teacher.get("/").text
    for path in (card, f"{card}/file"):
        assert client_as("director", world.foreign).get(path).status_code == 404


def _only(app):
    with app.app_context(), unscoped():
        return db.session.query(LocalActVersion).one().id
