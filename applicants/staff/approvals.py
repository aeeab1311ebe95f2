"""A second person for what no officer may do alone: proposed by one, confirmed by another, within a day, once.

Each kind of change registers an ``ApprovalAction``. A change that was proposed has no effect before it is confirmed;
confirming carries it out in the same transaction.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from ..models import Officer, StaffApproval
from ..models.staff_change import APPROVAL_LIFETIME
from . import audit


class ApprovalError(Exception):
    """The change cannot be proposed, confirmed or carried out; the text says why."""


@dataclass(frozen=True)
class ApprovalAction:
    """``permission`` is needed to propose and to confirm; ``carry_out`` does the change and may raise
    ``ApprovalError``; ``describe`` says in words what is to change; ``on_proposed`` tells the officer concerned."""

    label: Any
    permission: str
    carry_out: Callable[[StaffApproval], None]
    describe: Callable[[StaffApproval], str]
    on_proposed: Callable[[StaffApproval], None] = lambda approval: None


APPROVAL_ACTIONS: dict[str, ApprovalAction] = {}


@transaction.atomic
def propose_change(
    action: str,
    proposer: Officer,
    *,
    officer: Officer | None = None,
    details: dict[str, Any] | None = None,
    request: HttpRequest | None = None,
) -> StaffApproval:
    """Write a proposal that waits for a second person. Raises ``ApprovalError`` for one's own account, without the
    permission, or while the same change of the same officer waits already."""
    if officer is not None and officer.pk == proposer.pk:
        raise ApprovalError(_("Kendi hesabınızı değiştiremezsiniz."))
    if not _may(proposer, action):
        raise ApprovalError(_("Bunu önermeye yetkiniz yok."))
    if officer is not None:
        Officer.objects.select_for_update().get(pk=officer.pk)
        if find_open_approvals().filter(action=action, officer=officer).exists():
            raise ApprovalError(_("Aynı değişiklik zaten ikinci bir kişinin onayını bekliyor."))
    now = timezone.now()
    approval = StaffApproval.objects.create(
        action=action,
        officer=officer,
        details=details or {},
        proposed_by=proposer,
        proposed_at=now,
        expires_at=now + APPROVAL_LIFETIME,
    )
    audit.record_action(request, "proposed_change", "approval", approval.pk, detail=_label(approval), officer=proposer)
    APPROVAL_ACTIONS[action].on_proposed(approval)
    return approval


def find_open_approvals():
    """What waits for a second person now."""
    return StaffApproval.objects.filter(outcome="", expires_at__gte=timezone.now())


def explain_refused_confirmation(approval: StaffApproval, confirmer: Officer) -> str:
    """Why this officer may not confirm the change; "" when she may."""
    if approval.outcome != StaffApproval.Outcome.OPEN:
        return _("Bu öneri sonuçlanmış.")
    if not approval.is_open:
        return _("Bu önerinin süresi doldu; yeniden önerilmesi gerekir.")
    if confirmer.pk == approval.proposed_by_id:
        return _("Kendi önerinizi onaylayamazsınız; başka bir görevli onaylamalı.")
    if confirmer.pk == approval.officer_id:
        return _("Kendi hesabınız hakkındaki öneriyi onaylayamazsınız.")
    if not _may(confirmer, approval.action):
        return _("Bunu onaylamaya yetkiniz yok.")
    if not _may(approval.proposed_by, approval.action):
        return _("Öneren görevlinin bu yetkisi kalmamış; başka bir görevli yeniden önermeli.")
    return ""


def confirm_change(approval_id: UUID, confirmer: Officer, request: HttpRequest | None = None) -> StaffApproval:
    """Confirm and carry out, in one transaction. Raises ``ApprovalError``; then nothing has happened."""
    try:
        with transaction.atomic():
            approval = _lock(approval_id)
            if reason := explain_refused_confirmation(approval, confirmer):
                raise ApprovalError(reason)
            _settle(approval, StaffApproval.Outcome.CONFIRMED, confirmer)
            APPROVAL_ACTIONS[approval.action].carry_out(approval)
            audit.record_action(
                request, "confirmed_change", "approval", approval.pk, detail=_label(approval), officer=confirmer
            )
            return approval
    except IntegrityError as error:
        raise ApprovalError(_("Değişiklik bu arada olanaksız hale geldi; yeniden önerin.")) from error


@transaction.atomic
def refuse_change(approval_id: UUID, officer: Officer, request: HttpRequest | None = None) -> StaffApproval:
    """End a proposal without effect: its proposer withdraws it, anybody else who could confirm it refuses it."""
    approval = _lock(approval_id)
    if approval.outcome != StaffApproval.Outcome.OPEN:
        raise ApprovalError(_("Bu öneri sonuçlanmış."))
    if not _may(officer, approval.action) or officer.pk == approval.officer_id:
        raise ApprovalError(_("Bunu geri çevirmeye yetkiniz yok."))
    own = officer.pk == approval.proposed_by_id
    _settle(approval, StaffApproval.Outcome.WITHDRAWN if own else StaffApproval.Outcome.REFUSED, officer)
    audit.record_action(request, "refused_change", "approval", approval.pk, detail=_label(approval), officer=officer)
    return approval


def _lock(approval_id: UUID) -> StaffApproval:
    rows = StaffApproval.objects.select_for_update(of=("self",)).select_related("proposed_by", "officer")
    approval = rows.filter(pk=approval_id).first()
    if approval is None:
        raise ApprovalError(_("Böyle bir öneri yok."))
    return approval


def _settle(approval: StaffApproval, outcome: StaffApproval.Outcome, officer: Officer) -> None:
    approval.outcome, approval.settled_by, approval.settled_at = outcome, officer, timezone.now()
    approval.save(update_fields=["outcome", "settled_by", "settled_at"])


def _may(officer: Officer, action: str) -> bool:
    """Read anew: rights taken away since the page was opened count."""
    known = Officer.objects.filter(pk=officer.pk, is_active=True).first()
    return known is not None and known.has_perm(APPROVAL_ACTIONS[action].permission)


def _label(approval: StaffApproval) -> str:
    return f"{approval.action} {approval.officer_id or ''}".strip()
