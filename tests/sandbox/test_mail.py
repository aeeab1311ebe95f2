"""The mail catcher: what was sent can be read, nothing in it runs, and the journal remembers."""

import smtplib
import uuid
from email.message import EmailMessage

import pytest

from tests.sandbox_server import Sandbox

PDF = b"%PDF-1.7 not really"


def send(sandbox: Sandbox, **other: str) -> EmailMessage:
    mail = EmailMessage()
    mail["From"] = "e-Muafiyet <noreply@emuafiyet.example>"
    mail["To"] = other.get("to", "nilufar@example.org")
    if other.get("cc"):
        mail["Cc"] = other["cc"]
    mail["Subject"] = other.get("subject", "Başvurunuz alındı – ÖDEME ₺")
    mail["Message-ID"] = other.get("message_id", f"<{uuid.uuid4()}@emuafiyet.example>")
    mail.set_content("Sayın Nilufar Karimova,\nkodunuz: 1234 5678\n")
    mail.add_alternative(other.get("html", "<html><head></head><body><p>Kod</p></body></html>"), subtype="html")
    mail.add_attachment(PDF, maintype="application", subtype="pdf", filename="belge-ğüş.pdf")
    with smtplib.SMTP("127.0.0.1", sandbox.smtp_port, timeout=10) as server:
        server.send_message(mail)
    return mail


def test_a_mail_is_kept_as_it_was_sent(sandbox: Sandbox) -> None:
    to = f"{uuid.uuid4().hex}@example.org"
    sent = send(sandbox, to=to, cc="second@example.org")
    (mail,) = sandbox.mails(to.upper())
    assert mail["to"] == [to]
    assert mail["cc"] == ["second@example.org"]
    assert mail["subject"] == "Başvurunuz alındı – ÖDEME ₺"
    assert "kodunuz: 1234 5678" in mail["text"]
    assert "<p>Kod</p>" in mail["html"]
    assert mail["message_id"] == sent["Message-ID"]
    (attachment,) = mail["attachments"]
    assert (attachment["name"], attachment["media_type"]) == ("belge-ğüş.pdf", "application/pdf")
    assert sandbox.attachment(attachment) == PDF


def test_the_journal_tells_what_was_accepted_and_how_often(sandbox: Sandbox) -> None:
    message_id = f"<{uuid.uuid4()}@emuafiyet.example>"
    assert sandbox.get("/mail/accepted", message_id=message_id) == {"accepted": False, "times": 0}
    send(sandbox, message_id=message_id)
    assert sandbox.get("/mail/accepted", message_id=message_id) == {"accepted": True, "times": 1}
    send(sandbox, message_id=message_id)
    assert sandbox.get("/mail/accepted", message_id=message_id)["times"] == 2


def test_a_server_that_refuses_keeps_nothing(sandbox: Sandbox) -> None:
    message_id = f"<{uuid.uuid4()}@emuafiyet.example>"
    sandbox.control(smtp_refuse=60)
    with pytest.raises(smtplib.SMTPException) as refusal:
        send(sandbox, message_id=message_id)
    assert "451" in str(refusal.value)
    assert sandbox.get("/mail/accepted", message_id=message_id)["accepted"] is False
    sandbox.restore()
    send(sandbox, message_id=message_id)
    assert sandbox.get("/mail/accepted", message_id=message_id)["times"] == 1


def test_only_the_next_message_is_refused_when_asked_so(sandbox: Sandbox) -> None:
    sandbox.control(smtp_refuse_next=1)
    with pytest.raises(smtplib.SMTPDataError):
        send(sandbox)
    send(sandbox)


def test_a_message_may_be_kept_though_the_sender_never_hears(sandbox: Sandbox) -> None:
    message_id = f"<{uuid.uuid4()}@emuafiyet.example>"
    sandbox.control(smtp_vanish_next=1)
    with pytest.raises(smtplib.SMTPServerDisconnected):
        send(sandbox, message_id=message_id)
    assert sandbox.get("/mail/accepted", message_id=message_id)["accepted"] is True


def test_a_script_in_a_mail_is_shown_but_cannot_run(sandbox: Sandbox) -> None:
    to = f"{uuid.uuid4().hex}@example.org"
    send(sandbox, to=to, subject="<script>alert(1)</script>", html="<p>merhaba</p><script>alert(1)</script>")
    (mail,) = sandbox.mails(to)
    page = sandbox.http.get(f"/mail/{mail['id']}/")
    assert "<script>" not in page.text
    assert "&lt;script&gt;" in page.text
    frame = sandbox.http.get(f"/mail/{mail['id']}/html")
    policy = frame.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "sandbox" in policy
    assert "allow-scripts" not in policy
    assert "script-src" not in policy


def test_mails_without_an_html_part_have_no_frame(sandbox: Sandbox) -> None:
    to = f"{uuid.uuid4().hex}@example.org"
    with smtplib.SMTP("127.0.0.1", sandbox.smtp_port) as server:
        server.sendmail("a@example.org", [to], b"Subject: yal\xc4\xb1n\r\n\r\nmetin\r\n")
    (mail,) = sandbox.mails(to)
    assert mail["html"] == ""
    assert "metin" in mail["text"]
    assert sandbox.http.get(f"/mail/{mail['id']}/html").status_code == 404
    assert sandbox.http.get(f"/mail/{mail['id']}/").status_code == 200
