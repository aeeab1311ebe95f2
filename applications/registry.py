"""The gateway to NVİ: allotment of foreigner identity numbers (domain 6.2)."""

import httpx
from django.conf import settings

from applicants.models import Identity
from applicants.promises import Hopeless


class StillPending(Exception):
    """NVİ has taken the request and will answer later."""


def allot(identity: Identity) -> str:
    """The person's identity number; NVİ gives the same one however often it is asked.

    Raises ``StillPending`` or an HTTP error to be asked again, ``Hopeless`` when NVİ refuses (a person must look).
    """
    answer = httpx.post(
        f"{settings.NVI_URL}/allot",
        json={
            "surname": identity.surname,
            "given_names": identity.given_names,
            "passport_number": identity.passport_number,
            "nationality": identity.nationality,
            "birth": {"year": identity.birth_year, "month": identity.birth_month, "day": identity.birth_day},
        },
        timeout=settings.GATEWAY_TIMEOUT,
    )
    if answer.status_code == httpx.codes.CONFLICT:
        raise Hopeless("NVİ refused the allotment")
    answer.raise_for_status()
    if answer.status_code == httpx.codes.ACCEPTED:
        raise StillPending
    return answer.json()["ykn"]
