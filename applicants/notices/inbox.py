"""Writing notices: rendered in the reader's language at the moment of the decision, kept for ever (domain 5.7)."""

from typing import Any, cast
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction
from django.template import Context, Template
from django.template.loader import get_template, render_to_string
from django.utils import timezone, translation
from django.utils.text import Truncator

from emuafiyet.core.compiled_query import CompiledQuery
from emuafiyet.core.nullable import require_value
from emuafiyet.core.outbox.models import OutboxState

from ..models import Applicant, Notice
from .mail_page import render_mail_page

MAX_TITLE_LENGTH = require_value(Notice._meta.get_field("title").max_length)


def render_notice_title(kind: str) -> str:
    """What a notice of this kind is called in the active language: its own first line."""
    source = cast("Any", get_template(f"mail/{kind}.txt")).template.source
    first_line = source.partition("\n")[0]
    return Template(first_line + "{% endautoescape %}").render(Context())


def write_notice(
    kind: str,
    *,
    applicant: Applicant,
    dedupe_key: str,
    subject_id: UUID | None = None,
    context: dict,
    copy_to: str = "",
    held: bool = False,
    to: str = "",
) -> Notice:
    """Enqueue one notice in the caller's transaction.

    ``mail/<kind>.txt`` holds it: first line the title, then a blank line, then the text. The HTML part
    is made from the same text, so the two can never say different things. A notice whose
    ``dedupe_key`` exists already is returned as it was. ``to``: an address other than the registered one.
    """
    earlier = Notice.objects.filter(dedupe_key=dedupe_key).first()
    if earlier:
        return earlier
    portal = {"site_url": settings.SITE_URL, "support_email": settings.SUPPORT_EMAIL, "demo": settings.DEMO}
    with translation.override(applicant.language):
        title, _, text = render_to_string(f"mail/{kind}.txt", portal | context).strip().partition("\n")
        # The title becomes a header: one line whatever somebody's words in it are, and no longer than its column.
        title, text = Truncator(" ".join(title.split())).chars(MAX_TITLE_LENGTH), text.strip()
        page = {"title": title, "text": text, "language": applicant.language, "rtl": translation.get_language_bidi()}
        html = render_mail_page(portal | page)
    notice = Notice(
        applicant=applicant,
        kind=kind,
        dedupe_key=dedupe_key,
        subject_id=subject_id,
        language=applicant.language,
        recipient=to or applicant.email,
        copy_to="" if copy_to.lower() == applicant.email else copy_to,
        title=title,
        text=text,
        html=html,
        promise_state=OutboxState.ON_HOLD if held else OutboxState.QUEUED,
    )
    try:
        with transaction.atomic():
            return notice.enqueue()
    except IntegrityError:  # another transaction wrote it since we looked; anything else is not found and raises
        return Notice.objects.get(dedupe_key=dedupe_key)


def resend_notice(notice: Notice) -> Notice:
    """The same notice once more, word for word, to the person's present address (A-14).

    A second press while the first repeat is still under way finds that one.
    """
    original = notice.again_of or notice
    with transaction.atomic():
        Notice.objects.select_for_update().get(pk=original.pk)
        sent = original.again.exclude(promise_state__in=[OutboxState.QUEUED, OutboxState.LEASED]).count()
        key = f"{original.pk}:again:{sent}"
        under_way = Notice.objects.filter(dedupe_key=key).first()
        if under_way:
            return under_way
        return Notice(
            applicant=original.applicant,
            kind=original.kind,
            dedupe_key=key,
            subject_id=original.subject_id,
            language=original.language,
            recipient=original.applicant.email,
            copy_to="" if original.copy_to.lower() == original.applicant.email else original.copy_to,
            title=original.title,
            text=original.text,
            html=original.html,
            attachment=original.attachment,
            attachment_name=original.attachment_name,
            again_of=original,
        ).enqueue()


def list_notices(applicant: Applicant, limit: int = 50) -> list[Notice]:
    return list(applicant.notices.order_by("-created_at").defer("html")[:limit])


_ON_CASE = CompiledQuery(
    lambda applicant_id, subject_id: (
        Notice.objects.filter(applicant=applicant_id, subject_id=subject_id).order_by("-created_at").defer("html")
    ),
    UUID,
    UUID,
)


def list_case_notices(applicant: Applicant, subject_id: UUID) -> list[Notice]:
    """The notices on one case, newest first."""
    return _ON_CASE.fetch(applicant.pk, subject_id)


def mark_notice_read(applicant: Applicant, notice_id: UUID) -> Notice | None:
    """The applicant's own notice, now read; None for anybody else's."""
    notice = applicant.notices.filter(pk=notice_id).first()
    if notice and notice.read_at is None:
        applicant.notices.filter(pk=notice_id, read_at__isnull=True).update(read_at=timezone.now())
    return notice
