"""What of an application the law has us keep, and until when (domain 1.8): it stands in the way of erasure."""

from datetime import date

from django.utils.translation import gettext_lazy as _

from applicants.models import Applicant
from applicants.privacy.rights import ErasureHold
from emuafiyet.core.nullable import require_value

from ..models import Application
from ..models.status import OPEN_STATUSES, Status

RETENTION_YEARS = 10


def list_erasure_holds(applicant: Applicant) -> list[ErasureHold]:
    """Every application that was sent; a draft holds nothing."""
    cases = Application.objects.filter(applicant=applicant).exclude(status=Status.DRAFT).order_by("submitted_at")
    return [ErasureHold(require_value(case.number), _explain_hold(case), _compute_hold_end(case)) for case in cases]


def _explain_hold(case: Application):
    if case.status in OPEN_STATUSES:
        return _("Başvuru henüz sonuçlanmadı; sonuçlandıktan sonra 10 yıl saklanır.")
    return _("Sonuçlanan başvuru, karar ve rıza kayıtları 10 yıl saklanır.")


def _compute_hold_end(case: Application) -> date | None:
    """Ten years after the end of validity or the last decision; not known while the application is open."""
    if case.status in OPEN_STATUSES:
        return None
    last = max(filter(None, (case.granted_to, case.ended_on, case.saved_at.date())))
    return last.replace(year=last.year + RETENTION_YEARS, day=min(last.day, 28) if last.month == 2 else last.day)
