"""Officers: people of the ministry who sign in to the desk with a password and a code, and the tries to do so."""

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Officer(AbstractUser):
    """Somebody of the ministry who signs in to the admin; never an applicant.

    The authenticator's secret is stored nowhere: it is derived from ``totp_seed`` under ``OTP_KEY``, so a copy
    of the database signs nobody in.
    """

    must_change_password = models.BooleanField(_("parolasını değiştirmeli"), default=False)
    totp_seed = models.CharField(max_length=64, blank=True, editable=False)
    totp_confirmed_at = models.DateTimeField(_("doğrulayıcı kuruldu"), null=True, editable=False)
    # The last time step whose code was used: no code counts twice (RFC 6238, 5.2).
    totp_last_step = models.BigIntegerField(null=True, editable=False)
    # Every session stands on the number that it began with: counting on ends all of them, for good.
    session_generation = models.PositiveIntegerField(default=0, editable=False)

    class Meta:
        verbose_name = _("görevli")
        verbose_name_plural = _("görevliler")
        constraints = [
            models.CheckConstraint(
                name="officer_authenticator_has_seed", condition=Q(totp_confirmed_at__isnull=True) | ~Q(totp_seed="")
            )
        ]

    @property
    def is_enrolled(self) -> bool:
        return self.totp_confirmed_at is not None


class RecoveryCode(models.Model):
    """One way in without the authenticator, good once; kept as a keyed hash."""

    officer = models.ForeignKey(Officer, on_delete=models.CASCADE, related_name="recovery_codes")
    digest = models.CharField(max_length=64)
    used_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["officer", "digest"], name="recovery_code_once")]

    def __str__(self) -> str:
        return str(self.pk)


class StaffAttempt(models.Model):
    """A failed try to sign in to the desk, counted per name and per network; names are keyed hashes.

    A name that no officer has is counted like any other, so that nobody learns which ones exist.
    """

    name_key = models.CharField(max_length=32)
    network = models.CharField(max_length=32)
    # Keyed hash of the browser, if the officer has signed in on it before: its tries count on their own.
    device = models.CharField(max_length=32, blank=True, default="")
    at = models.DateTimeField(default=timezone.now)
    # Set by a right sign-in or by an administrator: no longer counted.
    forgiven = models.BooleanField(default=False)

    class Meta:
        indexes = [
            models.Index(fields=["name_key", "at"], condition=Q(forgiven=False), name="staff_attempt_name"),
            models.Index(fields=["network", "at"], condition=Q(forgiven=False), name="staff_attempt_network"),
            models.Index(fields=["at"], name="staff_attempt_age"),
        ]

    def __str__(self) -> str:
        return str(self.pk)
