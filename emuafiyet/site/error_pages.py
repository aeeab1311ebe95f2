"""Error pages: what happened in plain words, what to do, and nothing from inside."""

import errno
import logging
import sys

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from applicants.portal_request import PortalRequest
from applicants.sign_in.applicant_access import redirect_after_stale_form

logger = logging.getLogger(__name__)
NO_ROOM_ERRNOS = {errno.ENOSPC, errno.EDQUOT, errno.EROFS}


def csrf_failure(request: PortalRequest, reason: str = "") -> HttpResponse:
    """The form was open too long or cookies are off: on to sign-in with the answers kept, or say what to do."""
    return redirect_after_stale_form(request) or render(request, "403_csrf.html", status=403)


def server_error(request: HttpRequest) -> HttpResponse:
    """500, or 503 with Retry-After when PostgreSQL cannot be reached for a moment or a file finds no room to arrive.

    Rendered without a request context: whatever broke may break the context too.
    """
    trouble = sys.exc_info()[1]
    if isinstance(trouble, OperationalError | InterfaceError):
        logger.error("the database is away")
        return HttpResponse(render_to_string("503.html"), status=503, headers={"Retry-After": "5"})
    if isinstance(trouble, OSError) and trouble.errno in NO_ROOM_ERRNOS:
        logger.error("no room for what people send: %s", errno.errorcode[trouble.errno])
        return HttpResponse(render_to_string("503_no_room.html"), status=503, headers={"Retry-After": "120"})
    return HttpResponse(render_to_string("500.html"), status=500)
