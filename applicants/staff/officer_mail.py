"""Mails to officers about their own accounts: links to set a password, and what others changed."""

from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from emuafiyet.core.outbox.errors import PermanentError

from ..models import Officer, OfficerMail, PasswordLink
from ..notices import mail
from ..notices.mail_page import render_mail_page

# What an officer is told of, by its key in ``OfficerMail.context``.
CHANGES: dict[str, Any] = {
    "opened_account": gettext_lazy("Hesabınız açıldı."),
    "changed_roles": gettext_lazy("Rolleriniz değişti."),
    "changed_email": gettext_lazy("Hesabınızın e-posta adresi değişti."),
    "reset_authenticator": gettext_lazy(
        "İkinci giriş adımınız sıfırlandı. Bir sonraki girişte kod uygulamasını yeniden kurarsınız."
    ),
    "reopened_account": gettext_lazy("Kapatılmış hesabınız yeniden açıldı."),
    "closed_account": gettext_lazy("Hesabınız kapatıldı ve açık oturumlarınız sonlandırıldı."),
    "set_password": gettext_lazy("Parolanız bağlantıyla yenilendi ve açık oturumlarınız sonlandırıldı."),
    "wrong_codes": gettext_lazy(
        "Parolanızı bilen biri art arda beş yanlış kod yazdı. Siz değilseniz yöneticinizden parola bağlantısı isteyin."
    ),
    "proposed_roles": gettext_lazy("Rollerinizin değişmesi önerildi; ikinci bir yönetici onaylarsa yapılır."),
    "proposed_email": gettext_lazy(
        "Hesabınızın e-posta adresinin değişmesi önerildi; ikinci bir yönetici onaylarsa yapılır."
    ),
    "proposed_reset": gettext_lazy(
        "İkinci giriş adımınızın sıfırlanması önerildi; ikinci bir yönetici onaylarsa yapılır."
    ),
}


def tell_officer(
    officer: Officer, change: str, *, by: Officer | None = None, confirmed_by: Officer | None = None, to: str = ""
) -> OfficerMail | None:
    """Enqueue a mail about a change of the officer's account in the caller's transaction; None without an address."""
    CHANGES[change]
    recipient = to or officer.email
    if not recipient:
        return None
    context = {"change": change, "by": _name(by), "confirmed_by": _name(confirmed_by)}
    return OfficerMail(
        officer=officer, kind=OfficerMail.Kind.ACCOUNT_CHANGED, recipient=recipient, context=context
    ).enqueue()


def enqueue_password_link(officer: Officer) -> PasswordLink:
    """A new link to the officer's address; earlier ones end."""
    now = timezone.now()
    officer.password_links.filter(used_at__isnull=True, expires_at__gt=now).update(expires_at=now)
    link = PasswordLink.objects.create(officer=officer)
    OfficerMail(officer=officer, kind=OfficerMail.Kind.PASSWORD_LINK, recipient=officer.email, link=link).enqueue()
    return link


def build_link_address(link: PasswordLink) -> str:
    return settings.SITE_URL + reverse("admin:password_link", args=[link.pk, link.derive_secret()])


def send_officer_mail(item: OfficerMail) -> None:
    """Render and mail it, in the master language, once."""
    if mail.is_already_accepted(item):
        return
    context: dict[str, Any] = {"officer": item.officer, "site_url": settings.SITE_URL, "demo": settings.DEMO}
    with translation.override(settings.LANGUAGE_CODE):
        if item.link is not None:
            if item.link.used_at or item.link.expires_at <= timezone.now():
                raise PermanentError("the link ended before it could be sent")
            title, template = _("e-Muafiyet: parolanızı belirleyin"), "officer_password_link"
            context |= {"address": build_link_address(item.link), "expires_at": item.link.expires_at}
        else:
            title, template = _("e-Muafiyet: hesabınızda değişiklik"), "officer_account_changed"
            context |= item.context | {"change": CHANGES[item.context["change"]], "at": item.created_at}
        text = render_to_string(f"mail/{template}.txt", context).strip()
        page = {"title": title, "text": text, "language": settings.LANGUAGE_CODE, "rtl": False, "demo": settings.DEMO}
        html = render_mail_page(page)
        message = mail.compose_mail(item, title, text, html, envelope_to=item.recipient)
    mail.send_to_relay(message)


def _name(officer: Officer | None) -> str:
    return (officer.get_full_name() or officer.username) if officer else ""
