"""THE TABLE of the schedule: each job, how often it looks, what it finds due, and what it does with one of them.

``find_due`` only reads, so that it can be asked about any moment, and names all that is due, the most urgent first:
whoever runs the job takes a batch of it. ``process_one`` is safe to run twice, late or beside itself.
A job that comes late takes nobody's time away: what is sent or ended late is said late, never counted back.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from applicants.notices import bounces
from applicants.privacy import account_retention as people
from documents import cards
from documents.audit_seals.sealing import find_days_due, seal_day
from documents.models.card import InvalidReason

from ..eligibility.fees import quote_application, quote_reissue
from ..lifecycle import engine
from ..lifecycle.actors import SYSTEM
from ..lifecycle.details import Repricing
from ..lifecycle.transitions import APPLICATION
from ..models import Application, ReissueRequest
from ..models.status import Status
from ..notices import case_notices
from ..requests.request_transitions import REISSUE
from ..retention import disposal
from .due_rows import (
    Keys,
    find_bounce_mailbox,
    find_cards_of_terminated,
    find_drafts_to_purge,
    find_drafts_to_warn,
    find_ended_exemptions,
    find_ending_soon,
    find_late_revisions,
    find_outdated_prices,
    find_payments_to_remind,
    find_reissues_of_ended,
    find_revisions_to_remind,
    find_unpaid_applications,
    find_unpaid_reissues,
    list_single_run,
)

BATCH_SIZE = 500
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


@dataclass(frozen=True)
class Job:
    name: str
    title: Any
    every: timedelta
    find_due: Callable[[datetime], Keys]
    process_one: Callable[[Any], object]
    # How long one run goes on with what is due; the rest is done by the next run, a minute later.
    budget_seconds: float = 40.0
    # Before all others, because what it finds changes what they may do.
    runs_first: bool = False

    @property
    def soft_limit_seconds(self) -> float:
        """After so long a single row or query is interrupted."""
        return self.budget_seconds + 15

    @property
    def limit_seconds(self) -> float:
        """After so long the process is ended."""
        return self.budget_seconds + 30


# --- what is done ---------------------------------------------------------------------------------------
def expire_revision(key: UUID) -> None:
    final = Application.objects.filter(pk=key, objection_used=True).exists()
    engine.perform(APPLICATION, "expire_revision_finally" if final else "expire_revision", key, SYSTEM)


def end_card(key: UUID) -> None:
    with transaction.atomic():
        Application.objects.select_for_update(of=("self",)).get(pk=key)
        cards.invalidate_card(key, InvalidReason.TERMINATED)


def build_transition_handler(name: str) -> Callable[[UUID], object]:
    return lambda key: engine.perform(APPLICATION, name, key, SYSTEM)


def build_request_transition_handler(name: str) -> Callable[[UUID], object]:
    return lambda key: engine.perform(REISSUE, name, key, SYSTEM)


def build_reminder_handler(kind: str) -> Callable[[UUID], object]:
    return lambda key: case_notices.send_reminder(key, kind)


def reprice_order(key: UUID) -> None:
    """Raises ``MissingTariffError`` while the new year's amounts are not entered: the desk is told, nothing is
    guessed."""
    request = ReissueRequest.objects.select_related("application").filter(pk=key).first()
    if request is not None:
        engine.perform(REISSUE, "reprice", key, SYSTEM, Repricing(quote_reissue(request)))
        return
    case = Application.objects.get(pk=key)
    engine.perform(APPLICATION, "reprice", key, SYSTEM, Repricing(quote_application(case)))


def warn_draft_owner(key: UUID) -> None:
    case = Application.objects.select_related("category", "applicant").filter(pk=key, status=Status.DRAFT).first()
    if case is not None:
        case_notices.send_purge_warning(case)


def read_bounces(_key: None) -> None:
    bounces.read_mailbox()


def delete_expired_records(_key: None) -> None:
    people.apply_retention_rules()


JOBS = {
    job.name: job
    for job in (
        # First: what came back stops the deadlines that the jobs below would let pass.
        Job("bounces", _("Geri dönen e-postaları okur"), MINUTE, find_bounce_mailbox, read_bounces, runs_first=True),
        Job(
            "revision_expiry",
            _("Revizyon süresi dolanları sonuçlandırır"),
            MINUTE,
            find_late_revisions,
            expire_revision,
        ),
        Job(
            "repricing",
            _("Yeni yılın tarifesini ödenmemiş kalemlere uygular"),
            MINUTE,
            find_outdated_prices,
            reprice_order,
        ),
        Job(
            "payment_lapse",
            _("Süresinde ödenmeyenleri sonuçlandırır (5 günlük bildirim payıyla)"),
            MINUTE,
            find_unpaid_applications,
            build_transition_handler("lapse"),
        ),
        Job(
            "card_lapse",
            _("Süresinde ödenmeyen yeni kart taleplerini kapatır"),
            MINUTE,
            find_unpaid_reissues,
            build_request_transition_handler("lapse"),
        ),
        Job(
            "expiry",
            _("Süresi dolan muafiyetleri sona erdirir"),
            MINUTE,
            find_ended_exemptions,
            build_transition_handler("expire"),
        ),
        Job(
            "card_end",
            _("Sonlandırılan muafiyetin kartını son günden sonra geçersiz kılar"),
            MINUTE,
            find_cards_of_terminated,
            end_card,
        ),
        Job(
            "card_close",
            _("Muafiyeti sona erenlerin yeni kart taleplerini kapatır"),
            MINUTE,
            find_reissues_of_ended,
            build_request_transition_handler("close"),
        ),
        Job(
            "revision_reminder",
            _("Revizyonun son gününden 5 gün önce hatırlatır"),
            HOUR,
            find_revisions_to_remind,
            build_reminder_handler("revision_reminder"),
        ),
        Job(
            "payment_reminder",
            _("Ödemenin son gününden 5 gün önce hatırlatır"),
            HOUR,
            find_payments_to_remind,
            build_reminder_handler("payment_reminder"),
        ),
        Job(
            "ending_soon",
            _("Muafiyetin bitişinden 30 gün önce bildirir"),
            HOUR,
            find_ending_soon,
            build_reminder_handler("ending_soon"),
        ),
        Job(
            "draft_warning",
            _("150 gün dokunulmayan taslağın sahibini uyarır"),
            HOUR,
            find_drafts_to_warn,
            warn_draft_owner,
        ),
        Job(
            "draft_purge",
            _("Uyarıdan 30 gün sonra taslağı siler"),
            HOUR,
            find_drafts_to_purge,
            build_transition_handler("purge"),
        ),
        Job(
            "forgetting",
            _("Saklama süresi dolan kişisel kayıtları siler"),
            HOUR,
            list_single_run,
            delete_expired_records,
        ),
        Job(
            "loose_uploads_disposal",
            _("24 saattir hiçbir yanıta bağlı olmayan dosyaları yok eder"),
            HOUR,
            disposal.find_loose_uploads_due,
            disposal.destroy_loose_uploads,
        ),
        Job(
            "page_drafts_forgetting",
            _("180 gün kaydedilmeyen sayfalara yüklenen dosyaları bırakır"),
            DAY,
            disposal.find_page_drafts_due,
            disposal.delete_page_drafts,
        ),
        Job(
            "store_sweep",
            _("Depoda 2 günden eski, hiçbir kayda bağlı olmayan dosyaları siler"),
            HOUR,
            disposal.find_store_sweep_due,
            disposal.sweep_store,
        ),
        Job(
            "uploads_disposal",
            _("Sonuçlanmasından 5 yıl sonra dosyaları yok eder"),
            DAY,
            disposal.find_uploads_due,
            disposal.destroy_uploads,
        ),
        Job(
            "cases_disposal",
            _("Bitişinden veya kesin karardan 10 yıl sonra başvuruyu yok eder"),
            DAY,
            disposal.find_cases_due,
            disposal.destroy_case,
        ),
        Job("audit_seal", _("Biten günün denetim kayıtlarını mühürler"), HOUR, find_days_due, seal_day),
        Job(
            "audit_disposal",
            _("2 yıldan eski denetim kayıtlarını siler"),
            DAY,
            disposal.find_audit_due,
            disposal.destroy_audit,
        ),
    )
}
