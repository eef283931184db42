"""Letters: what they say, when they go, to a real server on a socket of this machine; failures are named at the letter."""

import email
import ipaddress
import socketserver
import ssl
import threading
from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID
from sqlalchemy import select

from app.access.scope import unscoped
from app.audit.operations import record
from app.core.actor import Actor
from app.core.clock import frozen, now
from app.core.transaction import transaction
from app.extensions import db
from app.mail import delivery, operations, queries, rules
from app.mail.models import Letter
from app.settings.operations import choose
from app.staff.models import Employee

MONDAY = datetime(2026, 11, 23, 8, 30, tzinfo=UTC)  # 12:30 in Samara


class Post(socketserver.StreamRequestHandler):
    """A mail server of a few words: takes letters, refuses a recipient who is called «refused»."""

    def handle(self):
        say = lambda line: self.wfile.write(f"{line}\r\n".encode())  # noqa: E731
        say("220 test")
        while line := self.rfile.readline():
            word = line.decode().strip().upper()
            if word.startswith("DATA"):
                say("354 go on")
                body = b"".join(iter(self.rfile.readline, b".\r\n"))
                self.server.taken.append(email.message_from_bytes(body))
                say("250 taken")
            elif word.startswith("EHLO"):
                say("250-test")
                say("250 STARTTLS" if self.server.offers_tls else "250 HELP")
            elif word.startswith("STARTTLS"):
                say("220 go on")
                try:
                    self.request = self.server.safe.wrap_socket(self.request, server_side=True)
                except ssl.SSLError:  # the other side does not believe the certificate
                    return
                self.rfile, self.wfile = self.request.makefile("rb"), self.request.makefile("wb", 0)
                self.server.protected += 1
            elif word.startswith("QUIT"):
                say("221 bye")
                return
            elif word.startswith("RCPT") and "REFUSED" in word:
                say("550 no such box")
            else:
                say("250 test")


    def finish(self):
        super().finish()
        self.request.close()  # the protected socket, which the server does not know


@pytest.fixture
def post():
    """Serve a mail server; ``taken`` holds the letters."""
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Post) as server:
        server.taken, server.daemon_threads, server.offers_tls, server.protected = [], True, False, 0
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@pytest.fixture
def mailing(app, college, post, monkeypatch):
    """Give the application whose college has the mail server and whose people have addresses."""
    monkeypatch.setitem(app.config, "PUBLIC_URL", "https://college.example.test")
    settings_of(app, college, post.server_address[1])
    with app.app_context(), unscoped(), transaction():
        for role in ("director", "coordinator", "teacher"):
            db.session.get(Employee, college.employees[role]).email = f"{role}@college.example.test"
        record(Actor.system(college.id), "test", "employee")
    return app


def settings_of(app, college, port, security="none"):
    with app.app_context(), unscoped(), transaction():
        values = {"mail.host": "127.0.0.1", "mail.port": port, "mail.security": security, "mail.sender": "records@college.example.test"}
        choose(Actor.system(college.id), college.id, values)


def texts(post):
    return [(one["To"], one.get_payload(decode=True).decode()) for one in post.taken]


def test_a_step_of_a_statement_tells_whom_it_waits_for_and_names_nobody(mailing, college, client_as, post):
    address = f"/inaccuracies/report/student/{college.students[0]}"
    client_as("secretary").post(address, data={"key": "record_book", "actual": "777"})
    client_as("coordinator").post("/inaccuracies/1/step/state", data={"cause": "описка", "evidence": "книжка"})
    assert post.taken == []  # nothing is sent while somebody waits for a page
    with mailing.app_context():
        assert delivery.deliver() == 2, [(one["To"], one["Subject"]) for one in post.taken]
        assert delivery.deliver() == 0
    (first, told), (second, decide) = texts(post)
    assert (first, second) == ("coordinator@college.example.test", "director@college.example.test")
    assert "https://college.example.test/inaccuracies/1" in told and "https://college.example.test/inaccuracies/1" in decide
    subjects = [str(email.header.make_header(email.header.decode_header(one["Subject"]))) for one in post.taken]
    assert "ожидает решения директора" in subjects[1]
    assert not any(word in text for text in (told, decide, *subjects) for word in ("Абрамов", "777", "описка", "книжка", "Петрова"))


def test_reminders_go_once_on_a_working_day_after_their_hour(mailing, college, post):
    with mailing.app_context():
        for moment, count in ((MONDAY - timedelta(hours=6), 0), (MONDAY - timedelta(days=1), 0), (MONDAY, 2), (MONDAY, 0)):
            with frozen(moment):
                assert bool(operations.remind(college.id, "Europe/Samara")) == bool(count), moment
                delivery.deliver()
        assert {to for to, _text in texts(post)} >= {"coordinator@college.example.test"}
        for _to, text in texts(post):
            assert "Вас жд" in text and "https://college.example.test/" in text and "Абрамов" not in text


def test_what_would_be_sent_is_shown_and_nothing_goes(mailing, college, client_as, post, world):
    page = client_as("coordinator").get("/mail/preview").text
    assert "coordinator@college.example.test" in page and "Вас жд" in page
    assert "Отправить мне пробное письмо" in client_as("director").get("/mail/").text
    assert client_as("teacher").get("/mail/").status_code == 403
    assert "coordinator@college.example.test" not in client_as("coordinator", world.foreign).get("/mail/preview").text
    with mailing.app_context(), unscoped():
        assert db.session.scalars(select(Letter)).all() == [] and post.taken == []


def test_a_failure_is_named_at_its_letter_and_tried_again(mailing, college, client_as, post):
    director = client_as("director")
    with mailing.app_context(), unscoped(), transaction():
        db.session.get(Employee, college.employees["director"]).email = "refused@college.example.test"
        record(Actor.system(college.id), "test", "employee")
    assert director.post("/mail/try").status_code == 303
    with mailing.app_context():
        assert delivery.deliver() == 0
    assert "не принял адрес получателя" in director.get("/mail/").text and "Письма не отправляются" in director.get("/").text
    with mailing.app_context(), unscoped():
        letter = db.session.scalars(select(Letter)).one()
        assert letter.tries == 1 and letter.try_at == now() + timedelta(minutes=2) and delivery.deliver() == 0
    settings_of(mailing, college, 1)
    with mailing.app_context():
        for tries in range(2, rules.MOST_TRIES + 1):
            with frozen(now() + timedelta(hours=tries)):
                assert delivery.deliver() == 0
        with unscoped():
            assert db.session.scalars(select(Letter)).one().try_at is None
    assert "127.0.0.1, порт 1, не отвечает" in director.get("/mail/").text and "больше не отправляется" in director.get("/mail/").text


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    """Make a certificate of 127.0.0.1 that vouches for itself; gives the file with it and its key."""
    key, name = ec.generate_private_key(ec.SECP256R1()), x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    own = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
    day, soon = datetime.now(UTC) - timedelta(days=1), datetime.now(UTC) + timedelta(days=1)
    made = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key()).serial_number(1)
        .not_valid_before(day).not_valid_after(soon).add_extension(own, False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), True).sign(key, hashes.SHA256())
    )  # fmt: skip
    path = tmp_path_factory.mktemp("mail") / "server.pem"
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    path.write_bytes(private + made.public_bytes(Encoding.PEM))
    return path


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_a_letter_goes_protected_and_only_to_a_server_that_proves_its_name(mailing, college, client_as, post, certificate, monkeypatch, security):
    post.safe, post.offers_tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER), True
    post.safe.load_cert_chain(certificate)
    if security == "tls":
        post.socket = post.safe.wrap_socket(post.socket, server_side=True)
    settings_of(mailing, college, post.server_address[1], security)
    assert client_as("director").post("/mail/try").status_code == 303
    with mailing.app_context():
        assert delivery.deliver() == 0 and post.taken == []  # nobody vouches for the certificate
        with unscoped():
            assert "Защищённое соединение" in db.session.scalars(select(Letter)).one().failure
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
        with frozen(now() + timedelta(hours=1)):
            assert delivery.deliver() == 1
    assert len(post.taken) == 1 and (post.protected == 1) == (security == "starttls")


def test_a_server_without_the_protection_asked_for_gets_no_letter(mailing, college, client_as, post):
    settings_of(mailing, college, post.server_address[1], "starttls")
    client_as("director").post("/mail/try")
    with mailing.app_context():
        assert delivery.deliver() == 0 and post.taken == []
    assert "не поддерживает такую защиту" in client_as("director").get("/mail/").text


def test_without_a_server_nothing_is_left_and_the_way_is_named(app, college, client_as):
    director = client_as("director")
    client_as("secretary").post(f"/inaccuracies/report/student/{college.students[0]}", data={"key": "record_book", "actual": "777"})
    refused = director.post("/mail/try")
    assert refused.status_code == 422 and "Письма выключены" in refused.text
    with app.app_context(), unscoped():
        assert db.session.scalars(select(Letter)).all() == [] and queries.server(college.id) is None
        assert operations.remind(college.id, "Europe/Samara") == 0


@pytest.mark.parametrize(("typed", "good"), [("a@b.ru", True), ("иван@b.ru", True), ("a@b.ru\nBcc: c@d.ru", False), ("a@b.ru, c@d.ru", False), ("a", False), ("@b.ru", False)])
def test_an_address_is_one_address(typed, good):
    assert rules.is_address(typed) is good
