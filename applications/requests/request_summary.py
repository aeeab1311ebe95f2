"""What the holder of an exemption has asked for since the grant, read along with the application: no query more."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import OuterRef, QuerySet, Subquery
from django.db.models.functions import JSONObject
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from documents.cards import FREE_RESENDS
from documents.models import Card
from documents.models.card import CardState
from emuafiyet.core.nullable import require_value

from ..eligibility.deadlines import count_days_left
from ..models import Application, ReissueRequest, TerminationRequest
from ..models.requests import ReissueStatus as R
from ..models.requests import TerminationStatus as T

# What happens next, in one sentence.
TERMINATION_SENTENCES = {
    T.REQUESTED: _("Sonlandırma talebiniz inceleniyor; sonucunu e-postayla bildiririz. Muafiyetiniz sürüyor."),
    T.REFUSED: _("Sonlandırma talebiniz kabul edilmedi; gerekçesi bildirimde yazıyor. Muafiyetiniz sürüyor."),
}
REISSUE_SENTENCES = {
    R.DRAFT: _("Yeni kart talebiniz gönderilmedi. Kaldığınız yerden devam edebilirsiniz."),
    R.UNDER_REVIEW: _("Yeni kart talebiniz inceleniyor; sonucunu e-postayla bildiririz. Eski kartınız geçerli."),
    R.AWAITING_PAYMENT: _("Yeni kartınız, tutarın tamamı son güne kadar ödenince basılacak."),
    R.APPROVED: _("Yeni kart talebiniz onaylandı. Eski kartınız geçersizdir."),
    R.LAPSED: _("Ödeme yapılmadığı için yeni kart talebiniz kapandı. Muafiyetiniz sürüyor."),
    R.WITHDRAWN: _("Yeni kart talebinizi geri aldınız. Muafiyetiniz ve kartınız geçerli kalır; ödeme yapmayın."),
}


LAST_DAY_NAME = _("Yeni kart ödemesi için son gün")


@dataclass(frozen=True)
class RequestSummary:
    """One request as its owner sees it under the application."""

    title: Any
    sentence: Any
    url: str = ""
    link: Any = ""
    must_act: bool = False
    in_review: bool = False
    last_day: datetime | None = None
    last_day_name: Any = LAST_DAY_NAME
    calendar_url: str = ""

    @property
    def days_left(self) -> int | None:
        return count_days_left(self.last_day) if self.last_day else None


def annotate_requests(rows: Any) -> QuerySet[Application]:
    """Applications with ``last_termination``, ``last_reissue`` (JSON of the newest one each) and ``card_state``."""
    mine = {"application": OuterRef("pk")}
    termination = TerminationRequest.objects.filter(**mine).order_by("-created_at")
    reissue = ReissueRequest.objects.filter(**mine).order_by("-created_at")
    card = Card.objects.filter(case_reference=OuterRef("pk")).exclude(state=CardState.INVALIDATED)
    return rows.annotate(
        last_termination=Subquery(termination.values(json=JSONObject(status="status"))[:1]),
        last_reissue=Subquery(reissue.values(json=JSONObject(id="id", status="status", due="payment_due_at"))[:1]),
        card_state=Subquery(card.values("state")[:1]),
        card_resends=Subquery(card.values("resends")[:1]),
    )


def select_returned_cards() -> QuerySet[Card]:
    """Cards that came back and wait for their holder's address."""
    return Card.objects.filter(state=CardState.RETURNED, resends__lt=FREE_RESENDS)


def is_termination_pending(case: Application) -> bool:
    return case.last_termination is not None and case.last_termination["status"] == T.REQUESTED


def list_request_summaries(case: Application) -> list[RequestSummary]:
    """The requests that still mean something to their owner, the one that waits for them first."""
    found = []
    if case.card_state == CardState.RETURNED and require_value(case.card_resends) < FREE_RESENDS:
        found.append(
            RequestSummary(
                _("Kartınız geri döndü"),
                _("Kartınız teslim edilemedi. Nereye gönderileceğini bildirin; yeniden gönderim ücretsizdir."),
                reverse("card_address", args=[case.pk]),
                _("Kartın adresini bildir"),
                must_act=True,
            )
        )
    if case.last_reissue and (sentence := REISSUE_SENTENCES.get(case.last_reissue["status"])):
        found.append(_summarize_reissue(case.last_reissue, sentence))
    if case.last_termination and (sentence := TERMINATION_SENTENCES.get(case.last_termination["status"])):
        found.append(RequestSummary(_("Muafiyet Sonlandırma"), sentence, in_review=is_termination_pending(case)))
    return found


def _summarize_reissue(row: dict, sentence: Any) -> RequestSummary:
    key, title = UUID(row["id"]), _("Yeni Kart Başvurusu")
    if row["status"] == R.DRAFT:
        return RequestSummary(title, sentence, reverse("reissue", args=[key]), _("Talebe devam et"), must_act=True)
    if row["status"] == R.AWAITING_PAYMENT:
        due = datetime.fromisoformat(row["due"])
        return RequestSummary(
            title,
            sentence,
            reverse("reissue_payment", args=[key]),
            _("Ödeme bilgileri"),
            must_act=True,
            last_day=due,
            calendar_url=build_calendar_url(key, due),
        )
    return RequestSummary(title, sentence, in_review=row["status"] == R.UNDER_REVIEW)


def build_calendar_url(key: UUID, due: datetime) -> str:
    """Where the last day of a new card's payment can be taken along; empty once it has gone by."""
    return reverse("reissue_last_day", args=[key]) if timezone.now() <= due else ""


def describe_card_state(case: Application) -> str:
    """The way of the card in two words; empty without one."""
    return str(CardState(case.card_state).label) if case.card_state else ""
