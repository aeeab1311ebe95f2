"""Error pages: what happened in plain words, what to do, and nothing from inside."""

import logging
import sys

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from applicants.access import after_a_stale_form

logger = logging.getLogger(__name__)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form was open too long or cookies are off: on to sign-in with the answers kept, or say what to do."""
    return after_a_stale_form(request) or render(request, "403_csrf.html", status=403)


def server_error(request: HttpRequest) -> HttpResponse:
    """500, or 503 with Retry-After when it is only that PostgreSQL cannot be reached for a moment.

    Rendered without a request context: whatever broke may break the context too.
    """
    if isinstance(sys.exc_info()[1], OperationalError | InterfaceError):
        logger.error("the database is away")
        return HttpResponse(render_to_string("503.html"), status=503, headers={"Retry-After": "5"})
    return HttpResponse(render_to_string("500.html"), status=500)
