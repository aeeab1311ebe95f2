"""Notices: rendered once, in the reader's language, when the decision is made; mailed and kept in the inbox."""

from datetime import timedelta

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ..promises import Promise
from .account import Applicant


class Notice(Promise):
    """One message to one person: the inbox row and, as a promise, the mail that carries it (domain 5.7)."""

    queue = "mail"
    lease_length = timedelta(minutes=2)
    most_attempts = 40

    applicant = models.ForeignKey(Applicant, on_delete=models.PROTECT, related_name="notices")
    kind = models.CharField(max_length=40)
    # One notice per event: doing the event's transaction twice cannot mail twice.
    dedupe_key = models.CharField(max_length=200, unique=True)
    subject_id = models.UUIDField(null=True)  # the case it is about, opaque here
    language = models.CharField(max_length=5)
    recipient = models.EmailField(max_length=254)
    copy_to = models.EmailField(max_length=254, blank=True)  # the second e-mail, never for codes
    title = models.CharField(_("başlık"), max_length=200)
    text = models.TextField()
    html = models.TextField()
    attachment = models.CharField(max_length=200, blank=True)  # a name in the private store
    attachment_name = models.CharField(max_length=120, blank=True)
    read_at = models.DateTimeField(null=True)
    # Sent once more by an officer, word for word: the notice that it repeats.
    again_of = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="again")

    class Meta(Promise.Meta):
        verbose_name = _("bildirim")
        verbose_name_plural = _("bildirimler")
        permissions = [("resend_notice", _("Bildirimi yeniden gönderebilir"))]
        indexes = [
            *Promise.Meta.indexes,
            models.Index(fields=["applicant", "-created_at"], name="notice_inbox"),
            models.Index(fields=["applicant"], condition=Q(read_at__isnull=True), name="notice_unread"),
            models.Index(fields=["subject_id", "-created_at"], name="notice_of_subject"),
            models.Index(fields=["subject_id"], condition=Q(promise_state="dead"), name="notice_undelivered"),
            models.Index(fields=["-created_at", "-id"], name="notice_newest"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"

    def keep(self) -> None:
        from ..mail import send_notice

        send_notice(self)
