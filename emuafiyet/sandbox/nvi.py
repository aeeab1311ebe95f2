"""NVİ, the population registry: records of foreigner identity numbers, and numbers for those without (domain 6.2)."""

import time
import unicodedata
from datetime import datetime, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST

from . import residents
from .controls import apply_controls
from .numbers import choose_ykn
from .replies import RefusedReplyError, answer_refusals, read_body, require_value
from .state import current_time, state

PENDING_SECONDS = 5
# A passport number beginning so decides how the registry behaves.
MAGIC_NUMBERS = {
    "PEND": f"pending for {PENDING_SECONDS} seconds, then given",
    "DUPE": "refused: the person seems to be registered twice",
    "DOWN": "the registry is down (503)",
    "SLOW": "answers after 8 seconds",
}


def person_key(values: dict[str, Any]) -> str:
    """Passport + nationality + birth date: the same person always gets the same number."""
    birth = require_value(values, "birth", dict)
    require_value(birth, "year", int)
    day = "-".join(str(birth.get(part) or "?") for part in ("year", "month", "day"))
    return f"{require_value(values, 'passport_number').upper()}|{require_value(values, 'nationality')}|{day}"


@csrf_exempt
@require_POST
@answer_refusals
def allot(request: HttpRequest) -> HttpResponse:
    apply_controls("nvi")
    values = read_body(request)
    require_value(values, "surname")
    key = person_key(values)
    if key.startswith("DOWN"):
        raise RefusedReplyError(503, "down")
    if key.startswith("SLOW"):
        time.sleep(8)
    if key.startswith("DUPE"):
        raise RefusedReplyError(409, "duplicate_person")
    with state.change() as data:
        known = data["allotments"]
        if key not in known:
            wait = PENDING_SECONDS if key.startswith("PEND") else 0
            known[key] = {
                "ykn": choose_ykn(key, {row["ykn"] for row in known.values()}),
                "ready_at": (current_time() + timedelta(seconds=wait)).isoformat(),
            }
        row = known[key]
    left = (datetime.fromisoformat(row["ready_at"]) - current_time()).total_seconds()
    if left > 0:
        return JsonResponse({"status": "pending", "retry_after": max(1, round(left))}, status=202)
    return JsonResponse({"ykn": row["ykn"]})


def _find_known(ykn: str) -> dict[str, Any]:
    found = residents.find_resident(ykn)
    if found and found["nvi"] == "down":
        raise RefusedReplyError(503, "down")
    if found and found["nvi"] == "slow":
        time.sleep(8)
    if found is None or found["nvi"] == "missing":
        raise RefusedReplyError(404, "unknown")
    return found


@csrf_exempt
@require_GET
@answer_refusals
def person(request: HttpRequest, ykn: str) -> HttpResponse:
    """The registry's record of one number."""
    apply_controls("nvi")
    return JsonResponse({name: value for name, value in _find_known(ykn).items() if name not in {"edevlet", "nvi"}})


@csrf_exempt
@require_POST
@answer_refusals
def persons(request: HttpRequest) -> HttpResponse:
    """Sandbox only: a new resident, see ``residents.create_resident`` for what may be given."""
    try:
        made = residents.create_resident(read_body(request))
    except ValueError:
        raise RefusedReplyError(400, "bad_ykn") from None
    return JsonResponse({**made, "password": residents.PASSWORD}, status=201)


@csrf_exempt
@require_POST
@answer_refusals
def verify(request: HttpRequest) -> HttpResponse:
    """YabanciKimlikNoDogrula: whether number, name and birth belong together; an unknown day or month is null."""
    apply_controls("nvi")
    values = read_body(request)
    try:
        found = _find_known(require_value(values, "ykn"))
    except RefusedReplyError as refusal:
        if refusal.status != 404:
            raise
        return JsonResponse({"verified": False})
    name = f"{values.get('given_names', '')} {values.get('surname', '')}"
    same = plain_words(name) == plain_words(f"{found['given_names']} {found['surname']}")
    return JsonResponse({"verified": same and require_value(values, "birth", dict) == found["birth"]})


def plain_words(name: str) -> list[str]:
    """Words of a name in capitals without their marks: İ and I, Ş and S are one to the registry's check."""
    decomposed = unicodedata.normalize("NFKD", name.replace("ı", "i"))
    return "".join(c for c in decomposed if not unicodedata.combining(c)).upper().split()
