"""Sending the notices about a file: of its transitions, its card, its deadlines; and the mission's copy."""

from uuid import UUID

from django.db import transaction
from django.utils import translation

from applicants.models import Notice, SignInMethod
from applicants.notices import inbox
from documents.models import Card, Certificate, Letter
from documents.models.card import CardState

from ..lifecycle.state_machine import Transition
from ..models import REPORTED_STATUSES, Application, MissionCopy, ReissueRequest, TerminationRequest
from .kinds import CARD_NOTICE_KINDS, NOTICE_CONTEXTS, REMINDERS

Row = Application | TerminationRequest | ReissueRequest


def send_transition_notices(
    row: Row, transition: Transition, details: object, document: Certificate | Letter | None
) -> None:
    """Enqueue every notice of the transition; the last one brings the document that it issued, and waits for it.

    Notices of a request belong to its application's correspondence.
    """
    for kind in transition.notices:
        brings = document is not None and kind == transition.notices[-1]
        notice = _write_notice(
            kind, row, details, f"{row.pk}:{row.version}:{kind}", held=brings, brings_certificate=brings
        )
        if document and brings:
            document.attach_to_notice(notice)
    if isinstance(row, Application):
        _enqueue_mission_copy(row)


def send_purge_warning(case: Application) -> None:
    """N16, once for each time that a draft has been left alone for long."""
    _write_notice("draft_purge", case, None, f"{case.pk}:draft_purge:{case.saved_at:%Y%m%d%H%M%S}")


def send_reminder(key: UUID, kind: str) -> None:
    """Write one reminder, unless the file has moved on or it was written before."""
    status, occasion = REMINDERS[kind]
    with transaction.atomic():
        rows = Application.objects.select_for_update(of=("self",)).select_related("applicant__identity", "category")
        case = rows.filter(pk=key, status=status).first()
        if case is not None:
            _write_notice(kind, case, None, f"{case.pk}:{getattr(case, occasion)}:{kind}")


def send_card_notice(card: Card) -> None:
    """Enqueue the notice of where a card is now, once for each state of one parcel."""
    kind = CARD_NOTICE_KINDS.get(CardState(card.state))
    if kind:
        _write_card_notice(kind, card, f"{card.pk}:{card.state}:{card.tracking_number}")


def send_lost_card_notice(card: Card) -> None:
    """The card in the post is void; ``card`` is printed in its place."""
    _write_card_notice("card_lost", card, f"{card.pk}:lost")


def _write_card_notice(kind: str, card: Card, dedupe_key: str) -> None:
    case = Application.objects.select_related("applicant").filter(pk=card.case_reference).first()
    if case is not None:
        _write_notice(kind, case, card, dedupe_key)


def _write_notice(kind: str, row: Row, told: object, dedupe_key: str, *, held: bool = False, **more: object) -> Notice:
    """Enqueue one notice to whom the row's application belongs, in the caller's transaction."""
    case = row if isinstance(row, Application) else row.application
    with translation.override(case.applicant.language):
        context = NOTICE_CONTEXTS[kind](row, told) | more
    return inbox.write_notice(
        kind,
        applicant=case.applicant,
        dedupe_key=dedupe_key,
        subject_id=case.pk,
        context=context,
        copy_to=case.snapshot.get("contact", {}).get("second_email", ""),
        held=held,
    )


def _enqueue_mission_copy(case: Application) -> None:
    """Whoever came with a mission's reference: that mission hears the decision too (A-24, L16), once."""
    if case.status not in REPORTED_STATUSES or case.applicant.identity.door != SignInMethod.CONSULAR:
        return
    if not MissionCopy.objects.filter(application=case, decision=case.status).exists():
        MissionCopy(application=case, decision=case.status).enqueue()
