"""e-Devlet's pages as a person meets them: number and password, then "Onayla" or "İptal"."""

from typing import Any
from urllib.parse import urlencode, urlsplit

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from . import residents
from .edevlet import CLIENTS, give_code
from .headers import POLICY

CARRIED = ("response_type", "client_id", "state", "scope", "redirect_uri")
WRONG = "Kimlik numarası veya şifre hatalı."
LOCKED = "Hesabınız kilitli. Şifrenizi PTT şubesinden yenileyin."


@require_http_methods(["GET", "POST"])
def authorize(request: HttpRequest) -> HttpResponse:
    """The one address of both pages; the second is reached by posting the first."""
    asked = request.POST if request.method == "POST" else request.GET
    carried = {name: asked.get(name, "") for name in CARRIED}
    if carried["client_id"] not in CLIENTS or not carried["redirect_uri"].startswith(("http://", "https://")):
        return render(request, "sandbox/edevlet.html", {"error": "Bu uygulama tanınmıyor."}, status=400)
    page: dict[str, Any] = {"carried": carried}
    if request.method == "POST":
        ykn = request.POST.get("ykn", "").strip()
        person = residents.find(ykn)
        if person is None or request.POST.get("password") != residents.PASSWORD:
            page |= {"error": WRONG, "ykn": ykn}
        elif person["edevlet"] == "locked":
            page |= {"error": LOCKED, "ykn": ykn}
        elif "answer" in request.POST:
            return HttpResponseRedirect(_back(request.POST["answer"], person, carried))
        else:
            page |= {"person": person, "ykn": ykn, "password": residents.PASSWORD}
    response = render(request, "sandbox/edevlet.html", page)
    # Browsers hold the form's policy against the redirect that answers it: the way back must be allowed.
    there = urlsplit(carried["redirect_uri"])
    response["Content-Security-Policy"] = POLICY.replace(
        "form-action 'self'", f"form-action 'self' {there.scheme}://{there.netloc}"
    )
    return response


def _back(answer: str, person: dict, carried: dict[str, str]) -> str:
    back = {"state": "another-state" if person["edevlet"] == "bad_state" else carried["state"]}
    if answer == "onayla":
        back["code"] = give_code(person["ykn"], carried["client_id"], carried["redirect_uri"])
    else:
        back |= {"error": "access_denied", "error_description": "Kullanıcı onay vermedi"}
    return f"{carried['redirect_uri']}?{urlencode(back)}"
