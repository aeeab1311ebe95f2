"""How the engine gets its row: locked and read again, or, for a beginning, new on a locked row.

Locks are taken in one order everywhere: application, order, document.
"""

from typing import TypeVar
from uuid import UUID

from applicants.models import Applicant

from ..models import Application, ReissueRequest, TerminationRequest
from ..models.status import Status
from ..wizard.completeness import PROFILE_RELATIONS
from .details import NewApplication
from .errors import NotFoundError

Request = TypeVar("Request", TerminationRequest, ReissueRequest)


def lock_application(application_id: UUID) -> Application:
    """The application as it is now, locked. Raises ``NotFoundError``."""
    rows = Application.objects.select_for_update(of=("self",))
    case = rows.select_related("category", "applicant__identity").filter(pk=application_id).first()
    if case is None:
        raise NotFoundError
    return case


def lock_request(model: type[Request], request_id: UUID) -> Request:
    """The request as it is now; its application is locked first. Raises ``NotFoundError``."""
    application_id = model.objects.filter(pk=request_id).values_list("application_id", flat=True).first()
    if application_id is None:
        raise NotFoundError
    case = lock_application(application_id)
    request = model.objects.select_for_update(of=("self",)).filter(pk=request_id).first()
    if request is None:
        raise NotFoundError
    request.application = case
    return request


def begin_application(applicant_id: UUID, new: NewApplication) -> Application:
    """The applicant's draft of the category: the one that is there, or a new one that is not saved yet.

    The applicant's row is locked, so two presses of the button at once begin one draft. ``no_key``: whoever stores
    another row of this person meanwhile need not wait.
    """
    people = Applicant.objects.select_for_update(of=("self",), no_key=True).select_related(*PROFILE_RELATIONS)
    applicant = people.filter(pk=applicant_id).first()
    if applicant is None:
        raise NotFoundError
    draft = Application.objects.filter(applicant=applicant, category=new.category, status=Status.DRAFT).first()
    case = draft or Application(category=new.category)
    case.applicant = applicant
    return case
