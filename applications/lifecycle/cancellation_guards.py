"""When the ministry may end an exemption, and when that is lifted again: guards (domain 1.5; Law 6735 art. 15, 21)."""

from collections.abc import Callable
from datetime import date

from django.db import models
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from emuafiyet.core.nullable import require_value
from payments.payment_periods import add_months

from ..eligibility.deadlines import ISTANBUL, today
from ..models import Application
from ..models.status import CancellationGround, Status
from .actors import Actor
from .details import Reinstatement

ENTRY_WITHIN_MONTHS = 6


class LiftedBy(models.TextChoices):
    """What takes a cancellation back."""

    OBJECTION = "objection", gettext_lazy("İtiraz yerinde görüldü")
    COURT = "court", gettext_lazy("Mahkeme kararı")


def entry_due_on(case: Application) -> date:
    """The last day of the six months in which the person must come to Türkiye."""
    return add_months(require_value(case.granted_from), ENTRY_WITHIN_MONTHS)


def _entered_in_time(case: Application) -> str:
    """Six months count from the first day of validity; while they run nobody has missed them."""
    last = entry_due_on(case)
    if today() <= last:
        words = _("Türkiye’ye giriş için altı ay %(day)s günü doluyor; bu nedenle daha önce iptal edilemez.")
        return words % {"day": _day(last)}
    entry = getattr(case.applicant.identity, "entry", None)
    if entry and entry.entered_on <= last:
        return _("Giriş kaydına göre kişi %(day)s günü Türkiye’ye girmiş.") % {"day": _day(entry.entered_on)}
    return ""


def _passport_in_force(case: Application) -> str:
    """The passport that was sent, or the one that the person has entered since, whichever lasts longer."""
    last = date.fromisoformat(case.snapshot["passport"]["expires_on"])
    held = getattr(case.applicant, "passport", None)
    if held and held.expires_on > last:
        last = held.expires_on
    return _("Bilinen pasaport %(day)s gününe kadar geçerli.") % {"day": _day(last)} if last >= today() else ""


def _nothing_known(case: Application) -> str:
    """Inspections, other bodies and the employer tell of it, none of which the portal can ask."""
    return ""


# THE TABLE of grounds: what is known and speaks against each; "" when nothing does.
KNOWN_AGAINST: dict[CancellationGround, Callable[[Application], str]] = {
    CancellationGround.NO_ENTRY: _entered_in_time,
    CancellationGround.PASSPORT: _passport_in_force,
    CancellationGround.CONTRARY_WORK: _nothing_known,
    CancellationGround.WORK_ENDED: _nothing_known,
    CancellationGround.FORGED: _nothing_known,
    CancellationGround.ENTRY_BAN: _nothing_known,
    CancellationGround.SECURITY: _nothing_known,
}


def ground_contradicted(case: Application, ground: str) -> str:
    """Why the exemption cannot be cancelled on this ground, by what is known; "" when nothing speaks against it."""
    return KNOWN_AGAINST[CancellationGround(ground)](case)


def _day(day: date) -> str:
    return date_format(day, "j E Y")


# --- lifting -------------------------------------------------------------------------------------------
def not_by_the_same_officer(case: Application, by: Actor, details: object = None) -> str | None:
    """Nobody judges an objection to what they decided: neither who cancelled nor the first decider (A-36)."""
    if by.officer is None or case.status != Status.CANCELLED:
        return None
    cancelled_by = case.history.filter(subject="application", move="cancel").order_by("-at", "-pk")
    if by.officer.pk in {case.first_decider_id, cancelled_by.values_list("officer_id", flat=True).first()}:
        return _("İptale itirazı, bu dosyada ilk kararı veren veya iptal eden görevli sonuçlandıramaz.")
    return None


def lifting_grounded(case: Application, by: Actor, lifting: Reinstatement) -> str | None:
    """An objection handed in within its term, or a court's judgment: which, of what day, and in words."""
    if reason := not_by_the_same_officer(case, by):
        return reason
    day = lifting.decided_on
    if lifting.basis not in LiftedBy.values or not lifting.text.strip():
        return _("İptalin neye dayanarak kaldırıldığını seçin ve gerekçeyi yazın.")
    if day is None or not require_value(case.ended_on) <= day <= today():
        return _("Dilekçenin veya kararın günü, iptal günü ile bugün arasında olmalıdır.")
    last = timezone.localdate(require_value(case.objection_due_at), ISTANBUL)
    if lifting.basis == LiftedBy.OBJECTION and day > last:
        return _("İtiraz süresi %(day)s günü doldu; dilekçe bu günden sonra verilmiş.") % {"day": _day(last)}
    return None
