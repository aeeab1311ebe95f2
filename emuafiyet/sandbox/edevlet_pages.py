"""e-Devlet's pages as a person meets them: number and password, then "Onayla" or "İptal"."""

from typing import Any
from urllib.parse import urlencode, urlsplit

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from . import residents
from .edevlet import CLIENTS, issue_code
from .headers import CONTENT_SECURITY_POLICY

CARRIED_PARAMETERS = ("response_type", "client_id", "state", "scope", "redirect_uri")
WRONG_SIGN_IN_MESSAGE = "Kimlik numarası veya şifre hatalı."
LOCKED_MESSAGE = "Hesabınız kilitli. Şifrenizi PTT şubesinden yenileyin."


@require_http_methods(["GET", "POST"])
def authorize(request: HttpRequest) -> HttpResponse:
    """The one address of both pages; the second is reached by posting the first."""
    asked = request.POST if request.method == "POST" else request.GET
    carried = {name: asked.get(name, "") for name in CARRIED_PARAMETERS}
    if carried["client_id"] not in CLIENTS or not carried["redirect_uri"].startswith(("http://", "https://")):
        return render(request, "sandbox/edevlet.html", {"error": "Bu uygulama tanınmıyor."}, status=400)
    page: dict[str, Any] = {"carried": carried}
    if request.method == "POST":
        ykn = request.POST.get("ykn", "").strip()
        person = residents.find_resident(ykn)
        if person is None or request.POST.get("password") != residents.PASSWORD:
            page |= {"error": WRONG_SIGN_IN_MESSAGE, "ykn": ykn}
        elif person["edevlet"] == "locked":
            page |= {"error": LOCKED_MESSAGE, "ykn": ykn}
        elif "answer" in request.POST:
            return HttpResponseRedirect(_redirect_back(request.POST["answer"], person, carried))
        else:
            page |= {"person": person, "ykn": ykn, "password": residents.PASSWORD}
    response = render(request, "sandbox/edevlet.html", page)
    # Browsers hold the form's policy against the redirect that answers it: the way back must be allowed.
    there = urlsplit(carried["redirect_uri"])
    response["Content-Security-Policy"] = CONTENT_SECURITY_POLICY.replace(
        "form-action 'self'", f"form-action 'self' {there.scheme}://{there.netloc}"
    )
    return response


def _redirect_back(answer: str, person: dict, carried: dict[str, str]) -> str:
    back = {"state": "another-state" if person["edevlet"] == "bad_state" else carried["state"]}
    if answer == "onayla":
        back["code"] = issue_code(person["ykn"], carried["client_id"], carried["redirect_uri"])
    else:
        back |= {"error": "access_denied", "error_description": "Kullanıcı onay vermedi"}
    return f"{carried['redirect_uri']}?{urlencode(back)}"
