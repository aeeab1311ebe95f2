"""What the workplace page says under a question from what is known so far: the period, the stay, the address."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.functional import lazy
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext

from applicants.models import Applicant

from ..eligibility.period import PASSPORT_MARGIN, PeriodLimits, compute_latest_end, is_card_required
from ..models import Category

ADDRESS_QUERY_LINK = format_html(
    '<a href="{}" target="_blank" rel="noopener noreferrer">{}</a>', "https://adres.nvi.gov.tr", "adres.nvi.gov.tr"
)


def _insert_link(text: Any) -> SafeString:
    return format_html(text, link=ADDRESS_QUERY_LINK)


def _describe_period(category: Category, applicant: Applicant, start: date | None, end: date | None) -> str:
    """How long one may stay, how long the period is, what follows from it, and the last possible day (R46, L1-L7).

    All that bounds the answer is told before it is given, and the day as soon as the start is known.
    """
    limits = PeriodLimits.from_category(category)
    said = [gettext("Çalışacağınız son gün.")]
    if category.ends_with and not limits.cap_months:
        said.append(gettext("Sözleşmenizdeki veya görevlendirmenizdeki bitiş günüyle aynı olmalıdır."))
    said += _caps(limits)
    if start and end and start <= end:
        days = (end - start).days + 1
        said.append(ngettext("%(n)d gün seçtiniz.", "%(n)d gün seçtiniz.", days) % {"n": days})
        if is_card_required(start, end):
            said.append(gettext("Üç ay veya daha uzun: kart düzenlenir, harç ve değerli kâğıt bedeli ödenir."))
        else:
            said.append(gettext("Üç aydan kısa: harç alınmaz, kart isteğe bağlıdır."))
    passport = getattr(applicant, "passport", None)
    said += _last_day(limits, start, passport.expires_on if passport else None)
    return " ".join(said)


def _caps(limits: PeriodLimits) -> Iterator[str]:
    months = limits.cap_months
    if months and limits.calendar_year:
        said = ngettext(
            "Bu kategoride bir takvim yılında en çok %(n)d ay verilir.",
            "Bu kategoride bir takvim yılında en çok %(n)d ay verilir.",
            months,
        )
        yield said % {"n": months}
    elif months:
        said = ngettext("Bu kategoride en çok %(n)d ay verilir.", "Bu kategoride en çok %(n)d ay verilir.", months)
        yield said % {"n": months}
    if limits.rolling_days and limits.rolling_within:
        said = gettext("Bu kategoride her %(within)d günün en çok %(days)d günü verilir.")
        yield said % {"within": limits.rolling_within, "days": limits.rolling_days}


def _last_day(limits: PeriodLimits, start: date | None, expires_on: date | None) -> Iterator[str]:
    """The cap counts from the start; what the passport allows is known before that."""
    of_category = compute_latest_end(limits, start, None) if start else None
    last = min(filter(None, (of_category, expires_on and expires_on - PASSPORT_MARGIN)), default=None)
    if last and last == of_category:
        said = gettext("Bu kategoride bu başlangıçla en geç bitiş: %(day)s.")
        yield said % {"day": date_format(last, "j E Y")}
    elif last:
        said = gettext("Pasaportunuzun son gününden 60 gün öncesi olan %(day)s en geç bitiştir.")
        yield said % {"day": date_format(last, "j E Y")}


def _describe_stay(applicant: Applicant) -> str:
    """L5: which day is meant, and what Göç İdaresi has recorded where it has."""
    said = [gettext("Vizenizde, ikamet izninizde yazan veya vizesiz kalabileceğiniz son gün.")]
    entry = getattr(applicant.identity, "entry", None)
    if entry and entry.stay_until:
        recorded = gettext("Göç İdaresi kaydı: %(basis)s, %(day)s gününe kadar.")
        said.append(recorded % {"basis": entry.get_stay_basis_display(), "day": date_format(entry.stay_until, "j E Y")})
    return " ".join(said)


# Worked out where they are drawn; who only reads the answers pays nothing for them.
insert_address_link = lazy(_insert_link, SafeString)
describe_period = lazy(_describe_period, str)
describe_stay = lazy(_describe_stay, str)
