"""What of an application the law has us keep, and until when (domain 1.8): it stands in the way of erasure."""

from datetime import date

from django.utils.translation import gettext_lazy as _

from applicants.models import Applicant
from applicants.privacy.rights import Hold

from ..models import Application
from ..models.status import OPEN, Status

KEPT_YEARS = 10


def holds(applicant: Applicant) -> list[Hold]:
    """Every application that was sent; a draft holds nothing."""
    cases = Application.objects.filter(applicant=applicant).exclude(status=Status.DRAFT).order_by("submitted_at")
    return [Hold(case.number, _reason(case), _until(case)) for case in cases]


def _reason(case: Application):
    if case.status in OPEN:
        return _("Başvuru henüz sonuçlanmadı; sonuçlandıktan sonra 10 yıl saklanır.")
    return _("Sonuçlanan başvuru, karar ve rıza kayıtları 10 yıl saklanır.")


def _until(case: Application) -> date | None:
    """Ten years after the end of validity or the last decision; not known while the application is open."""
    if case.status in OPEN:
        return None
    last = max(filter(None, (case.granted_to, case.ended_on, case.saved_at.date())))
    return last.replace(year=last.year + KEPT_YEARS, day=min(last.day, 28) if last.month == 2 else last.day)
