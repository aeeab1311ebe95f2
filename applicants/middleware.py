"""Puts the signed-in applicant on the request, read from PostgreSQL only when somebody asks."""

from django.utils.functional import SimpleLazyObject

from .models import Applicant
from .sessions import APPLICANT_KEY


class SignedInApplicant:
    """``request.applicant`` is the ``Applicant`` whose session this is, or a falsy nobody."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.applicant = SimpleLazyObject(lambda: find(request))
        return self.get_response(request)


def find(request) -> Applicant | None:
    key = request.session.get(APPLICANT_KEY)
    return Applicant.objects.select_related("identity").filter(pk=key).first() if key else None
