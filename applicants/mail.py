"""The only place that hands mail to the relay, and makes sure that none goes out twice."""

import logging
import math
import smtplib
from datetime import timedelta
from email.utils import format_datetime

import httpx
from django.conf import settings
from django.core.files.storage import default_storage
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.functional import Promise as StrPromise
from django.utils.translation import gettext_lazy as _

from .models import Notice, OneTimeCode
from .promises import Hopeless, Promise

logger = logging.getLogger(__name__)


def message_id(promise: Promise) -> str:
    """The same for every attempt, so that the relay and the reader's client can recognise a repeat."""
    return f"<{promise.pk}@{settings.DEFAULT_FROM_EMAIL.rpartition('@')[2].rstrip('>')}>"


def already_accepted(promise: Promise) -> bool:
    """Whether an earlier attempt did reach the relay although nobody wrote that down.

    Asked from the second attempt on. A relay that cannot be asked counts as "no": a mail too many
    is better than a mail too few.
    """
    if promise.attempts < 2 or not settings.MAIL_JOURNAL_URL:
        return False
    try:
        answer = httpx.get(
            settings.MAIL_JOURNAL_URL, params={"message_id": message_id(promise)}, timeout=settings.GATEWAY_TIMEOUT
        )
        return answer.status_code == httpx.codes.OK and answer.json()["accepted"] is True
    except (httpx.HTTPError, ValueError, KeyError) as error:
        logger.warning("mail journal not reached: %s", type(error).__name__)
        return False


def compose(promise: Promise, title: str, text: str, html: str, to: str, copy_to: str = "") -> EmailMultiAlternatives:
    mail = EmailMultiAlternatives(
        subject=title,
        body=text,
        to=[to],
        cc=[copy_to] if copy_to else [],
        headers={
            "Message-ID": message_id(promise),
            "Date": format_datetime(promise.created_at),
            "Auto-Submitted": "auto-generated",
            "X-Auto-Response-Suppress": "All",
        },
    )
    mail.attach_alternative(html, "text/html")
    return mail


def _hand_over(mail: EmailMultiAlternatives) -> None:
    """Give it to the relay. Raises ``Hopeless`` when there is no such mailbox; all else is tried again.

    Only the enhanced status 5.1.x says so (RFC 3463); a bare 5xx may be a mistake of our own set-up,
    which must not cost anybody a notice.
    """
    try:
        mail.send()
    except smtplib.SMTPRecipientsRefused as refusal:
        if all(code >= 500 and text.startswith(b"5.1.") for code, text in refusal.recipients.values()):
            raise Hopeless("no such mailbox") from None  # the refusal quotes the address
        raise


def send_notice(notice: Notice) -> None:
    """Mail one notice with its attachment, once."""
    if already_accepted(notice):
        return
    mail = compose(notice, notice.title, notice.text, notice.html, notice.recipient, notice.copy_to)
    if notice.attachment:
        with default_storage.open(notice.attachment) as file:
            mail.attach(notice.attachment_name, file.read(), "application/pdf")
    _hand_over(mail)


# A code's mail says where it is to be typed and what it is for; the hint is for an address where it leads nowhere.
CODE_MAILS = {
    OneTimeCode.Purpose.EMAIL_OLD: ("code_email_old", _("E-posta adresinizi değiştirmek için kod")),
    OneTimeCode.Purpose.EMAIL_NEW: ("code_email_new", _("Yeni e-posta adresiniz için kod")),
    OneTimeCode.Purpose.CONFIRM: ("code_confirm", _("İşleminizi onaylama kodu")),
}
HINTS = {
    OneTimeCode.Purpose.SIGN_IN: ("no_account", _("Bu adresle kayıtlı hesap yok")),
    OneTimeCode.Purpose.EMAIL_NEW: ("email_taken", _("Bu adres başka bir hesapta kayıtlı")),
}


def send_code(code: OneTimeCode) -> None:
    """Mail a one-time code, or to an address where it leads nowhere the reason, at most once a day.

    The mail names nobody (N22): whoever reads it by mistake learns only that someone typed this address.
    """
    left = code.expires_at - timezone.now()
    if left <= timedelta(0):
        raise Hopeless("expired before it could be sent")
    if code.leads_somewhere():
        digits = code.digits()
        minutes = math.ceil(left / timedelta(minutes=1))
        template, title = CODE_MAILS.get(code.purpose, ("code", _("Tek kullanımlık kodunuz")))
        _send_page(code, template, title, {"code": f"{digits[:4]} {digits[4:]}", "minutes": minutes})
    elif not _hinted_today(code):
        _send_page(code, *HINTS[code.purpose], {})
        OneTimeCode.objects.filter(pk=code.pk).update(hinted_at=timezone.now())


def _send_page(code: OneTimeCode, template: str, title: StrPromise, context: dict) -> None:
    if already_accepted(code):
        return
    context = context | {"site_url": settings.SITE_URL, "demo": settings.DEMO}
    with translation.override(code.language):
        text = render_to_string(f"mail/{template}.txt", context)
        page = {"title": title, "text": text, "language": code.language, "rtl": translation.get_language_bidi()}
        mail = compose(code, str(title), text, render_to_string("mail/page.html", context | page), code.email)
    _hand_over(mail)


def _hinted_today(code: OneTimeCode) -> bool:
    return OneTimeCode.objects.filter(email=code.email, hinted_at__gt=timezone.now() - timedelta(days=1)).exists()
