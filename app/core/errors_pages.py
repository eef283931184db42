"""What a person sees when something is refused or broken: a sentence and a way out, as a page or as JSON."""

from __future__ import annotations

import logging
from typing import Any

from flask import Flask, Response, current_app, g, jsonify, render_template, request
from flask.globals import request_ctx
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import HTTPException

from app.core import integrity
from app.core.errors import DomainError
from app.core.text import N_
from app.core.transaction import tell
from app.extensions import db

log = logging.getLogger(__name__)

# Status → (heading, what to do). Werkzeug's own texts are English and speak of servers.
PAGES: dict[int, tuple[str, str]] = {
    400: (N_("The request could not be read"), N_("Go back, open the page again and repeat what you did.")),
    403: (N_("No right to this page"), N_("Ask the coordinator of your college if you need it.")),
    404: (
        N_("No such page or record"),
        N_("It may have been deleted, or you may have no access to it. Check the address."),
    ),
    405: (N_("This cannot be done by a link"), N_("Go back and use the button on the page.")),
    409: (N_("The record has changed or is in use"), N_("Open the page again and repeat what is still needed.")),
    413: (N_("Too much was sent"), N_("Choose a smaller file or split it into parts.")),
    415: (N_("This kind of file is not accepted"), N_("Check the format of the file.")),
    422: (N_("The action was not done"), N_("Go back, correct what is named and repeat.")),
    429: (N_("Too many attempts"), N_("Wait a few minutes and try again.")),
    500: (
        N_("The program has failed"),
        N_("Nothing was saved. Repeat later; if it fails again, tell the technical administrator."),
    ),
    503: (N_("The program is busy"), N_("Wait a minute and repeat.")),
}
EXPIRED = N_("The page was open for too long or belongs to an ended session. Open it again and repeat.")

CHANGED = N_("Somebody changed the record at the same moment. Open it again to see both values.")


def wants_json() -> bool:
    """Tell whether the asking side is a script of a page rather than a person."""
    if request.is_json or request.headers.get("X-Requested-With") == "XMLHttpRequest":
        return True
    accepted = request.accept_mimetypes
    return accepted["application/json"] > accepted["text/html"]


def answer(
    status: int, sentence: str = "", *, field: str | None = None, details: dict[str, Any] | None = None
) -> tuple[Any, int]:
    """Give the page or the JSON of a refusal; ``sentence`` is already translated."""
    heading, advice = PAGES.get(status, PAGES[500 if status >= 500 else 400])
    if wants_json():
        body = {"error": sentence or _(heading)}
        return jsonify(body | ({"field": field} if field else {}) | (details or {})), status
    signed_in = g.get("actor") is not None
    page = render_template(
        "errors/error.html", status=status, heading=_(heading), sentence=sentence, advice=_(advice), signed_in=signed_in
    )
    return page, status


def _domain(error: DomainError) -> tuple[Any, int]:
    tell(error)
    return answer(error.status, _(error.msgid, **error.params), field=error.field, details=error.details)


def _http(error: HTTPException) -> Any:
    if error.code is None or error.code < 400:
        return error
    if request_ctx.url_adapter is None:  # an untrusted Host header: no address can be made, so no page either
        return Response(_(PAGES[400][0]), 400, mimetype="text/plain")
    tell(error)
    body, status = answer(error.code)
    response: Response = current_app.make_response((body, status))
    for name, value in error.get_headers():
        if name.lower() in ("allow", "retry-after", "www-authenticate"):
            response.headers[name] = value
    return response


def _token(_error: CSRFError) -> tuple[Any, int]:
    return answer(400, _(EXPIRED))


def _database(error: DBAPIError) -> tuple[Any, int]:
    if not integrity.kind_of(error):
        return _broken(error)
    db.session.rollback()
    return _domain(integrity.explain(error))


def _stale(_error: StaleDataError) -> tuple[Any, int]:
    db.session.rollback()
    return answer(409, _(CHANGED))


def _broken(error: BaseException) -> tuple[Any, int]:
    """Log the failure for the administrator and show nothing of it."""
    log.error("unhandled error at %s %r", request.method, request.path, exc_info=error)
    db.session.rollback()
    if current_app.config.get("PROPAGATE_EXCEPTIONS"):
        raise error
    return answer(500)


def init_app(app: Flask) -> None:
    """Register the handlers."""
    app.register_error_handler(DomainError, _domain)
    app.register_error_handler(CSRFError, _token)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(DBAPIError, _database)
    app.register_error_handler(StaleDataError, _stale)
    app.register_error_handler(Exception, _broken)
