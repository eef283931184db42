"""Talking to the mail server: done by the worker alone, one letter at a time, a failure named at its letter."""

from __future__ import annotations

import logging
import smtplib
import ssl
from email.message import EmailMessage

from flask_babel import gettext as _

from app.access.scope import unscoped
from app.core.clock import now
from app.core.transaction import transaction
from app.extensions import db
from app.jobs.chores import register_chore
from app.mail import operations, queries, rules
from app.mail.models import Letter
from app.mail.rules import Server

log = logging.getLogger(__name__)
SECONDS, AT_ONCE = 15, 20


def message_of(letter: Letter, sender: str) -> EmailMessage:
    """Give a letter as it goes out: what waits, and the link."""
    found = EmailMessage()
    found["Subject"], found["From"], found["To"] = letter.subject, sender, letter.address
    found["Auto-Submitted"] = "auto-generated"
    found.set_content(
        "\n\n".join((letter.told, _("Open: %(link)s", link=queries.link(letter.path)), _("The letter was written by a program; nobody reads answers to it.")))
    )
    return found


def send(server: Server, message: EmailMessage) -> None:
    """Hand a message to the server; OSError and smtplib's errors where it does not take it."""
    safe = ssl.create_default_context()
    with (
        smtplib.SMTP_SSL(server.host, server.port, timeout=SECONDS, context=safe)
        if server.security == rules.TLS
        else smtplib.SMTP(server.host, server.port, timeout=SECONDS)
    ) as connection:
        if server.security == rules.STARTTLS:
            connection.starttls(context=safe)
        if server.login:
            connection.login(server.login, server.password)
        connection.send_message(message)


def failure_of(error: Exception, server: Server) -> str:
    """Say why a letter did not go, in words that name the way out."""
    if isinstance(error, smtplib.SMTPAuthenticationError):
        return _("The mail server refused the login. Check the login in the settings; the password is set by the administrator of the server.")
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return _("The mail server refused the address of the recipient. Correct it on the card of the employee.")
    if isinstance(error, smtplib.SMTPSenderRefused):
        return _("The mail server refused the sender. Check the address that letters come from.")
    if isinstance(error, smtplib.SMTPNotSupportedError):
        return _("The mail server does not know this protection or login. Check the protection of the connection.")
    if isinstance(error, ssl.SSLError):
        return _("The protected connection to the mail server failed. Check its name and the protection of the connection.")
    if isinstance(error, smtplib.SMTPException):
        return _("The mail server did not take the letter: %(code)s.", code=getattr(error, "smtp_code", type(error).__name__))
    return _("The mail server %(host)s, port %(port)s, is not reached.", host=server.host, port=server.port)


def deliver() -> int:
    """Send the letters that wait, each in transactions of its own; gives how many the server took."""
    with unscoped():
        ids = queries.waiting(now(), AT_ONCE)
    return sum(_one(letter_id) for letter_id in ids)


def _one(letter_id: int) -> bool:
    with unscoped():
        letter = queries.letter(letter_id)
        server = queries.server(letter.organization_id) if letter is not None else None
        if letter is None or server is None:
            return False
        failure = ""
        try:
            send(server, message_of(letter, server.sender))
        except (OSError, smtplib.SMTPException, ValueError) as error:  # ValueError: an address that no header may hold
            failure = failure_of(error, server)
        with transaction():
            if failure:
                operations.note_failure(letter, failure, now())
            else:
                operations.note_sent(letter, now())
    return not failure


def remind() -> None:
    """Put the reminders of every college together whose hour has come, forget old letters."""
    with unscoped():
        found = queries.colleges()
    for organization_id, zone in found:
        operations.remind(organization_id, zone)
    operations.forget()
    db.session.remove()


register_chore("deliver_mail", 15.0, deliver)
register_chore("remind_by_mail", 300.0, remind)
