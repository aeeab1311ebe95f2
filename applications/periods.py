"""The duration guard (domain 2, 3.13): caps, the passport's margin, the quiet time after an earlier grant."""

from datetime import date, timedelta

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from applicants.models import Applicant
from payments.periods import add_months, at_least_months, exceeds_months

from .deadlines import today
from .models import Application, Category
from .status import GRANTED

PASSPORT_MARGIN = timedelta(days=60)
FEE_FREE_BELOW_MONTHS = 3


def is_free(start: date, end: date, with_card: bool) -> bool:
    """Nothing is owed for less than three months without a card (guide 4.7)."""
    return not with_card and not needs_card(start, end)


def needs_card(start: date, end: date) -> bool:
    """From three months on a card is always made (domain 4.2)."""
    return at_least_months(start, end, FEE_FREE_BELOW_MONTHS)


def period_problems(
    category: Category, start: date, end: date, passport_expires_on: date | None, past_allowed: bool = False
) -> list[tuple[str, str]]:
    """What stands against this period, as (form field, reason), worst first; empty when it can be granted."""
    problems = []
    if end < start:
        return [("ends_on", _("Bitiş tarihi, başlangıç tarihinden önce olamaz."))]
    if start < today() and not past_allowed:
        problems.append(("starts_on", _("Başlangıç tarihi bugünden önce olamaz.")))
    if category.cap_months and exceeds_months(start, end, category.cap_months):
        last = add_months(start, category.cap_months) - timedelta(days=1)
        problems.append(
            (
                "ends_on",
                _("Bu kategoride en çok %(n)d ay verilir; bitiş tarihi en geç %(last)s olabilir.")
                % {"n": category.cap_months, "last": date_format(last, "j F Y")},
            )
        )
    if passport_expires_on and end > passport_expires_on - PASSPORT_MARGIN:
        last = passport_expires_on - PASSPORT_MARGIN
        problems.append(
            (
                "ends_on",
                _("Muafiyet, pasaportun son gününden en az 60 gün önce bitmelidir: en geç %(last)s.")
                % {"last": date_format(last, "j F Y")},
            )
        )
    return problems


def quiet_time_problem(applicant: Applicant, category: Category, start: date, end: date):
    """L2: after a grant in the same category some months must pass, counted from the grant; never from a refusal."""
    if category.cooldown != Category.Cooldown.GRANT:
        return None
    granted = (
        Application.objects.filter(applicant=applicant, category=category, status__in=GRANTED)
        .order_by("-granted_on")
        .values_list("granted_on", flat=True)
        .first()
    )
    if granted is None:
        return None
    free_from = add_months(granted, category.cooldown_months)
    if today() >= free_from:
        return None
    return _(
        "Bu kategoride %(granted)s tarihinde muafiyet verildi; yeni başvuru %(free)s tarihinden sonra yapılabilir."
    ) % {
        "granted": date_format(granted, "j F Y"),
        "free": date_format(free_from, "j F Y"),
    }
