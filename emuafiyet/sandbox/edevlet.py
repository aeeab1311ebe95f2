"""e-Devlet Kapısı: the services that a portal's server asks, in their own dialect of OAuth2 (domain 6.1)."""

import secrets
import time
from datetime import datetime, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from . import residents
from .controls import apply_controls
from .replies import RefusedReplyError, answer_refusals
from .state import current_time, state

CLIENTS = {"emuafiyet-demo": "emuafiyet-demo-secret"}
CODE_LIFETIME = timedelta(seconds=60)


def issue_code(ykn: str, client_id: str, redirect_uri: str) -> str:
    """A code for the person who has just approved; of some people it is too old at once."""
    code = secrets.token_urlsafe(24)
    stale = _find_quirk(ykn) == "stale_code"
    until = current_time() + (timedelta(0) if stale else CODE_LIFETIME)
    with state.change() as data:
        data["edevlet_codes"][code] = {
            "ykn": ykn,
            "client_id": client_id,
            "redirect_uri": redirect_uri,
            "until": until.isoformat(),
            "used": False,
        }
    return code


def _find_quirk(ykn: str) -> str:
    found = residents.find_resident(ykn)
    return found["edevlet"] if found else ""


@csrf_exempt
@require_POST
@answer_refusals
def token(request: HttpRequest) -> HttpResponse:
    """AccessTokenController: one code, one token."""
    apply_controls("edevlet")
    asked = request.POST
    if CLIENTS.get(asked.get("client_id", "")) != asked.get("client_secret"):
        return _oauth_error("invalid_client", "İstemci tanınmıyor")
    if asked.get("grant_type") != "authorization_code":
        return _oauth_error("unsupported_grant_type", "Beklenmeyen istek")
    with state.change() as data:
        found = data["edevlet_codes"].get(asked.get("code", ""))
        fits = found and all(found[name] == asked.get(name) for name in ("client_id", "redirect_uri"))
        if not fits or found["used"] or datetime.fromisoformat(found["until"]) <= current_time():
            return _oauth_error("invalid_grant", "Kod geçersiz")
        found["used"] = True
        access_token = secrets.token_urlsafe(24)
        data["edevlet_tokens"][access_token] = found["ykn"]
    quirk = _find_quirk(found["ykn"])
    if quirk == "token_500":
        raise RefusedReplyError(500, "internal_error")
    if quirk == "token_slow":
        time.sleep(15)
    if quirk == "nonsense":
        return HttpResponse("<html>bakım çalışması</html>", content_type="text/html")
    return JsonResponse({"access_token": access_token, "token_type": "bearer", "expires_in": 300})


def _oauth_error(error: str, description: str) -> HttpResponse:
    return JsonResponse({"error": error, "error_description": description}, status=400)


@csrf_exempt
@require_POST
@answer_refusals
def identity(request: HttpRequest) -> HttpResponse:
    """AuthenticationController: whose token this is. Everything is HTTP 200; ``sonucKodu`` says how it went."""
    apply_controls("edevlet")
    with state.read() as data:
        ykn = data["edevlet_tokens"].get(request.POST.get("accessToken", ""), "")
    person = residents.find_resident(ykn)
    if person is None or request.POST.get("clientId") not in CLIENTS or person["edevlet"] == "refused":
        return JsonResponse({"sonucKodu": "EDV09.001", "sonucAciklamasi": "Kimlik bilgisi verilemedi"})
    return JsonResponse(
        {"sonucKodu": "EDV09.000", "sonucAciklamasi": "İşlem başarılı", "kullaniciBilgileri": _build_person(person)}
    )


def _build_person(person: dict[str, Any]) -> dict[str, str]:
    surname = "BAŞKASI" if person["edevlet"] == "other_name" else person["surname"]
    return {"kimlikNo": person["ykn"], "ad": person["given_names"], "soyad": surname}
