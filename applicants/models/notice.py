"""Notices: rendered once, in the reader's language, when the decision is made; mailed and kept in the inbox."""

from datetime import timedelta
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from emuafiyet.core.outbox.models import OutboxItem, OutboxState

from .account import Applicant


class Mailing(OutboxItem):
    """One message to one address, with an outcome of its own: what another address took says nothing about this one.

    ``kept_at`` is when our mail server took it, which a report may later contradict.
    """

    queue = "mail"
    lease_length = timedelta(minutes=2)
    max_attempts = 40
    # A mailbox that is full or a server that asks for patience is tried for some days (RFC 5321 4.5.4.1).
    max_retry_delay = timedelta(hours=4)
    # The person's page and the desk say so.
    expected_failures = ("no such mailbox",)

    # A delivery report (RFC 3464) said that it did not arrive, and with which status (RFC 3463), e.g. 5.1.1.
    bounced_at = models.DateTimeField(null=True)
    bounce_status = models.CharField(max_length=12, blank=True)

    class Meta(OutboxItem.Meta):
        abstract = True

    @property
    def has_failed(self) -> bool:
        """Refused by a mail server for good, or sent back."""
        return self.promise_state == OutboxState.FAILED or self.bounced_at is not None


class Notice(Mailing):
    """One message to one person: the inbox row and, as an outbox item, the mail that carries it (domain 5.7)."""

    applicant = models.ForeignKey(Applicant, on_delete=models.PROTECT, related_name="notices", db_index=False)
    kind = models.CharField(max_length=40)
    # One notice per event: doing the event's transaction twice cannot mail twice.
    dedupe_key = models.CharField(max_length=200, unique=True)
    subject_id = models.UUIDField(null=True)  # the case it is about, opaque here
    language = models.CharField(max_length=5)
    recipient = models.EmailField(max_length=254)
    # The second e-mail, never for codes; the mail to it is a ``NoticeCopy``.
    copy_to = models.EmailField(max_length=254, blank=True)
    title = models.CharField(_("başlık"), max_length=200)
    text = models.TextField()
    html = models.TextField()
    attachment = models.CharField(max_length=200, blank=True)  # a name in the private store
    attachment_name = models.CharField(max_length=120, blank=True)
    read_at = models.DateTimeField(null=True)
    # No address took it, and when the person was on the portal for the first time after that.
    unreached_at = models.DateTimeField(null=True)
    seen_at = models.DateTimeField(null=True)
    # Sent once more by an officer, word for word: the notice that it repeats.
    again_of = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="again")

    class Meta(Mailing.Meta):
        verbose_name = _("bildirim")
        verbose_name_plural = _("bildirimler")
        permissions = [("resend_notice", _("Bildirimi yeniden gönderebilir"))]
        indexes = [
            *Mailing.Meta.indexes,
            models.Index(fields=["applicant", "-created_at"], name="notice_inbox"),
            models.Index(fields=["applicant"], condition=Q(read_at__isnull=True), name="notice_unread"),
            models.Index(fields=["subject_id", "-created_at"], name="notice_of_subject"),
            models.Index(
                fields=["subject_id"],
                condition=Q(promise_state="dead") | Q(bounced_at__isnull=False),
                name="notice_undelivered",
            ),
            models.Index(fields=["-created_at", "-id"], name="notice_newest"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"

    def enqueue(self) -> Self:
        super().enqueue()
        if self.copy_to:
            NoticeCopy(notice=self, recipient=self.copy_to, promise_state=self.promise_state).enqueue()
        return self

    def unhold(self) -> None:
        super().unhold()
        for copy in self.copies.filter(promise_state=OutboxState.ON_HOLD):
            copy.unhold()


class NoticeCopy(Mailing):
    """The mail of a notice to the second address: sent, refused and tried again on its own."""

    notice = models.ForeignKey(Notice, on_delete=models.CASCADE, related_name="copies", db_index=False)
    recipient = models.EmailField(max_length=254)

    class Meta(Mailing.Meta):
        verbose_name = _("bildirim kopyası")
        verbose_name_plural = _("bildirim kopyaları")
        constraints = [
            *Mailing.Meta.constraints,
            models.UniqueConstraint(fields=["notice", "recipient"], name="notice_copied_once"),
        ]

    def __str__(self) -> str:
        return str(self.pk)
