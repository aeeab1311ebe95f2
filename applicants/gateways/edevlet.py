"""The gateway to e-Devlet Kapısı: an OAuth2 authorization-code client in its own dialect (domain 6.1).

e-Devlet vouches for the identity number, the name and the surname, and for nothing else. The code is
exchanged by a worker: a slow e-Devlet then holds no web thread, and people see a page that waits.
"""

import logging
from urllib.parse import urlencode

import httpx
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from emuafiyet.core.fields import ForeignerIdField, NameField
from emuafiyet.core.outbox.errors import OutageError
from emuafiyet.core.outside.http import call_system
from emuafiyet.core.outside.systems import System

from ..models import EdevletVisit

logger = logging.getLogger(__name__)
SERVER_PATH = "OAuth2AuthorizationServer"
SUCCESS_CODE = "EDV09.000"
EMPTY_NAMES = {"", "-", "."}


class UnreadableAnswerError(Exception):
    """An answer that no e-Devlet should give."""


class EdevletRefusedError(Exception):
    """e-Devlet understood the question and said no."""


def build_login_url(visit: EdevletVisit) -> str:
    """Where the person's browser goes to approve."""
    query = urlencode(
        {
            "response_type": "code",
            "client_id": settings.EDEVLET_CLIENT_ID,
            "state": str(visit.pk),
            "scope": "Kimlik-Dogrula",
            "redirect_uri": redirect_uri(),
        }
    )
    return f"{settings.EDEVLET_BROWSER_URL}/{SERVER_PATH}/AuthorizationController?{query}"


def redirect_uri() -> str:
    return f"{settings.SITE_URL}{reverse('sign_in_edevlet_back')}"


def record_return(visit_id: object, code: str, error: str) -> None:
    """Note with what the person came back, once: whoever comes again with the same ``state`` changes nothing."""
    with transaction.atomic():
        visit = EdevletVisit.objects.select_for_update().get(pk=visit_id)
        if not visit.is_open:
            return
        visit.returned_at = timezone.now()
        if code and not error:
            visit.code = code[:500]
        else:
            cancelled = error == "access_denied"
            visit.outcome = EdevletVisit.Outcome.CANCELLED if cancelled else EdevletVisit.Outcome.REFUSED
        visit.save(update_fields=["returned_at", "code", "outcome"])
        if visit.code:
            visit.unhold()


def exchange_code(visit: EdevletVisit) -> None:
    """Turn the code into a person. Every way this can end is written down as an outcome; nothing is tried twice.

    That e-Devlet is away is an outcome too: the person waits at the screen and may choose another way in.
    """
    code = visit.code
    ours = EdevletVisit.objects.filter(pk=visit.pk, outcome=EdevletVisit.Outcome.PENDING)
    # Before the code leaves us: a worker that dies now must not have it used a second time.
    if not ours.filter(exchanged_at__isnull=True).update(exchanged_at=timezone.now(), code=""):
        ours.update(outcome=EdevletVisit.Outcome.UNREACHABLE)
        return
    try:
        person = _fetch_person(_request_token(code))
    except EdevletRefusedError as refusal:
        logger.warning("e-Devlet refused: %s", refusal)
        ours.update(outcome=EdevletVisit.Outcome.REFUSED)
    except (httpx.HTTPStatusError, OutageError, UnreadableAnswerError) as error:
        logger.warning("e-Devlet gave no identity: %s", type(error).__name__)
        ours.update(outcome=EdevletVisit.Outcome.UNREACHABLE)
    else:
        foreign = person["foreigner_id"].startswith("99")
        outcome = EdevletVisit.Outcome.VERIFIED if foreign else EdevletVisit.Outcome.NOT_FOREIGN
        ours.update(outcome=outcome, **(person if foreign else {}))


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


def _fetch_person(token: str) -> dict[str, str]:
    """Whose token it is, by column. A single name stands in ``surname``, wherever e-Devlet puts it (L15)."""
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
        return {"foreigner_id": number}
    try:
        return {
            "foreigner_id": ForeignerIdField().clean(number),
            "surname": NameField().clean(surname),
            "given_names": NameField(required=False).clean(given_names),
        }
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
