"""SGK's workplaces and the address database (domain 6.3, 6.4): what a number is, told from the number itself."""

import time

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET

from .controls import apply_controls
from .replies import RefusedReplyError, answer_refusals

SLOW_SECONDS = 8
# The serial's last two digits (SGK) or the code's first digit (addresses) decide what is known.
WORKPLACES = {"99": "unknown", "98": "closed", "97": "answers slowly"}
ADDRESSES = {"9": "unknown", "8": "closed unit", "7": "a building, not a unit", "6": "answers slowly"}


@csrf_exempt
@require_GET
@answer_refusals
def workplace(request: HttpRequest, number: str) -> HttpResponse:
    apply_controls("sgk")
    story = WORKPLACES.get(number[14:16], "")
    if story == "unknown":
        raise RefusedReplyError(404, "unknown")
    if story.startswith("answers"):
        time.sleep(SLOW_SECONDS)
    suffix = " (ALT İŞVEREN)" if number[23:] != "000" else ""
    return JsonResponse(
        {
            "title": f"ÖRNEK {number[9:16]} LTD. ŞTİ.{suffix}",
            "tax_number": f"{number[9:16]}001",
            "address": "Örnek Mah. Deneme Cad. No: 7",
            "province": number[17:19],
            "activity_code": number[1:5],
            "active": story != "closed",
            "employees": 12,
        }
    )


@csrf_exempt
@require_GET
@answer_refusals
def address(request: HttpRequest, code: str) -> HttpResponse:
    apply_controls("nvi")
    story = ADDRESSES.get(code[:1], "")
    if story == "unknown":
        raise RefusedReplyError(404, "unknown")
    if story.startswith("answers"):
        time.sleep(SLOW_SECONDS)
    number = int(code[-2:])
    return JsonResponse(
        {
            "address": f"Örnek Mah. Çınar Sok. No: {number} Daire: {number % 12 + 1}",
            "province": "06" if number % 2 else "34",
            "district": "Çankaya" if number % 2 else "Kadıköy",
            "kind": "building" if story.startswith("a building") else "dwelling",
            "active": story != "closed unit",
        }
    )
