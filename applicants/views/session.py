"""How long the session lasts: asked by the page by itself, and prolonged when the person wants it."""

from django.http import JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from ..portal_request import PortalRequest
from ..sign_in.sessions import not_user_activity


@not_user_activity
@never_cache
@require_safe
def state(request: PortalRequest) -> JsonResponse:
    """``left``: seconds until the end, 0 once it is over. ``last``: it has reached its eight hours."""
    return _session_state_response(request)


@never_cache
@require_POST
def prolong(request: PortalRequest) -> JsonResponse:
    if request.applicant:
        request.session.prolong()
    return _session_state_response(request)


def _session_state_response(request: PortalRequest) -> JsonResponse:
    session = request.session
    left = session.seconds_left if request.applicant else 0
    return JsonResponse({"left": left, "last": session.cannot_be_prolonged})
