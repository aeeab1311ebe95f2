"""Puts the signed-in applicant on the request, read from PostgreSQL only when somebody asks."""

from collections.abc import Callable
from typing import cast
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject

from emuafiyet.core.compiled_query import CompiledQuery

from ..drafts import page_drafts
from ..models import Applicant
from ..notices import notice_delivery
from ..portal_request import PortalRequest
from . import devices
from .sessions import APPLICANT_KEY


class SignedInApplicantMiddleware:
    """``request.applicant`` is the ``Applicant`` whose session this is, or a falsy nobody.

    ``request.signed_in_as`` is set by a sign-in: its answer makes the browser a known one.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: PortalRequest) -> HttpResponse:
        request.applicant = cast(Applicant | None, SimpleLazyObject(lambda: find_applicant(request)))
        request.signed_in_as = None
        response = self.get_response(request)
        if request.signed_in_as:
            devices.remember_device(request, response, request.signed_in_as)
        return response

    def process_view(self, request: PortalRequest, view: Callable, args: tuple, kwargs: dict) -> None:
        request.session.is_user_activity = getattr(view, "is_user_activity", True)


def _select_person(key: UUID, place: str) -> QuerySet[Applicant]:
    return page_drafts.with_drafts(Applicant.objects.select_related("identity").filter(pk=key), place)


_PEOPLE = CompiledQuery(_select_person, UUID, str)


def find_applicant(request: PortalRequest) -> Applicant | None:
    key = request.session.get(APPLICANT_KEY)
    if not key:
        return None
    person = next(iter(_PEOPLE.fetch(UUID(key), page_drafts.place_of(request))), None)
    if person and person.view_awaited and request.session.is_user_activity:
        notice_delivery.record_view(person)
    return person
