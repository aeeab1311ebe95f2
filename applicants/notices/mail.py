"""The only place that hands mail to the mail server: one transaction for each address, and none goes out twice."""

import logging
import math
import re
import smtplib
from datetime import timedelta
from email.charset import QP, Charset
from email.utils import format_datetime
from http import HTTPStatus

from django.conf import settings
from django.core.files.storage import default_storage
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.functional import Promise as StrPromise
from django.utils.translation import gettext_lazy as _

from emuafiyet.core.outbox.errors import OutageError, PermanentError
from emuafiyet.core.outbox.models import OutboxItem
from emuafiyet.core.outside.breaker import guard
from emuafiyet.core.outside.http import call_system
from emuafiyet.core.outside.store import guard_store
from emuafiyet.core.outside.systems import System

from ..models import Mailing, Notice, NoticeCopy, OneTimeCode
from . import return_paths
from .mail_page import render_mail_page

logger = logging.getLogger(__name__)


def build_message_id(item: OutboxItem) -> str:
    """The same for every attempt, so that the mail server and the reader's client can recognise a repeat."""
    return f"<{item.pk}@{settings.DEFAULT_FROM_EMAIL.rpartition('@')[2].rstrip('>')}>"


def is_already_accepted(item: OutboxItem) -> bool:
    """Whether an earlier attempt did reach the mail server although nobody wrote that down.

    Asked from the second attempt on. A server that cannot be asked counts as "no": a mail too many
    is better than a mail too few.
    """
    if not item.was_tried or not settings.MAIL_JOURNAL_URL:
        return False
    try:
        question = {"message_id": build_message_id(item)}
        answer = call_system(System.JOURNAL, "GET", settings.MAIL_JOURNAL_URL, params=question)
        return answer.status_code == HTTPStatus.OK and answer.json()["accepted"] is True
    except (OutageError, KeyError, TypeError) as error:
        logger.warning("mail journal not reached: %s", error)
        return False


# Every body goes out in seven bits: any server on the way takes it, whether it knows 8BITMIME (RFC 6152) or not.
QUOTED_PRINTABLE = Charset("utf-8")
QUOTED_PRINTABLE.body_encoding = QP
# The recipient's mailbox is gone, moved, misspelt or closed (RFC 3463). Other 5.x.x speak of the sender or of policy.
NO_SUCH_MAILBOX = re.compile(r"5\.(1\.([012346]|10)|2\.1)\b")


def compose_mail(
    item: OutboxItem, title: str, text: str, html: str, *, envelope_to: str, shown: dict[str, str] | None = None
) -> EmailMultiAlternatives:
    """A mail for the one address ``envelope_to``; ``shown`` are the To and Cc that its reader sees."""
    mail = EmailMultiAlternatives(
        subject=title,
        body=text,
        from_email=return_paths.address_of(item),
        to=[envelope_to],
        headers={
            "From": settings.DEFAULT_FROM_EMAIL,
            "Message-ID": build_message_id(item),
            "Date": format_datetime(item.created_at),
            "Auto-Submitted": "auto-generated",
            "X-Auto-Response-Suppress": "All",
            **(shown or {}),
        },
    )
    mail.encoding = QUOTED_PRINTABLE
    mail.attach_alternative(html, "text/html")
    return mail


def send_to_relay(mail: EmailMultiAlternatives) -> None:
    """Give it to the mail server in a transaction of its own. Raises ``PermanentError`` when there is no such mailbox.

    Only the enhanced status says so (RFC 3463); a bare 5xx may be a mistake of our own set-up, which must not cost
    anybody a notice: that is tried again. Raises ``OutageError`` when the server is away or takes nobody's mail.
    """
    try:
        with guard(System.MAIL):
            mail.send()
    except smtplib.SMTPRecipientsRefused as refusal:
        ((code, text),) = refusal.recipients.values()
        if code >= 500 and NO_SUCH_MAILBOX.match(text.decode("ascii", "replace")):
            raise PermanentError("no such mailbox") from None  # the refusal quotes the address
        raise


def send_notice(notice: Notice) -> None:
    """Mail one notice with its attachment to the person, once."""
    _send(notice, notice, notice.recipient)


def send_copy(copy: NoticeCopy) -> None:
    """Mail the notice to the second address, once."""
    _send(copy, copy.notice, copy.recipient)


def _send(mailing: Mailing, notice: Notice, envelope_to: str) -> None:
    if is_already_accepted(mailing):
        return
    shown = {"To": notice.recipient} | ({"Cc": notice.copy_to} if notice.copy_to else {})
    mail = compose_mail(mailing, notice.title, notice.text, notice.html, envelope_to=envelope_to, shown=shown)
    if notice.attachment:
        with guard_store(notice.attachment), default_storage.open(notice.attachment) as file:
            mail.attach(notice.attachment_name, file.read(), "application/pdf")
    send_to_relay(mail)


# A code's mail says where it is to be typed and what it is for; the hint is for an address where it leads nowhere.
CODE_MAILS: dict[str, tuple[str, StrPromise]] = {
    OneTimeCode.Purpose.EMAIL_OLD: ("code_email_old", _("E-posta adresinizi değiştirmek için kod")),
    OneTimeCode.Purpose.EMAIL_NEW: ("code_email_new", _("Yeni e-posta adresiniz için kod")),
    OneTimeCode.Purpose.CONFIRM: ("code_confirm", _("İşleminizi onaylama kodu")),
}
HINT_MAILS: dict[str, tuple[str, StrPromise]] = {
    OneTimeCode.Purpose.SIGN_IN: ("no_account", _("Bu adresle kayıtlı hesap yok")),
    OneTimeCode.Purpose.EMAIL_NEW: ("email_taken", _("Bu adres başka bir hesapta kayıtlı")),
}


def send_code(code: OneTimeCode) -> None:
    """Mail a one-time code, or to an address where it leads nowhere the reason, at most once a day.

    The mail names nobody (N22): whoever reads it by mistake learns only that someone typed this address.
    """
    left = code.expires_at - timezone.now()
    if left <= timedelta(0):
        raise PermanentError("expired before it could be sent")
    if code.has_effect():
        digits = code.derive_digits()
        minutes = math.ceil(left / timedelta(minutes=1))
        template, title = CODE_MAILS.get(code.purpose, ("code", _("Tek kullanımlık kodunuz")))
        _send_code_mail(code, template, title, {"code": f"{digits[:4]} {digits[4:]}", "minutes": minutes})
    elif not _has_hint_today(code):
        _send_code_mail(code, *HINT_MAILS[code.purpose], {})
        OneTimeCode.objects.filter(pk=code.pk).update(hinted_at=timezone.now())


def _send_code_mail(code: OneTimeCode, template: str, title: StrPromise, context: dict) -> None:
    if is_already_accepted(code):
        return
    context = context | {"site_url": settings.SITE_URL, "demo": settings.DEMO}
    with translation.override(code.language):
        text = render_to_string(f"mail/{template}.txt", context)
        page = {"title": title, "text": text, "language": code.language, "rtl": translation.get_language_bidi()}
        html = render_mail_page(context | page)
        mail = compose_mail(code, str(title), text, html, envelope_to=code.email)
    send_to_relay(mail)


def _has_hint_today(code: OneTimeCode) -> bool:
    return OneTimeCode.objects.filter(email=code.email, hinted_at__gt=timezone.now() - timedelta(days=1)).exists()
