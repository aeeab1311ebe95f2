"""A request as views get it: Django's own, and what the portal's middleware puts on it. For annotations alone."""

from collections.abc import Callable
from uuid import UUID

from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from .models import Applicant


class PortalSession(SessionBase):
    """What ``SessionStore`` of sign_in/sessions.py has beside Django's own; see there."""

    is_user_activity: bool
    device: str
    form_key: str
    row_key: str
    is_freshly_proven: bool
    seconds_left: int
    cannot_be_prolonged: bool
    mark_proven: Callable[[], None]
    prolong: Callable[[], None]
    end_for_new_session: Callable[[], None]


class PortalRequest(HttpRequest):
    """``applicant`` is nobody, and false, unless somebody is signed in; see sign_in/middleware.py.

    ``signed_in_as`` is set by a request that signs somebody in: whose browser this is from now on.
    """

    session: PortalSession
    applicant: Applicant | None
    signed_in_as: UUID | str | None
    htmx: HtmxDetails


class ApplicantRequest(PortalRequest):
    """What a view behind ``applicant_required`` gets."""

    applicant: Applicant
