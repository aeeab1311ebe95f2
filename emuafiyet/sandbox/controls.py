"""Failures on demand: which system is down, how slow it is, what the mail server refuses."""

import time
from datetime import datetime, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from .mailbox import mailbox
from .replies import RefusedReplyError, answer_refusals, read_body
from .returned import returned
from .state import current_time, state

# name -> what it does; every value is a number of seconds (or of times), 0 switches it off.
CONTROLS = {
    "mfa_down": "MFA answers 503 for so many seconds",
    "edevlet_down": "e-Devlet's services answer 503 for so many seconds; its pages keep working",
    "nvi_down": "NVİ answers 503 for so many seconds",
    "goc_down": "Göç İdaresi answers 503 for so many seconds",
    "sgk_down": "SGK answers 503 for so many seconds",
    "gib_down": "GİB's service and feed answer 503 for so many seconds; its web pages keep working",
    "gib_feed_down": "only GİB's collections feed answers 503 for so many seconds",
    "ptt_down": "PTT's services answer 503 for so many seconds; its page keeps working",
    "ptt_pace": "parcels move every so many seconds instead of every twenty",
    "slow": "every service of the outside systems takes so many seconds",
    "feed_delay": "collections made from now on are reported only after so many seconds",
    "smtp_refuse": "the mail server answers 451 for so many seconds",
    "smtp_refuse_next": "the mail server answers 451 to the next so many messages",
    "smtp_bounce_next": "the mail server takes the next so many messages and sends them back as undeliverable",
    "smtp_vanish_next": "the mail server keeps the next so many messages and hangs up without answering",
}
LASTING_CONTROLS = {
    "mfa_down",
    "edevlet_down",
    "goc_down",
    "nvi_down",
    "sgk_down",
    "gib_down",
    "gib_feed_down",
    "ptt_down",
    "smtp_refuse",
}


def read_control(name: str) -> float:
    """What is left of a control: seconds for lasting ones, else the number it was set to; 0 when off."""
    with state.read() as data:
        value = data["controls"].get(name)
    if not value:
        return 0
    if name in LASTING_CONTROLS:
        return max(0.0, (datetime.fromisoformat(value) - current_time()).total_seconds())
    return float(value)


def consume_control(name: str) -> bool:
    """Take one of a counted control; False when none is left."""
    with state.change() as data:
        left = int(data["controls"].get(name) or 0)
        if left:
            data["controls"][name] = left - 1
    return left > 0


def set_controls(wanted: dict[str, Any]) -> None:
    for name, value in wanted.items():
        if name not in CONTROLS:
            raise RefusedReplyError(400, "unknown_control", name=name)
        try:
            number = float(value)
        except (TypeError, ValueError):
            raise RefusedReplyError(400, "not_a_number", name=name) from None
        if not 0 <= number <= 30 * 24 * 3600:
            raise RefusedReplyError(400, "out_of_range", name=name)
        with state.change() as data:
            if not number:
                data["controls"].pop(name, None)
            elif name in LASTING_CONTROLS:
                data["controls"][name] = (current_time() + timedelta(seconds=number)).isoformat()
            else:
                data["controls"][name] = number


def apply_controls(system: str) -> None:
    """Be as slow or as absent as asked. Called first by every service view."""
    time.sleep(min(read_control("slow"), 60))
    if read_control(f"{system}_down"):
        raise RefusedReplyError(503, "down")


@csrf_exempt
@require_http_methods(["GET", "POST", "DELETE"])
@answer_refusals
def controls(request: HttpRequest) -> HttpResponse:
    """GET: what is on. POST (JSON or form): set some. DELETE: everything works again."""
    if request.method == "DELETE":
        with state.change() as data:
            data["controls"].clear()
    elif request.method == "POST":
        from_form = request.content_type != "application/json"
        wanted = {name: value for name, value in read_body(request).items() if name != "csrfmiddlewaretoken"}
        if from_form and wanted.pop("reset", None):
            with state.change() as data:
                data["controls"].clear()
            wanted = {}
        set_controls({name: value for name, value in wanted.items() if value != ""})
        if from_form:
            return HttpResponseRedirect("/#controls")
    return JsonResponse({name: read_control(name) for name in CONTROLS})


@csrf_exempt
@require_http_methods(["POST"])
def forget(request: HttpRequest) -> HttpResponse:
    """Everything as on the first day, mails included; for tests that share one sandbox."""
    state.forget()
    mailbox.clear()
    returned.remove(returned.all())
    return JsonResponse({"forgotten": True})
