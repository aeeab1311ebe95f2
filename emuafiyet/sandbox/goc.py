"""Göç İdaresi: the last entry of a passport, and the stay that it gives (domain 6.7)."""

import time
from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from . import entries as known
from .controls import apply_controls
from .replies import RefusedReplyError, answer_refusals, read_body
from .state import current_time


@csrf_exempt
@require_http_methods(["GET", "POST"])
@answer_refusals
def entries(request: HttpRequest) -> HttpResponse:
    """GET ``?passport=&nationality=``: the last entry. POST (sandbox only): somebody enters, see
    ``entries.create_entry``."""
    if request.method == "POST":
        from_form = request.content_type != "application/json"
        made = known.create_entry(_read_wanted(read_body(request)))
        return HttpResponseRedirect("/#entries") if from_form else JsonResponse(made, status=201)
    apply_controls("goc")
    passport, nationality = request.GET.get("passport", ""), request.GET.get("nationality", "")
    if passport.startswith("DOWN"):
        raise RefusedReplyError(503, "down")
    if passport.startswith("SLOW"):
        time.sleep(8)
    found = known.find_entry(passport, nationality)
    if found is None:
        raise RefusedReplyError(404, "unknown")
    return JsonResponse(found)


def _read_wanted(values: dict[str, Any]) -> dict[str, Any]:
    """A form says how many days ago; birth comes in parts."""
    if values.get("days_ago"):
        day = current_time() - timedelta(days=int(values["days_ago"]))
        values = {**values, "entered_on": day.date().isoformat()}
    if values.get("year"):
        parts = {name: str(values.get(name, "")) for name in ("year", "month", "day")}
        values = {**values, "birth": {name: int(part) if part.isdigit() else None for name, part in parts.items()}}
    return values
