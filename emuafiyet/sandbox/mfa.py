"""The Ministry of Foreign Affairs: consular references and reported decisions (domain 6.8)."""

import re
import time
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from . import consular_people
from .controls import apply_controls
from .replies import RefusedReplyError, answer_refusals, read_body, require_value
from .state import current_time, state


def check_reference(reference: str, passport: str) -> dict[str, Any]:
    """The record, if this passport may see it; refusals in the order a consulate would notice them."""
    person = consular_people.BY_REFERENCE.get(reference)
    if person and person.slow:
        time.sleep(person.slow)
    if person and person.down:
        raise RefusedReplyError(500, "internal_error")
    found = consular_people.find_reference(reference)
    if found is None:
        raise RefusedReplyError(404, "unknown")
    if person and person.mission_closed:
        raise RefusedReplyError(409, "mission_closed")
    if re.sub(r"[\s-]", "", passport).upper() != found["passport_number"]:
        raise RefusedReplyError(409, "passport_mismatch")
    return found


def is_expired(found: dict[str, Any]) -> bool:
    return current_time() - datetime.fromisoformat(found["issued_at"]) > consular_people.LIFETIME


@csrf_exempt
@require_GET
@answer_refusals
def reference(request: HttpRequest, reference: str) -> HttpResponse:
    apply_controls("mfa")
    found = check_reference(reference, request.GET.get("passport", ""))
    if consular_people.is_used(reference):
        raise RefusedReplyError(409, "used")
    if is_expired(found):
        raise RefusedReplyError(409, "expired")
    return JsonResponse({**found, "used": False})


@csrf_exempt
@require_POST
@answer_refusals
def use(request: HttpRequest, reference: str) -> HttpResponse:
    """Mark it used. Repeating with the same ``use_id`` is answered as the first time, another one is refused."""
    apply_controls("mfa")
    values = read_body(request)
    found = check_reference(reference, require_value(values, "passport"))
    use_id = str(values.get("use_id", ""))
    with state.change() as data:
        earlier = data["uses"].get(reference)
        if consular_people.is_used(reference) and not (earlier and earlier["use_id"] == use_id):
            raise RefusedReplyError(409, "used")
        if not earlier:
            if is_expired(found):
                raise RefusedReplyError(409, "expired")
            earlier = data["uses"][reference] = {"used_at": current_time().isoformat(), "use_id": use_id}
    return JsonResponse({"reference": reference, "used": True, "used_at": earlier["used_at"]})


@csrf_exempt
@require_POST
@answer_refusals
def renew(request: HttpRequest, reference: str) -> HttpResponse:
    """Sandbox only: a used reference may be used once more."""
    if consular_people.find_reference(reference) is None:
        raise RefusedReplyError(404, "unknown")
    with state.change() as data:
        data["uses"][reference] = None
    if request.content_type == "application/json":
        return JsonResponse({"reference": reference, "used": False})
    return HttpResponseRedirect("/#people")


@csrf_exempt
@require_POST
@answer_refusals
def create(request: HttpRequest) -> HttpResponse:
    """Sandbox only: a new reference, see ``people.create_reference`` for what may be given."""
    values = read_body(request)
    from_form = request.content_type != "application/json"
    wanted_reference = str(values.get("reference", ""))
    if wanted_reference and not re.fullmatch("[0-9]{16}", wanted_reference):
        raise RefusedReplyError(400, "missing", name="reference")
    if from_form and values.get("year"):
        parts = {name: str(values.get(name, "")) for name in ("year", "month", "day")}
        values = {**values, "birth": {name: int(part) if part.isdigit() else None for name, part in parts.items()}}
    made = consular_people.create_reference(values)
    if from_form:
        return HttpResponseRedirect("/#people")
    return JsonResponse({**made, "used": False}, status=201)


@csrf_exempt
@require_http_methods(["GET", "POST"])
@answer_refusals
def decisions(request: HttpRequest) -> HttpResponse:
    """POST: the portal reports a decision; the same ``id`` counts once. GET (sandbox only): what was reported."""
    if request.method == "GET":
        with state.read() as data:
            return JsonResponse({"decisions": list(data["decisions"])})
    apply_controls("mfa")
    values = read_body(request)
    reference = require_value(values, "reference")
    if consular_people.find_reference(reference) is None and not reference.startswith(consular_people.EARLIER):
        raise RefusedReplyError(404, "unknown")
    entry = {
        "id": str(values.get("id", "")),
        "reference": reference,
        "decision": require_value(values, "decision"),
        "reported_at": current_time().isoformat(),
    }
    with state.change() as data:
        known = entry["id"] and any(old["id"] == entry["id"] for old in data["decisions"])
        if not known:
            data["decisions"].append(entry)
    return JsonResponse({"accepted": True}, status=200 if known else 201)
