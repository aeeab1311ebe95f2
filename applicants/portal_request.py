"""A request as views get it: Django's own, and what the portal's middleware puts on it. For annotations alone."""

from uuid import UUID

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from .models import Applicant


class PortalRequest(HttpRequest):
    """``applicant`` is nobody, and false, unless somebody is signed in; see sign_in/middleware.py.

    ``signed_in_as`` is set by a request that signs somebody in: whose browser this is from now on.
    """

    applicant: Applicant | None
    signed_in_as: UUID | str | None
    htmx: HtmxDetails


class ApplicantRequest(PortalRequest):
    """What a view behind ``applicant_required`` gets."""

    applicant: Applicant
