"""GİB, the revenue administration: receivables, and the feed of what was collected (domain 6.5)."""

import secrets
from datetime import datetime, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from .controls import apply_controls, read_control
from .numbers import is_ykn
from .replies import RefusedReplyError, answer_refusals, read_body, require_value
from .state import current_time, state

PAGE_SIZE = 50
TAX_CODES = {"9280": "Çalışma izni muafiyeti harcı", "9268": "Değerli kâğıt bedeli"}


def read_legs(values: dict[str, Any]) -> list[dict[str, Any]]:
    legs = require_value(values, "legs", list)
    cleaned = [
        {"code": require_value(leg, "code"), "amount_kurus": require_value(leg, "amount_kurus", int)} for leg in legs
    ]
    if not cleaned or any(leg["amount_kurus"] <= 0 or leg["code"] not in TAX_CODES for leg in cleaned):
        raise RefusedReplyError(400, "bad_legs")
    return cleaned


@csrf_exempt
@require_http_methods(["POST"])
@answer_refusals
def receivables(request: HttpRequest) -> HttpResponse:
    """Register what somebody owes. The same again is fine; something else under the same reference is not."""
    apply_controls("gib")
    values = read_body(request)
    ykn, reference = require_value(values, "ykn"), require_value(values, "reference")
    if not is_ykn(ykn):
        raise RefusedReplyError(400, "bad_ykn")
    facts = {
        "reference": reference,
        "ykn": ykn,
        "legs": read_legs(values),
        "valid_until": require_value(values, "valid_until"),
    }
    try:
        datetime.fromisoformat(facts["valid_until"])
    except ValueError:
        raise RefusedReplyError(400, "bad_valid_until") from None
    with state.change() as data:
        known = data["receivables"].get(reference)
        if known:
            if any(known[name] != value for name, value in facts.items()):
                raise RefusedReplyError(409, "different")
            return JsonResponse({"reference": reference, "state": known["state"]})
        data["receivables"][reference] = {**facts, "state": "open", "created_at": current_time().isoformat()}
    return JsonResponse({"reference": reference, "state": "open"}, status=201)


@csrf_exempt
@require_POST
@answer_refusals
def cancel(request: HttpRequest, reference: str) -> HttpResponse:
    apply_controls("gib")
    with state.change() as data:
        known = data["receivables"].get(reference)
        if not known:
            raise RefusedReplyError(404, "unknown")
        known["state"] = "cancelled"
    return JsonResponse({"reference": reference, "state": "cancelled"})


@csrf_exempt
@require_POST
@answer_refusals
def reprice(request: HttpRequest, reference: str) -> HttpResponse:
    """New amounts for the legs nobody has paid yet."""
    apply_controls("gib")
    legs = read_legs(read_body(request))
    with state.change() as data:
        known = data["receivables"].get(reference)
        if not known:
            raise RefusedReplyError(404, "unknown")
        if known["state"] != "open":
            raise RefusedReplyError(409, known["state"])
        known["legs"] = legs
    return JsonResponse({"reference": reference, "state": "open"})


def add_collection(
    *,
    collector: str,
    tax_code: str,
    ykn: str,
    amount_kurus: int,
    reference: str | None = None,
    collected_at: str = "",
    reversal: bool = False,
    collection_id: str = "",
    report_after_seconds: float | None = None,
) -> dict[str, Any]:
    """Make one collection line; it enters the feed at once, or after the delay that is in force."""
    made = current_time()
    delay = read_control("feed_delay") if report_after_seconds is None else report_after_seconds
    line = {
        "collection_id": collection_id or f"{made:%Y%m%d}{secrets.randbelow(10**10):010d}",
        "collected_at": collected_at or made.isoformat(timespec="seconds"),
        "collector": collector,
        "tax_code": tax_code,
        "ykn": ykn,
        "reference": reference,
        "amount_kurus": amount_kurus,
        "reversal": reversal,
    }
    with state.change() as data:
        data["collections"].append(
            {"line": line, "visible_at": (made + timedelta(seconds=delay)).isoformat(), "number": None}
        )
    return line


@csrf_exempt
@require_http_methods(["GET", "POST"])
@answer_refusals
def collections(request: HttpRequest) -> HttpResponse:
    """GET: the feed. POST (sandbox only): put any line into it, however odd; see ``add_collection``."""
    return post_collection(request) if request.method == "POST" else read_feed(request)


def post_collection(request: HttpRequest) -> HttpResponse:
    values = read_body(request)
    allowed = (add_collection.__kwdefaults__ or {}).keys() | {"collector", "tax_code", "ykn", "amount_kurus"}
    if unknown := sorted(set(values) - allowed):
        raise RefusedReplyError(400, "unknown_field", name=unknown[0])
    require_value(values, "tax_code")
    require_value(values, "amount_kurus", int)
    return JsonResponse(add_collection(**{"collector": "0010", "ykn": "", **values}), status=201)


def read_feed(request: HttpRequest) -> HttpResponse:
    """Lines after ``cursor``, oldest report first.

    ``imported_through``: every collection made up to then is in what this cursor and the ones before it gave;
    null while more pages wait. A cursor of another epoch is answered from the beginning.
    """
    apply_controls("gib")
    if read_control("gib_feed_down"):
        raise RefusedReplyError(503, "down")
    with state.change() as data:
        epoch, _, number = request.GET.get("cursor", "").partition(":")
        after = int(number) if epoch == data["epoch"] and number.isdigit() else 0
        moment = current_time()
        shown = [c for c in data["collections"] if datetime.fromisoformat(c["visible_at"]) <= moment]
        last = max((c["number"] or 0 for c in shown), default=0)
        for waiting in sorted((c for c in shown if c["number"] is None), key=lambda c: c["visible_at"]):
            last += 1
            waiting["number"] = last
        fresh = sorted((c for c in shown if c["number"] > after), key=lambda c: c["number"])
        page = fresh[:PAGE_SIZE]
        hidden = [datetime.fromisoformat(c["line"]["collected_at"]) for c in data["collections"] if c["number"] is None]
        through = None
        if len(fresh) <= PAGE_SIZE:
            through = min([moment, *(when - timedelta(seconds=1) for when in hidden)]).isoformat()
        cursor = f"{data['epoch']}:{page[-1]['number'] if page else after}"
        return JsonResponse({"lines": [c["line"] for c in page], "cursor": cursor, "imported_through": through})
