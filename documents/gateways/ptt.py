"""PTT, spoken to by SOAP over HTTP: parcels go out, their movements come in (domain 6.6).

The few messages are written by hand after PTT's published shapes; what comes back is read by a parser that refuses
entities and other tricks.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from xml.etree.ElementTree import Element
from xml.sax.saxutils import escape
from zoneinfo import ZoneInfo

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import ParseError, fromstring
from django.conf import settings
from django.utils.timezone import make_aware

from emuafiyet.core.outbox.errors import OutageError
from emuafiyet.core.outside.http import call_system
from emuafiyet.core.outside.systems import System

ISTANBUL = ZoneInfo("Europe/Istanbul")
UNKNOWN = "unknown"
_ENVELOPE = (
    '<?xml version="1.0" encoding="UTF-8"?>'
    '<soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/" xmlns:ptt="{namespace}">'
    "<soapenv:Body><ptt:{operation}><ptt:input>{body}</ptt:input></ptt:{operation}></soapenv:Body></soapenv:Envelope>"
)
_LOAD_SERVICE = ("/PttVeriYukleme/services/Sorgu", "http://kabul.ptt.gov.tr")
_TRACK_SERVICE = ("/GonderiTakipV2/services/Sorgu", "http://takip.ptt.gov.tr")
SUCCESS = "1"


class GatewayUnavailableError(OutageError):
    """No answer, or none that makes sense; ask again later."""

    def __init__(self, reason: str) -> None:
        super().__init__(System.PTT, reason)


class GatewayRefusedError(Exception):
    """PTT understood and said no; ``code`` is its own, or ``unknown`` for a parcel that it does not know."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Parcel:
    """What PTT has to know of a parcel; names in capitals the Turkish way, the telephone's last ten digits."""

    tracking_number: str
    our_reference: str
    recipient: str
    phone: str
    address: str
    district: str
    province: str


@dataclass(frozen=True)
class PttMovement:
    sequence: int
    at: datetime
    office: str
    words: str


@dataclass(frozen=True)
class ParcelTrack:
    """``movements``: oldest first. ``received_by``: who took the parcel, "" while nobody has."""

    movements: tuple[PttMovement, ...]
    received_by: str


def register_parcel(parcel: Parcel) -> None:
    """Tell PTT of a parcel (``kabulEkle2``). The same again is answered the same. Raises
    ``GatewayUnavailableError``, ``GatewayRefusedError``."""
    item = {
        "aAdres": parcel.address,
        "aliciAdi": parcel.recipient,
        "aliciIlAdi": parcel.province,
        "aliciIlceAdi": parcel.district,
        "aliciSms": parcel.phone,
        "barkodNo": parcel.tracking_number,
        "musteriReferansNo": parcel.our_reference,
    }
    file = {"dosyaAdi": parcel.our_reference, "gonderiTip": "NORMAL", "gonderiTur": "KARGO", "kullanici": "PttWs"}
    answer = _call_service(
        _LOAD_SERVICE,
        "kabulEkle2",
        _build_tags(_customer_fields()) + _build_tags(file) + f"<ptt:dongu>{_build_tags(item)}</ptt:dongu>",
    )
    if _read_text(answer, "hataKodu") != SUCCESS:
        raise GatewayRefusedError(_read_text(answer, "hataKodu"))
    if _read_text(answer, "donguHataKodu") != SUCCESS:
        raise GatewayRefusedError(f"parcel {_read_text(answer, 'donguHataKodu')}"[:40])


def withdraw_parcel(tracking_number: str) -> None:
    """Take back a parcel that PTT has not accepted yet (``barkodVeriSil``). Raises ``GatewayUnavailableError``,
    ``GatewayRefusedError``."""
    answer = _call_service(
        _LOAD_SERVICE, "barkodVeriSil", _build_tags({"barcode": tracking_number}) + _build_tags(_customer_fields())
    )
    code = _read_text(answer, "hataKodu")
    if code != SUCCESS:
        raise GatewayRefusedError(UNKNOWN if code == "2" else code)


def track_parcel(tracking_number: str) -> ParcelTrack:
    """Where a parcel is (``gonderiSorgu``). Raises ``GatewayUnavailableError``, ``GatewayRefusedError``
    (``unknown``)."""
    answer = _call_service(
        _TRACK_SERVICE, "gonderiSorgu", _build_tags(_customer_fields()) + _build_tags({"barkod": tracking_number})
    )
    if _read_text(answer, "sonucKodu") != "0":
        raise GatewayRefusedError(UNKNOWN)
    try:
        movements = sorted(
            (_parse_movement(each) for each in _find_elements(answer, "dongu")), key=lambda each: each.sequence
        )
    except ValueError as error:
        raise GatewayUnavailableError("unreadable") from error
    return ParcelTrack(tuple(movements), _read_text(answer, "TESALAN")[:120])


def _parse_movement(line: Element) -> PttMovement:
    moment = datetime.strptime(f"{_read_text(line, 'ITARIH')} {_read_text(line, 'ISAAT')}", "%d/%m/%Y %H:%M:%S")  # noqa: DTZ007
    words, sequence = _read_text(line, "ISLEM"), int(_read_text(line, "siraNo"))
    if not words or not 0 <= sequence < 32_000:
        raise ValueError("a movement without words or number")
    return PttMovement(sequence, make_aware(moment, ISTANBUL), _read_text(line, "IMERK")[:120], words[:200])


def _customer_fields() -> dict[str, str]:
    return {"musteriId": settings.PTT_CUSTOMER, "sifre": settings.PTT_PASSWORD}


def _build_tags(values: dict[str, str]) -> str:
    return "".join(f"<ptt:{name}>{escape(value)}</ptt:{name}>" for name, value in values.items())


def _call_service(service: tuple[str, str], operation: str, body: str) -> Element:
    path, namespace = service
    message = _ENVELOPE.format(namespace=namespace, operation=operation, body=body)
    headers = {"Content-Type": "text/xml; charset=utf-8", "SOAPAction": f'"urn:{operation}"'}
    try:
        answer = call_system(
            System.PTT, "POST", settings.PTT_URL + path, content=message.encode(), headers=headers, reads_json=False
        )
        if not answer.is_success:
            raise GatewayUnavailableError(f"http_{answer.status_code}")
        return fromstring(answer.content)
    except OutageError as outage:
        raise GatewayUnavailableError(outage.reason) from None
    except (ParseError, DefusedXmlException):
        # Not the error itself: its text may hold a part of the answer.
        raise GatewayUnavailableError("unreadable") from None


def _find_elements(tree: Element, name: str) -> list[Any]:
    """Elements by their own name: PTT's services disagree about namespaces."""
    return [each for each in tree.iter() if each.tag.rpartition("}")[2] == name]


def _read_text(tree: Element, name: str) -> str:
    found = _find_elements(tree, name)
    return (found[0].text or "").strip() if found else ""
