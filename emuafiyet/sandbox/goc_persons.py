"""Göç İdaresi: corrected identities (domain 6.7). Corrections are made in person; here, by a form of the sandbox."""

import time
from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST

from .controls import apply_controls
from .numbers import is_ykn
from .replies import RefusedReplyError, answer_refusals, read_body, require_value
from .state import current_time, state

TEXT_FIELDS = ("surname", "given_names", "father_name", "mother_name", "nationality")


@csrf_exempt
@require_GET
@answer_refusals
def person(request: HttpRequest, ykn: str) -> HttpResponse:
    """The record as it stands; a correction not yet synchronised shows the old values and the old version."""
    apply_controls("goc")
    with state.read() as data:
        found = data["persons"].get(ykn)
    if found is None:
        raise RefusedReplyError(404, "unknown")
    if found.get("slow"):
        time.sleep(float(found["slow"]))
    shown = found["before"] if found.get("ready_at", "") > current_time().isoformat() else found["record"]
    return JsonResponse(shown)


@csrf_exempt
@require_POST
@answer_refusals
def correct(request: HttpRequest) -> HttpResponse:
    """Sandbox only: write or correct a record. ``after`` seconds pass before the change is synchronised."""
    values = read_body(request)
    from_form = request.content_type != "application/json"
    ykn = require_value(values, "ykn").strip()
    if not is_ykn(ykn):
        raise RefusedReplyError(400, "missing", name="ykn")
    with state.change() as data:
        earlier = data["persons"].get(ykn)
        before = earlier["record"] if earlier else None
        record = _build_record(values, before)
        wait = float(values.get("after") or 0)
        data["persons"][ykn] = {
            "record": record,
            "before": before or record,
            "ready_at": (current_time() + timedelta(seconds=wait)).isoformat(),
            "slow": float(values.get("slow") or 0),
        }
    return HttpResponseRedirect("/#corrections") if from_form else JsonResponse(record, status=201)


def _build_record(values: dict[str, Any], before: dict[str, Any] | None) -> dict[str, Any]:
    base = before or {
        **dict.fromkeys(TEXT_FIELDS, ""),
        "birth": {"year": None, "month": None, "day": None},
        "version": 0,
    }
    given = {name: str(values[name]).strip() for name in TEXT_FIELDS if str(values.get(name, "")).strip()}
    birth = dict(base["birth"])
    sent = values["birth"] if isinstance(values.get("birth"), dict) else values
    for part in ("year", "month", "day"):
        if str(sent.get(part) or "").isdigit():
            birth[part] = int(sent[part])
    return {**base, **given, "birth": birth, "version": base["version"] + 1, "updated_at": current_time().isoformat()}
