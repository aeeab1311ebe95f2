"""What the workplace page says under a question from what is known so far: the period, the stay, the address."""

from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.functional import lazy
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext

from applicants.models import Applicant

from ..models import Category
from ..periods import Limits, latest_end, needs_card

ADDRESS_QUERY = format_html(
    '<a href="{}" target="_blank" rel="noopener noreferrer">{}</a>', "https://adres.nvi.gov.tr", "adres.nvi.gov.tr"
)


def _linked(text: Any) -> SafeString:
    return format_html(text, link=ADDRESS_QUERY)


def _of_period(category: Category, applicant: Applicant, period: tuple[date, date] | None) -> str:
    """How long the period is, what follows from it, and what the last possible day would be and why (R46)."""
    limits = Limits.of(category)
    said = [gettext("Çalışacağınız son gün.")]
    if category.ends_with and not limits.cap_months:
        said.append(gettext("Sözleşmenizdeki veya görevlendirmenizdeki bitiş günüyle aynı olmalıdır."))
    if period is None:
        return " ".join(said)
    start, end = period
    days = (end - start).days + 1
    said.append(ngettext("%(n)d gün seçtiniz.", "%(n)d gün seçtiniz.", days) % {"n": days})
    if needs_card(start, end):
        said.append(gettext("Üç ay veya daha uzun: kart düzenlenir, harç ve değerli kâğıt bedeli ödenir."))
    else:
        said.append(gettext("Üç aydan kısa: harç alınmaz, kart isteğe bağlıdır."))
    passport = getattr(applicant, "passport", None)
    expires_on = passport.expires_on if passport else None
    last = latest_end(limits, start, expires_on)
    if last and last == latest_end(limits, start, None):
        said.append(
            gettext("Bu kategoride bu başlangıçla en geç bitiş: %(day)s.") % {"day": date_format(last, "j E Y")}
        )
    elif last:
        reason = gettext("Pasaportunuzun son gününden 60 gün öncesi olan %(day)s en geç bitiştir.")
        said.append(reason % {"day": date_format(last, "j E Y")})
    return " ".join(said)


def _of_stay(applicant: Applicant) -> str:
    """L5: which day is meant, and what Göç İdaresi has recorded where it has."""
    said = [gettext("Vizenizde, ikamet izninizde yazan veya vizesiz kalabileceğiniz son gün.")]
    entry = getattr(applicant.identity, "entry", None)
    if entry and entry.stay_until:
        recorded = gettext("Göç İdaresi kaydı: %(basis)s, %(day)s gününe kadar.")
        said.append(recorded % {"basis": entry.get_stay_basis_display(), "day": date_format(entry.stay_until, "j E Y")})
    return " ".join(said)


# Worked out where they are drawn; who only reads the answers pays nothing for them.
with_address_query = lazy(_linked, SafeString)
said_of_period = lazy(_of_period, str)
said_of_stay = lazy(_of_stay, str)
