"""What a college says of its mail server; without a server nothing is sent. The password is no setting: SMTP_PASSWORD."""

from app.core.errors import Invalid
from app.core.text import N_
from app.mail.rules import NONE, STARTTLS, TLS, is_address
from app.settings.rules import between, declare

HOST, PORT, SECURITY, LOGIN, SENDER, HOUR = "mail.host", "mail.port", "mail.security", "mail.login", "mail.sender", "mail.hour"

CHOICES = ((STARTTLS, N_("STARTTLS: encrypted after the greeting")), (TLS, N_("TLS: encrypted from the start")), (NONE, N_("no encryption")))


def _sender(value: str) -> None:
    if value and not is_address(value):
        raise Invalid(N_("«%(value)s» is no e-mail address."), field=SENDER, value=value)


declare(HOST, str, "", N_("Mail server (SMTP)"), N_("Empty: no letters are sent."))
declare(PORT, int, 587, N_("Port of the mail server"), check=between(1, 65535, PORT))
declare(SECURITY, str, STARTTLS, N_("Protection of the connection"), choices=CHOICES)
declare(LOGIN, str, "", N_("Login at the mail server"), N_("Empty: without a login. The password is not kept here: the administrator of the server sets it."))
declare(SENDER, str, "", N_("Address that letters come from"), check=_sender)
declare(HOUR, int, 8, N_("Hour of the daily reminders"), N_("On working days, by the college's clock."), check=between(0, 23, HOUR))
