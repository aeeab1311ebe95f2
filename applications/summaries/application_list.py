"""How one application looks to its owner: what happens next, who must act, until when, and with which actions."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from applicants.drafts.page_drafts import unfinished_under
from applicants.models import Applicant, Notice
from documents.models import Certificate
from emuafiyet.core.compiled_query import CompiledQuery
from emuafiyet.core.nullable import require_value

from ..casework.next_step import (
    DEADLINE_NAMES,
    MUST_ACT_STATUSES,
    TURN_OF_MINISTRY,
    describe_next_step,
    describe_turn,
    get_deadline,
    is_objection_missed,
    is_still_valid,
)
from ..eligibility.deadlines import ISTANBUL, today
from ..models import Application, ReissueRequest
from ..models.requests import OPEN_REISSUE_STATUSES, ReissueStatus
from ..models.status import Status
from ..requests.request_summary import (
    RequestSummary,
    annotate_requests,
    describe_card_state,
    is_termination_pending,
    list_request_summaries,
    select_returned_cards,
)
from ..wizard.completeness import APPLICATION_PAGES, STEP_COUNT, list_done_pages, under
from .card_tracking import build_card_subquery

S = Status
STATUS_TAGS: dict[str, str] = {
    S.DRAFT: "grey",
    S.UNDER_EVALUATION: "info",
    S.REVISION_REQUESTED: "warn",
    S.AWAITING_PAYMENT: "warn",
    S.APPROVED: "ok",
    S.REJECTED: "error",
    S.OBJECTION_UNDER_EVALUATION: "info",
}
# A decision against the person stands, with its reason.
NEGATIVE_STATUSES = frozenset({S.REJECTED, S.OBJECTION_REJECTED, S.CANCELLED})
PHASES = (gettext_lazy("Gönderildi"), gettext_lazy("Değerlendirme"), gettext_lazy("Ödeme"), gettext_lazy("Sonuç"))


@dataclass(frozen=True)
class Action:
    label: Any
    url: str
    primary: bool = False


@dataclass
class ApplicationSummary:
    """``days_left`` counts to ``last_day``; of an exemption in force, to its own last day."""

    case: Application
    tag: str
    sentence: Any
    must_act: bool
    turn: Any
    last_day: datetime | None
    last_day_name: Any
    days_left: int | None
    calendar_url: str = ""
    actions: list[Action] = field(default_factory=list)
    closed_ways: list[str] = field(default_factory=list)
    asked: list[RequestSummary] = field(default_factory=list)
    card_words: str = ""
    phases: list[tuple[Any, str]] = field(default_factory=list)
    progress: tuple[int, int] | None = None
    unfinished: list[Any] = field(default_factory=list)  # titles of the pages on which something lies unsaved


def count_badges(applicant: Applicant) -> dict[str, int]:
    """The badges of the menu in one query: applications that wait for the person, notices not yet read."""
    [(awaiting, unread)] = _BADGES.fetch(applicant.pk)
    return {"awaiting": awaiting, "unread": unread}


def _select_badges(applicant_id: UUID) -> QuerySet:
    waiting = Application.objects.filter(applicant=OuterRef("pk"), status__in=MUST_ACT_STATUSES)
    owed = ReissueRequest.objects.filter(application__applicant=OuterRef("pk"), status=ReissueStatus.AWAITING_PAYMENT)
    back = select_returned_cards().filter(owner=OuterRef("pk"))
    unread = Notice.objects.filter(applicant=OuterRef("pk"), read_at__isnull=True)
    awaiting = (
        _count_by_owner(waiting) + _count_by_owner(owed, "application__applicant") + _count_by_owner(back, "owner")
    )
    return Applicant.objects.filter(pk=applicant_id).values_list(awaiting, _count_by_owner(unread))


_BADGES: CompiledQuery[tuple[int, int]] = CompiledQuery(_select_badges, UUID)


def _count_by_owner(rows: QuerySet, owner: str = "applicant") -> Coalesce:
    grouped = rows.order_by().values(owner).annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(grouped), 0)


def _select_applications(applicant_id: UUID) -> QuerySet[Application]:
    ready = Certificate.objects.filter(case_reference=OuterRef("pk")).exclude(pdf="")
    rows: QuerySet[Any] = annotate_requests(Application.objects.filter(applicant=applicant_id))
    return (
        rows.select_related("category", "clarificationread", "explicitconsent", "work")
        .prefetch_related("paper_pages")
        .annotate(has_certificate=Exists(ready))
        .order_by("-created_at")
    )


_APPLICATIONS = CompiledQuery(_select_applications, UUID)


def list_application_summaries(applicant: Applicant) -> list[ApplicationSummary]:
    """Every application of the person, those that wait for them first; a constant number of queries."""
    found = [summarize_application(case) for case in _APPLICATIONS.fetch(applicant.pk)]
    for each in found:
        each.unfinished = unfinished_pages(applicant, each.case)
    return sorted(found, key=lambda each: not each.must_act)


def unfinished_pages(applicant: Applicant, case: Application) -> list[Any]:
    """What the person has begun to write about this application and neither saved nor sent (A-37)."""
    if case.status == S.DRAFT:
        begun = unfinished_under(applicant, under(case))
        return [page.title for page in APPLICATION_PAGES if page.slug in begun]
    requests = (
        ("revision", S.REVISION_REQUESTED, _("Revizyon Yap")),
        ("termination", S.APPROVED, _("Muafiyet Sonlandırma")),
    )
    return [
        title
        for name, status, title in requests
        if case.status == status
        and any(place.startswith(str(case.pk)) for place in unfinished_under(applicant, f"{name}/"))
    ]


def summarize_application(case: Application) -> ApplicationSummary:
    moment, left = get_deadline(case)
    missed = case.status in {S.REJECTED, S.CANCELLED} and is_objection_missed(case)
    requests = list_request_summaries(case) if case.status == S.APPROVED else []
    return ApplicationSummary(
        case=case,
        tag=STATUS_TAGS.get(case.status, "grey"),
        sentence=describe_next_step(case),
        must_act=case.status in MUST_ACT_STATUSES or any(each.must_act for each in requests),
        turn=describe_turn(case, missed, requests),
        last_day=moment,
        last_day_name=DEADLINE_NAMES.get(case.status, gettext_lazy("Son gün")),
        days_left=left,
        calendar_url=_build_calendar_url(case, moment),
        actions=list_actions(case),
        closed_ways=explain_closed_actions(case),
        asked=requests,
        card_words=describe_card_state(case),
        phases=list_phases(case),
        progress=(len(list_done_pages(case)), STEP_COUNT) if case.status == S.DRAFT else None,
    )


def _build_calendar_url(case: Application, moment: datetime | None) -> str:
    """The person's own last days; what the ministry owes is not theirs to remember."""
    ours = case.status in TURN_OF_MINISTRY
    ahead = moment is not None and timezone.now() <= moment
    return reverse("last_day_file", args=[case.pk]) if ahead and not ours else ""


def list_actions(case: Application) -> list[Action]:
    """ "Eylemler": exactly what the table in domain 5.3 gives each state, the most pressing first."""
    return [action for offer in ACTION_OFFERS for action in offer(case)]


def _offer_draft(case: Application) -> Iterator[Action]:
    if case.status == S.DRAFT:
        yield Action(_("Devam et"), reverse("application_resume", args=[case.pk]), primary=True)
        yield Action(_("Taslağı sil"), reverse("application_discard", args=[case.pk]))


def _offer_revision(case: Application) -> Iterator[Action]:
    if case.status == S.REVISION_REQUESTED and timezone.now() <= require_value(case.revision_due_at):
        yield Action(_("Revizyon Yap"), reverse("revision", args=[case.pk]), primary=True)


def _offer_waiting_request(case: Application) -> Iterator[Action]:
    if _is_in_force(case):
        yield from (Action(each.link, each.url, primary=True) for each in list_request_summaries(case) if each.must_act)


def _offer_take_back(case: Application) -> Iterator[Action]:
    if _is_in_force(case) and case.last_reissue and case.last_reissue["status"] == ReissueStatus.AWAITING_PAYMENT:
        yield Action(_("Yeni kart talebini geri al"), reverse("reissue_take_back", args=[case.last_reissue["id"]]))


def _offer_payment(case: Application) -> Iterator[Action]:
    if case.status == S.AWAITING_PAYMENT:
        yield Action(_("Ödeme bilgileri"), reverse("payment", args=[case.pk]), primary=True)


def _offer_objection(case: Application) -> Iterator[Action]:
    if case.status == S.REJECTED and not is_objection_missed(case):
        yield Action(_("Redde İtiraz Başvurusu Yap"), reverse("objection", args=[case.pk]))


def _offer_certificate(case: Application) -> Iterator[Action]:
    if (case.status == S.APPROVED or is_still_valid(case)) and getattr(case, "has_certificate", False):
        yield Action(_("Belgeyi indir (PDF)"), reverse("application_certificate", args=[case.pk]))


def _is_in_force(case: Application) -> bool:
    return case.status == S.APPROVED and require_value(case.granted_to) >= today()


def _offer_termination(case: Application) -> Iterator[Action]:
    if _is_in_force(case) and not is_termination_pending(case):
        yield Action(_("Muafiyet Sonlandırma"), reverse("termination", args=[case.pk]))


def _offer_new_card(case: Application) -> Iterator[Action]:
    if not _is_in_force(case) or is_termination_pending(case) or not case.card_state:
        return
    if not case.last_reissue or case.last_reissue["status"] not in OPEN_REISSUE_STATUSES:
        yield Action(_("Yeni Kart Başvurusu"), reverse("reissue_start", args=[case.pk]))


def _offer_decision(case: Application) -> Iterator[Action]:
    if case.status in NEGATIVE_STATUSES:
        yield Action(_("Karar"), reverse("application", args=[case.pk]) + "#decision")


def _offer_detail(case: Application) -> Iterator[Action]:
    if case.status != S.DRAFT:
        yield Action(_("Detay"), reverse("application", args=[case.pk]))


ACTION_OFFERS = (
    _offer_draft,
    _offer_revision,
    _offer_waiting_request,
    _offer_payment,
    _offer_objection,
    _offer_certificate,
    _offer_take_back,
    _offer_termination,
    _offer_new_card,
    _offer_decision,
    _offer_detail,
)


def explain_closed_actions(case: Application) -> list[str]:
    """Why an action that people look for is not offered any more (guide 4.5, 4.7)."""
    if case.status == S.REJECTED and is_objection_missed(case):
        day = date_format(timezone.localdate(case.objection_due_at, timezone=ISTANBUL), "j E Y")
        return [_("Redde itiraz edilemez: itiraz süresi %(day)s günü doldu.") % {"day": day}]
    if case.status == S.REVISION_REQUESTED and timezone.now() > require_value(case.revision_due_at):
        return [_("Revizyon yapılamaz: süresi doldu. Karar birkaç dakika içinde burada olacak.")]
    if case.status == S.LAPSED_UNPAID:
        return [_("Redde itiraz edilemez: süresinde ödeme yapılmayan başvurularda itiraz seçeneği yoktur.")]
    if case.status == S.OBJECTION_REJECTED:
        return [_("Yeniden itiraz edilemez: bir başvuru için yalnız bir kez itiraz edilebilir.")]
    return []


def get_decision_title(case: Application) -> str:
    """What the reason of a rejection or cancellation is called now; an objection may have lifted it since."""
    if not case.decision_text:
        return ""
    if case.status in NEGATIVE_STATUSES:
        return _("Karar")
    if case.status == S.OBJECTION_UNDER_EVALUATION:
        return _("İtiraz ettiğiniz karar")
    return _("Önceki ret kararı") if case.ground else ""


def list_phases(case: Application) -> list[tuple[Any, str]]:
    """The four-part bar, its payment part only where something is or was payable; none where the road ended early."""
    if case.status in {S.DRAFT, S.WITHDRAWN, S.LAPSED_UNPAID}:
        return []
    pays = case.payment_due_at is not None
    names = [name for position, name in enumerate(PHASES) if pays or position != 2]
    if case.status in {S.UNDER_EVALUATION, S.REVISION_REQUESTED, S.OBJECTION_UNDER_EVALUATION}:
        at = 1
    elif case.status == S.AWAITING_PAYMENT:
        at = 2
    else:
        at = len(names)
    return [(name, "done" if i < at else "current" if i == at else "todo") for i, name in enumerate(names)]


def _select_certificate(applicant_id: UUID, case_id: UUID) -> QuerySet[Certificate]:
    rows: QuerySet[Any] = Certificate.objects.filter(owner=applicant_id, case_reference=case_id).order_by("-issued_at")
    return rows.annotate(told_card=build_card_subquery(OuterRef("case_reference")))[:1]


_CERTIFICATE = CompiledQuery(_select_certificate, UUID, UUID)


def find_certificate(applicant: Applicant, case_id: UUID) -> Certificate | None:
    """The newest certificate of a case, rendered or not, with the case's card as ``told_card``."""
    return next(iter(_CERTIFICATE.fetch(applicant.pk, case_id)), None)
