"""Guards of the holder's requests: None means the transition may be made, a text is the reason for who tried.

``request`` is the row as locked, its application locked before it; for a move that begins a request, the row to be.
"""

from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from documents import cards
from documents.issued.certificate import find_unprintable_facts
from documents.models import Card, Upload
from documents.models.card import CardState
from documents.uploads.file_set import check_file_set
from emuafiyet.core.nullable import require_value
from payments.models import LegState, OrderState, PaymentOrder
from payments.orders import LAPSE_GRACE, find_feed_watermark
from payments.quotes import MissingTariffError

from ..eligibility.deadlines import today
from ..eligibility.fees import quote_reissue
from ..lifecycle.actors import Actor
from ..lifecycle.document_facts import build_certificate_facts
from ..models import Application, ReissueRequest, TerminationRequest
from ..models.requests import OPEN_REISSUE_STATUSES, ReissueGround, TerminationGround, TerminationStatus
from ..models.status import Status
from .card_corrections import CORRECTABLE, corrected
from .request_details import RequestDecision


def is_in_force(case: Application) -> bool:
    """Approved and not over; a start in the future counts (A-17)."""
    return case.status == Status.APPROVED and require_value(case.granted_to) >= today()


def still_in_force(request: Any, by: Actor, details: object = None) -> str | None:
    return None if is_in_force(request.application) else _("Bu muafiyet artık yürürlükte değil.")


def exemption_ended(request: Any, by: Actor, details: object = None) -> str | None:
    return _("Muafiyet sürüyor.") if is_in_force(request.application) else None


def reasoned(request: Any, by: Actor, decision: RequestDecision) -> str | None:
    if not decision.text.strip():
        return _("Kararın nedenini yazın.")
    return still_in_force(request, by)


# --- termination -----------------------------------------------------------------------------------
def find_termination_obstacle(case: Application) -> str | None:
    """Why the holder may not ask for the end now, before anything is filled in."""
    if not is_in_force(case):
        return _("Bu muafiyet artık yürürlükte değil.")
    if TerminationRequest.objects.filter(application=case, status=TerminationStatus.REQUESTED).exists():
        return _("Sonuçlanmamış bir sonlandırma talebiniz var.")
    return None


def termination_requestable(request: TerminationRequest, by: Actor, details: object = None) -> str | None:
    reason = find_termination_obstacle(request.application)
    if reason:
        return reason
    if request.ground not in TerminationGround.values:
        return _("Sonlandırma gerekçesini seçin.")
    day = request.effective_on
    if not isinstance(day, date) or not today() <= day <= require_value(request.application.granted_to):
        return _("Muafiyet bugünden önce ve bitiş gününden sonra sonlandırılamaz.")
    return _find_first_problem([request.petition])


# --- new card --------------------------------------------------------------------------------------
def find_reissue_obstacle(case: Application) -> str | None:
    """Why no new card may be asked for now."""
    if not is_in_force(case):
        return _("Yalnız yürürlükteki muafiyet için yeni kart istenebilir.")
    if cards.find_live_card(case.pk) is None:
        return _("Bu muafiyet için kart düzenlenmedi.")
    if ReissueRequest.objects.filter(application=case, status__in=OPEN_REISSUE_STATUSES).exists():
        return _("Sonuçlanmamış bir yeni kart talebiniz var.")
    if TerminationRequest.objects.filter(application=case, status=TerminationStatus.REQUESTED).exists():
        return _("Sonuçlanmamış bir sonlandırma talebiniz var.")
    return None


def reissue_startable(request: ReissueRequest, by: Actor, details: object = None) -> str | None:
    if request.ground not in ReissueGround.values:
        return _("Yenileme gerekçesini seçin.")
    return find_reissue_obstacle(request.application) or _check_lost_card(request)


# Where a card is that cannot have been lost by its holder: it has not been handed over yet, or it is back.
NOT_LOST_REASONS = {
    CardState.QUEUED: gettext_lazy(
        "Kartınız daha basılmadı: kayıp sebebiyle yeni kart istenemez. PTT’ye verilince size yazarız."
    ),
    CardState.PRINTED: gettext_lazy(
        "Kartınız basıldı, henüz PTT’ye verilmedi: kayıp sebebiyle yeni kart istenemez. PTT’ye verilince size yazarız."
    ),
    CardState.RETURNED: gettext_lazy(
        "Kartınız teslim edilemeden bize geri döndü: kaybolmadı. Nereye gönderileceğini başvurunuzun sayfasından "
        "bildirin."
    ),
}


def explain_not_lost(card: Card | None) -> str | None:
    """Why a card cannot be reported as lost now: it has not been handed over, or has come back and can be resent."""
    if card is None or (card.state == CardState.RETURNED and not cards.may_be_resent(card)):
        return None
    reason = NOT_LOST_REASONS.get(CardState(card.state))
    return str(reason) if reason else None


def _check_lost_card(request: ReissueRequest) -> str | None:
    return (
        explain_not_lost(cards.find_live_card(request.application_id)) if request.ground == ReissueGround.LOST else None
    )


def nothing_paid(request: ReissueRequest, by: Actor, details: object = None) -> str | None:
    if PaymentOrder.objects.filter(case_reference=request.pk, legs__state=LegState.PAID).exists():
        return _("Ödemesi görülen bir talep geri alınamaz.")
    return None


def payable_at_once(request: ReissueRequest, by: Actor, details: object = None) -> str | None:
    """Grounds a and b: nothing is left to be found out, only to be paid."""
    if request.ground == ReissueGround.ADMIN_FAULT:
        return _("Bu gerekçe önce incelenir.")
    reason = still_in_force(request, by) or _check_lost_card(request) or _check_address(request)
    if reason:
        return reason
    if request.ground == ReissueGround.DATA_CHANGE and not (request.record and request.confirmed_at):
        return _("Yeni bilgilerinizi eski kartınızla karşılaştırıp onaylayın.")
    return _check_price(request)


def reviewable(request: ReissueRequest, by: Actor, details: object = None) -> str | None:
    """Ground c: explanation, proof and both sides of the card (R120, R121)."""
    if request.ground != ReissueGround.ADMIN_FAULT:
        return _("Bu gerekçe incelenmez; doğrudan ödeme istenir.")
    reason = still_in_force(request, by) or _check_address(request)
    if reason:
        return reason
    if not request.explanation.strip():
        return _("İdarenin nasıl bir hata yaptığını açıklayın.")
    return _find_first_problem([request.proof, request.card_front, request.card_back])


def fault_confirmable(request: ReissueRequest, by: Actor, decision: RequestDecision) -> str | None:
    """What is put right is a printed fact, is shown by something, and can be printed (R123)."""
    corrections = dict(decision.corrections)
    if reason := reasoned(request, by, decision):
        return reason
    if not corrections:
        return None
    if not decision.evidence.strip():
        return _("Düzeltmenin neye dayandığını yazın.")
    card = cards.find_live_card(request.application_id)
    if not set(corrections) <= CORRECTABLE or card is None:
        return _("Yalnız belgede yazan bilgiler düzeltilebilir.")
    facts = build_certificate_facts(request.application, card.facts | corrected(card.facts, corrections))
    return _("Düzeltilen bilgi belgede basılamayan karakterler içeriyor.") if find_unprintable_facts(facts) else None


def reasoned_and_priced(request: ReissueRequest, by: Actor, decision: RequestDecision) -> str | None:
    return reasoned(request, by, decision) or _check_price(request)


def _check_address(request: ReissueRequest) -> str | None:
    return None if request.uavt_code and request.address_kind else _("Kartın gönderileceği adresi seçin.")


def _check_price(request: ReissueRequest) -> str | None:
    if not request.application.applicant.identity.foreigner_id:
        return _("Yabancı kimlik numarası NVİ’den henüz gelmedi. Numara gelmeden ödeme bildirimi gönderilemez.")
    try:
        quote_reissue(request)
    except MissingTariffError:
        return _("Bugün için yürürlükte tarife yok. Tarife girilince yeniden deneyin.")
    return None


def _find_first_problem(uploads: list[Upload | None]) -> str | None:
    if any(upload is None for upload in uploads):
        return _("İstenen belgelerin tamamını yükleyin.")
    problems = check_file_set([upload for upload in uploads if upload])
    return problems[0] if problems else None


# --- system ----------------------------------------------------------------------------------------
def paid_in_full(request: ReissueRequest, by: Actor, details: object = None) -> str | None:
    if not PaymentOrder.objects.filter(case_reference=request.pk, state=OrderState.SETTLED).exists():
        return _("Ödemenin tamamı ulaşmadı.")
    return still_in_force(request, by)


def payment_overdue(request: ReissueRequest, by: Actor, details: object = None) -> str | None:
    """As for an application: the last day, the grace for late reports and the feed's own word have gone by."""
    if PaymentOrder.objects.filter(case_reference=request.pk, state=OrderState.SETTLED).exists():
        return _("Ödeme tamamlanmış.")
    due_at = require_value(request.payment_due_at)
    if timezone.now() <= due_at + LAPSE_GRACE:
        return _("Ödeme süresi veya geç bildirim payı dolmadı.")
    through = find_feed_watermark()
    if through is None or through < due_at:
        return _("Tahsilat bildirimleri son güne kadar alınmadı.")
    return None
