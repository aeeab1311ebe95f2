"""The gateway to e-Devlet Kapısı: an OAuth2 authorization-code client in its own dialect (domain 6.1).

e-Devlet vouches for the identity number, the name and the surname, and for nothing else. The code is
exchanged by a worker: a slow e-Devlet then holds no web thread, and people see a page that waits.
"""

from dataclasses import dataclass
from urllib.parse import urlencode

import httpx
from django.conf import settings
from django.core.exceptions import ValidationError
from django.urls import reverse

from emuafiyet.core.fields import ForeignerIdField, NameField
from emuafiyet.core.outside.http import call_system
from emuafiyet.core.outside.systems import System

SERVER_PATH = "OAuth2AuthorizationServer"
SUCCESS_CODE = "EDV09.000"
EMPTY_NAMES = {"", "-", "."}


class UnreadableAnswerError(Exception):
    """An answer that no e-Devlet should give."""


class EdevletRefusedError(Exception):
    """e-Devlet understood the question and said no."""


@dataclass(frozen=True)
class VouchedPerson:
    """Whom e-Devlet vouches for. Of a citizen only the number is read; a single name stands in ``surname`` (L15)."""

    foreigner_id: str
    surname: str = ""
    given_names: str = ""

    @property
    def is_foreign(self) -> bool:
        return self.foreigner_id.startswith("99")


def build_login_url(state: str) -> str:
    """Return the address of e-Devlet's page of approval; ``state`` comes back with the person's browser."""
    query = urlencode(
        {
            "response_type": "code",
            "client_id": settings.EDEVLET_CLIENT_ID,
            "state": state,
            "scope": "Kimlik-Dogrula",
            "redirect_uri": redirect_uri(),
        }
    )
    return f"{settings.EDEVLET_BROWSER_URL}/{SERVER_PATH}/AuthorizationController?{query}"


def redirect_uri() -> str:
    """Return our address to which e-Devlet sends the browser back."""
    return f"{settings.SITE_URL}{reverse('sign_in_edevlet_back')}"


def exchange_code(code: str) -> VouchedPerson:
    """Return the person whom a code stands for. A code is good for one time only.

    Raises ``EdevletRefusedError`` when e-Devlet says no, ``OutageError`` when it does not answer,
    ``UnreadableAnswerError`` or ``httpx.HTTPStatusError`` for an answer that no e-Devlet should give.
    """
    return _fetch_person(_request_token(code))


def _request_token(code: str) -> str:
    answer = _post_form(
        "AccessTokenController",
        {
            "grant_type": "authorization_code",
            "client_id": settings.EDEVLET_CLIENT_ID,
            "client_secret": settings.EDEVLET_CLIENT_SECRET,
            "code": code,
            "redirect_uri": redirect_uri(),
        },
    )
    token = answer.get("access_token")
    if not isinstance(token, str) or not token:
        raise EdevletRefusedError("no access token")
    return token


def _fetch_person(token: str) -> VouchedPerson:
    """Return whose token it is."""
    question = {
        "accessToken": token,
        "clientId": settings.EDEVLET_CLIENT_ID,
        "resourceId": "1",
        "kapsam": "Ad-Soyad",
    }
    answer = _post_form("AuthenticationController", question)
    if answer.get("sonucKodu") != SUCCESS_CODE:
        raise EdevletRefusedError("another result code")
    told = answer.get("kullaniciBilgileri")
    if not isinstance(told, dict):
        raise UnreadableAnswerError
    number = str(told.get("kimlikNo") or "")
    names = [str(told.get(key) or "").strip() for key in ("ad", "soyad")]
    given_names, surname = ("" if name in EMPTY_NAMES else name for name in names)
    if not surname:
        given_names, surname = "", given_names
    if len(number) == 11 and number.isascii() and number.isdigit() and not number.startswith("99"):
        return VouchedPerson(number)
    try:
        return VouchedPerson(
            foreigner_id=ForeignerIdField().clean(number),
            surname=NameField().clean(surname),
            given_names=NameField(required=False).clean(given_names),
        )
    except ValidationError:
        raise UnreadableAnswerError from None  # the reason would quote the number


def _post_form(service: str, form: dict[str, str]) -> dict:
    answer = call_system(System.EDEVLET, "POST", f"{settings.EDEVLET_URL}/{SERVER_PATH}/{service}", data=form)
    if answer.status_code == httpx.codes.BAD_REQUEST:
        raise EdevletRefusedError("bad request")
    answer.raise_for_status()
    told = answer.json()
    if not isinstance(told, dict):
        raise UnreadableAnswerError
    return told
