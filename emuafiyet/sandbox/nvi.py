"""NVİ, the population registry: gives a foreigner identity number to a person who has none (domain 6.2, A-11)."""

import time
from datetime import datetime, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from .controls import answer_for
from .numbers import ykn_for
from .replies import Refused, body, need, refusals
from .state import now, state

PENDING_SECONDS = 5
# A passport number beginning so decides how the registry behaves.
MAGIC = {
    "PEND": f"pending for {PENDING_SECONDS} seconds, then given",
    "DUPE": "refused: the person seems to be registered twice",
    "DOWN": "the registry is down (503)",
    "SLOW": "answers after 8 seconds",
}


def person_key(values: dict[str, Any]) -> str:
    """Passport + nationality + birth date: the same person always gets the same number."""
    birth = need(values, "birth", dict)
    need(birth, "year", int)
    day = "-".join(str(birth.get(part) or "?") for part in ("year", "month", "day"))
    return f"{need(values, 'passport_number').upper()}|{need(values, 'nationality')}|{day}"


@csrf_exempt
@require_POST
@refusals
def allot(request: HttpRequest) -> HttpResponse:
    answer_for("nvi")
    values = body(request)
    need(values, "surname")
    key = person_key(values)
    if key.startswith("DOWN"):
        raise Refused(503, "down")
    if key.startswith("SLOW"):
        time.sleep(8)
    if key.startswith("DUPE"):
        raise Refused(409, "duplicate_person")
    with state.change() as data:
        known = data["allotments"]
        if key not in known:
            wait = PENDING_SECONDS if key.startswith("PEND") else 0
            known[key] = {
                "ykn": ykn_for(key, {row["ykn"] for row in known.values()}),
                "ready_at": (now() + timedelta(seconds=wait)).isoformat(),
            }
        row = known[key]
    left = (datetime.fromisoformat(row["ready_at"]) - now()).total_seconds()
    if left > 0:
        return JsonResponse({"status": "pending", "retry_after": max(1, round(left))}, status=202)
    return JsonResponse({"ykn": row["ykn"]})
