"""Changes to officers' accounts: what needs a second person, links to set a password, mails, duties of roles."""

import base64
import hashlib
import hmac
import uuid
from datetime import timedelta

from django.conf import settings
from django.contrib.auth.models import Group
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .notice import Mailing
from .staff import Officer

APPROVAL_LIFETIME = timedelta(hours=24)
PASSWORD_LINK_LIFETIME = timedelta(hours=24)


def password_link_expiry():
    return timezone.now() + PASSWORD_LINK_LIFETIME


class RoleArea(models.Model):
    """What a role's holders answer for. One officer holds roles of one duty only; a trigger refuses others.

    ``load_roles`` writes the rows, so the database knows the rule without knowing the roles' names.
    """

    class Area(models.TextChoices):
        ADMINISTRATION = "administration", _("hesap yönetimi")
        AUDIT = "audit", _("denetim")
        CASEWORK = "casework", _("dosya işleri")

    group = models.OneToOneField(Group, on_delete=models.CASCADE, related_name="duty")
    duty = models.CharField(max_length=16, choices=Area.choices)

    def __str__(self) -> str:
        return f"{self.group_id}: {self.duty}"


class StaffApproval(models.Model):
    """A grave change that one officer proposes and another one confirms within a day, once.

    ``action`` is a key of ``approvals.APPROVAL_ACTIONS``, which says what is done; ``details`` holds the new values as
    the proposer wrote them. The constraints keep both people apart; a trigger keeps settled rows as they are.
    """

    class Outcome(models.TextChoices):
        OPEN = "", _("bekliyor")
        CONFIRMED = "confirmed", _("onaylandı")
        REFUSED = "refused", _("geri çevrildi")
        WITHDRAWN = "withdrawn", _("geri alındı")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    action = models.CharField(_("işlem"), max_length=40)
    # The officer concerned; nobody while the account is only being opened.
    officer = models.ForeignKey(
        Officer, verbose_name=_("ilgili görevli"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    details = models.JSONField(default=dict)
    proposed_by = models.ForeignKey(Officer, verbose_name=_("öneren"), on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField(_("önerildi"), default=timezone.now)
    expires_at = models.DateTimeField(_("son an"))
    outcome = models.CharField(_("sonuç"), max_length=10, choices=Outcome.choices, blank=True, default=Outcome.OPEN)
    settled_by = models.ForeignKey(
        Officer, verbose_name=_("sonuçlandıran"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    settled_at = models.DateTimeField(_("sonuçlandı"), null=True)

    class Meta:
        verbose_name = _("ikinci kişi onayı")
        verbose_name_plural = _("ikinci kişi onayları")
        ordering = ["-proposed_at"]
        constraints = [
            models.CheckConstraint(
                name="approval_proposed_by_another",
                condition=Q(officer__isnull=True) | ~Q(proposed_by=F("officer")),
            ),
            models.CheckConstraint(
                name="approval_confirmed_by_another",
                condition=~Q(outcome="confirmed")
                | (
                    Q(settled_by__isnull=False, settled_at__lte=F("expires_at"))
                    & ~Q(settled_by=F("proposed_by"))
                    & ~Q(settled_by=Coalesce(F("officer"), 0))
                ),
            ),
            models.CheckConstraint(
                name="approval_lasts_a_day", condition=Q(expires_at__lte=F("proposed_at") + APPROVAL_LIFETIME)
            ),
            models.CheckConstraint(
                name="approval_settled_by_somebody",
                condition=Q(outcome="", settled_at__isnull=True, settled_by__isnull=True)
                | (~Q(outcome="") & Q(settled_at__isnull=False, settled_by__isnull=False)),
            ),
        ]
        indexes = [models.Index(fields=["-proposed_at"], condition=Q(outcome=""), name="approval_open")]

    def __str__(self) -> str:
        return f"{self.action} {self.pk}"

    @property
    def is_open(self) -> bool:
        return self.outcome == self.Outcome.OPEN and timezone.now() <= self.expires_at


class PasswordLink(models.Model):
    """A way for an officer to set a password, sent to the registered address; good once, for a day.

    The secret of the link is stored nowhere: it is derived from the row's id under ``OTP_KEY``.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    officer = models.ForeignKey(Officer, on_delete=models.CASCADE, related_name="password_links")
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField(default=password_link_expiry)
    used_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return str(self.pk)

    def derive_secret(self) -> str:
        """128 bits in the letters of an address."""
        digest = hmac.digest(settings.OTP_KEY.encode(), b"password-link:" + self.pk.bytes, hashlib.sha256)
        return base64.urlsafe_b64encode(digest[:16]).decode().rstrip("=")


class OfficerMail(Mailing):
    """A mail to an officer about her own account, rendered when it is sent: a link's secret is in no row."""

    class Kind(models.TextChoices):
        PASSWORD_LINK = "password_link"  # noqa: S105 (the name of a kind)
        ACCOUNT_CHANGED = "account_changed"

    officer = models.ForeignKey(Officer, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=20, choices=Kind.choices)
    recipient = models.EmailField(max_length=254)
    # What changed, who did it and who confirmed it, by keys and names.
    context = models.JSONField(default=dict)
    link = models.ForeignKey(PasswordLink, null=True, on_delete=models.CASCADE, related_name="+")

    class Meta(Mailing.Meta):
        pass

    def __str__(self) -> str:
        return str(self.pk)
