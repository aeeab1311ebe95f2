"""What happens at the doors: one-time codes and arrivals. Rows, because nothing else survives a lost broker."""

import base64
import hashlib
import hmac
from datetime import timedelta

import pyotp
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from ..promises import Promise
from .account import Door, Identity

CODE_LIFETIME = timedelta(minutes=10)
MOST_TRIES = 5


def code_expiry():
    return timezone.now() + CODE_LIFETIME


class Arrival(Promise):
    """Somebody at the "no" branch: what they typed, and what the authority answered.

    The authority is asked by a worker; its answer is shown only after the e-mail is proven, so that
    the form cannot be used to find out which reference belongs to which passport.
    """

    queue = "gateway"
    lease_length = timedelta(seconds=30)
    # Somebody waits at the screen: asked every minute at the least, for about half a day.
    longest_wait = timedelta(minutes=1)
    most_attempts = 1_500

    class Outcome(models.TextChoices):
        PENDING = "pending"
        VERIFIED = "verified"
        UNKNOWN = "unknown"
        MISMATCH = "passport_mismatch"
        USED = "used"
        EXPIRED = "expired"
        MISSION_CLOSED = "mission_closed"
        NOT_FOREIGN = "not_foreign"

    door = models.CharField(max_length=10, choices=Door.choices)
    email = models.EmailField(max_length=254)
    consular_reference = models.CharField(max_length=16)
    passport_number = models.CharField(max_length=20)
    outcome = models.CharField(max_length=20, choices=Outcome.choices, default=Outcome.PENDING)
    answer = models.JSONField(default=dict)  # the authority's record, column for column as in Identity
    admitted_at = models.DateTimeField(null=True)

    class Meta(Promise.Meta):
        indexes = [
            *Promise.Meta.indexes,
            models.Index(fields=["consular_reference", "created_at"], name="arrival_by_reference"),
        ]

    def __str__(self) -> str:
        return str(self.pk)

    def keep(self) -> None:
        from ..missions import look_up

        outcome, answer = look_up(self.consular_reference, self.passport_number)
        Arrival.objects.filter(pk=self.pk, outcome=self.Outcome.PENDING).update(outcome=outcome, answer=answer)


class ReferenceUse(Promise):
    """Tells the mission's system that a reference has opened an account and must not be used again."""

    queue = "gateway"
    identity = models.OneToOneField(Identity, on_delete=models.PROTECT)

    class Meta(Promise.Meta):
        pass

    def __str__(self) -> str:
        return str(self.pk)

    def keep(self) -> None:
        from ..missions import mark_used

        mark_used(self.identity, str(self.pk))


class OneTimeCode(Promise):
    """A code sent to an address; valid ten minutes, five tries, one use, in the browser that asked for it.

    The code itself is stored nowhere: it is derived from this row's id under ``OTP_KEY``, so a copy
    of the database signs nobody in (ASVS 5.0 6.5, 6.6.2).
    """

    queue = "otp"
    urgent = True
    lease_length = timedelta(seconds=40)

    class Purpose(models.TextChoices):
        SIGN_IN = "sign_in"
        ARRIVAL = "arrival"

    purpose = models.CharField(max_length=10, choices=Purpose.choices)
    email = models.EmailField(max_length=254)
    language = models.CharField(max_length=5)
    network = models.CharField(max_length=64)  # keyed hash of the asking network, for limits only
    arrival = models.ForeignKey(Arrival, null=True, on_delete=models.CASCADE, related_name="codes")
    expires_at = models.DateTimeField(default=code_expiry)
    tries = models.PositiveSmallIntegerField(default=0)
    used_at = models.DateTimeField(null=True)
    hinted_at = models.DateTimeField(null=True)  # the address had no account, and was told so instead

    class Meta(Promise.Meta):
        constraints = [
            *Promise.Meta.constraints,
            models.CheckConstraint(condition=Q(tries__lte=MOST_TRIES), name="code_tries_bounded"),
            models.CheckConstraint(
                condition=Q(purpose="sign_in", arrival__isnull=True) | Q(purpose="arrival", arrival__isnull=False),
                name="code_purpose_fits",
            ),
        ]
        indexes = [
            *Promise.Meta.indexes,
            models.Index(fields=["email", "created_at"], name="code_by_address"),
            models.Index(fields=["network", "created_at"], name="code_by_network"),
        ]

    def __str__(self) -> str:
        return str(self.pk)

    def digits(self) -> str:
        """The eight digits that this row stands for."""
        secret = hmac.digest(settings.OTP_KEY.encode(), self.pk.bytes, hashlib.sha256)
        return pyotp.HOTP(base64.b32encode(secret).decode(), digits=8).at(0)

    def keep(self) -> None:
        from ..mail import send_code

        send_code(self)
