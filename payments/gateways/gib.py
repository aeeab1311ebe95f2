"""GİB, spoken to over HTTP: what is owed goes out, what was collected comes in (domain 6.5)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from django.conf import settings

from emuafiyet.core.outbox.errors import OutageError
from emuafiyet.core.outside.http import call_system
from emuafiyet.core.outside.systems import System

from ..collected_line import CollectedLine

SOURCE = "gib"


class GatewayUnavailableError(OutageError):
    """No answer, or none that makes sense; ask again later."""

    def __init__(self, reason: str) -> None:
        super().__init__(System.GIB, reason)


class GatewayRefusedError(Exception):
    """GİB understood and said no; ``code`` is its word for why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class ReceivableLeg(NamedTuple):
    tax_code: str
    amount_kurus: int


@dataclass(frozen=True)
class FeedPage:
    """A stretch of the feed. ``imported_through`` is None while more pages wait behind ``cursor``."""

    lines: tuple[CollectedLine, ...]
    cursor: str
    imported_through: datetime | None


def create_receivable(reference: str, foreigner_id: str, legs: Sequence[ReceivableLeg], valid_until: datetime) -> None:
    """Say what is owed. The same again is answered as the first time. Raises ``GatewayUnavailableError``,
    ``GatewayRefusedError``."""
    _call_gib(
        "POST",
        "/receivables",
        json={
            "reference": reference,
            "ykn": foreigner_id,
            "legs": [{"code": leg.tax_code, "amount_kurus": leg.amount_kurus} for leg in legs],
            "valid_until": valid_until.isoformat(),
        },
    )


def reprice_receivable(reference: str, legs: Sequence[ReceivableLeg]) -> None:
    """Say what the legs nobody has paid cost now. Raises ``GatewayUnavailableError``, ``GatewayRefusedError``
    (``unknown``)."""
    wanted = [{"code": leg.tax_code, "amount_kurus": leg.amount_kurus} for leg in legs]
    _call_gib("POST", f"/receivables/{reference}/reprice", json={"legs": wanted})


def cancel_receivable(reference: str) -> None:
    """Say that nothing is owed any more. Raises ``GatewayUnavailableError``, ``GatewayRefusedError`` (``unknown``)."""
    _call_gib("POST", f"/receivables/{reference}/cancel", json={})


def fetch_collections(cursor: str) -> FeedPage:
    """What was reported after ``cursor``, oldest report first. Raises ``GatewayUnavailableError``,
    ``GatewayRefusedError``."""
    answer = _call_gib("GET", "/collections", params={"cursor": cursor})
    try:
        through = answer["imported_through"]
        return FeedPage(
            lines=tuple(_parse_line(entry) for entry in answer["lines"]),
            cursor=str(answer["cursor"]),
            imported_through=_parse_instant(through) if through else None,
        )
    except (KeyError, TypeError, ValueError) as error:
        raise GatewayUnavailableError("unreadable") from error


def _parse_line(entry: dict[str, Any]) -> CollectedLine:
    amount, reversal = entry["amount_kurus"], entry["reversal"]
    if type(amount) is not int or type(reversal) is not bool:
        raise TypeError("amounts are whole kuruş, reversal is true or false")
    return CollectedLine(
        source=SOURCE,
        collection_id=_check_length(entry["collection_id"], 64),
        collected_at=_parse_instant(entry["collected_at"]),
        collector=_check_length(entry["collector"], 64),
        tax_code=_check_length(entry["tax_code"], 20),
        foreigner_id=_check_length(entry["ykn"] or "", 40),
        reference=_check_length(entry["reference"], 40) if entry["reference"] else None,
        amount_kurus=amount,
        reversal=reversal,
    )


def _check_length(text: object, length: int) -> str:
    """As sent, never cut: a cut number could be somebody else's."""
    if not isinstance(text, str) or len(text) > length or "\0" in text:
        raise ValueError("not a short text")
    return text


def _parse_instant(text: str) -> datetime:
    instant = datetime.fromisoformat(text)
    if instant.tzinfo is None:
        raise ValueError("an instant without a time zone")
    return instant


def _call_gib(method: str, path: str, **request: Any) -> dict[str, Any]:
    try:
        answer = call_system(System.GIB, method, settings.GIB_URL + path, **request)
        body = answer.json()
    except OutageError as outage:
        raise GatewayUnavailableError(outage.reason) from None
    except ValueError:
        raise GatewayUnavailableError("unreadable") from None
    if not isinstance(body, dict):
        raise GatewayUnavailableError("unreadable")
    if not answer.is_success:
        raise GatewayRefusedError(str(body.get("error", answer.status_code))[:100])
    return body
