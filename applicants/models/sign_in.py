"""Sign-ins as rows: codes, first arrivals, visits to e-Devlet. Nothing else survives a lost broker."""

import base64
import hashlib
import hmac
from datetime import timedelta

import pyotp
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from emuafiyet.core.nullable import require_value
from emuafiyet.core.outbox.models import OutboxItem

from .account import Applicant, Identity, SignInMethod
from .email_change import EmailChange

CODE_LIFETIME = timedelta(minutes=10)
MAX_TRIES = 5
VISIT_LIFETIME = timedelta(minutes=10)
VERIFIED_VISIT_LIFETIME = timedelta(minutes=30)  # how long a person may take to give an e-mail after e-Devlet


def code_expiry():
    return timezone.now() + CODE_LIFETIME


class EdevletVisit(OutboxItem):
    """One way to e-Devlet and back, in one browser; its id is the ``state`` of the protocol.

    Held until the person is back. A worker then exchanges the code: once, whatever happens, because a
    code is good for one time only and a second try would look like a theft.
    """

    queue = "identity"
    urgent = True
    longest_hold = None  # who goes to e-Devlet and never comes back is free to
    lease_length = timedelta(seconds=40)
    max_attempts = 2

    class Outcome(models.TextChoices):
        PENDING = "pending"
        VERIFIED = "verified"
        CANCELLED = "cancelled"  # İptal
        REFUSED = "refused"  # e-Devlet said no, to us or to the person
        UNREACHABLE = "unreachable"  # no answer, or none that can be understood
        NOT_FOREIGN = "not_foreign"  # a citizen's number

    outcome = models.CharField(max_length=12, choices=Outcome.choices, default=Outcome.PENDING)
    code = models.CharField(max_length=500, blank=True)  # gone as soon as it is exchanged
    returned_at = models.DateTimeField(null=True)
    exchanged_at = models.DateTimeField(null=True)
    foreigner_id = models.CharField(max_length=11, blank=True)
    surname = models.CharField(max_length=100, blank=True)
    given_names = models.CharField(max_length=100, blank=True)

    class Meta(OutboxItem.Meta):
        constraints = [
            *OutboxItem.Meta.constraints,
            models.CheckConstraint(
                condition=~Q(outcome="verified") | (Q(exchanged_at__isnull=False) & ~Q(foreigner_id="")),
                name="visit_verified_by_exchange",
            ),
            models.CheckConstraint(
                condition=Q(code="") | Q(returned_at__isnull=False, exchanged_at__isnull=True),
                name="visit_code_waits_for_exchange",
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def is_open(self) -> bool:
        """Whether the person may still come back with it."""
        return self.returned_at is None and timezone.now() - self.created_at < VISIT_LIFETIME

    @property
    def vouches(self) -> bool:
        """Whether e-Devlet has just said who is in front of this browser."""
        verified = self.outcome == self.Outcome.VERIFIED
        return verified and timezone.now() - require_value(self.exchanged_at) < VERIFIED_VISIT_LIFETIME


class Arrival(OutboxItem):
    """Somebody who comes in for the first time: what they claim, and what the authority answered.

    The authority is asked by a worker; its answer is shown only after the e-mail is proven, so that
    the form cannot be used to find out which reference or entry belongs to which passport.
    """

    queue = "identity"
    lease_length = timedelta(seconds=30)
    # Somebody waits at the screen.
    max_retry_delay = timedelta(minutes=1)
    max_attempts = 40

    class Outcome(models.TextChoices):
        PENDING = "pending"
        VERIFIED = "verified"
        UNKNOWN = "unknown"
        MISMATCH = "passport_mismatch"
        USED = "used"
        EXPIRED = "expired"
        MISSION_CLOSED = "mission_closed"
        NOT_FOREIGN = "not_foreign"
        NO_ENTRY = "no_entry"
        ENTRY_MISMATCH = "entry_mismatch"
        LEFT = "left"  # out of the country again
        NUMBER_MISMATCH = "number_mismatch"  # the identity number is another person's
        NO_RECORD = "no_record"
        DECEASED = "deceased"
        NAME_MISMATCH = "name_mismatch"  # e-Devlet and NVİ name two people

    door = models.CharField(max_length=10, choices=SignInMethod.choices)
    email = models.EmailField(max_length=254)
    consular_reference = models.CharField(max_length=16, blank=True)
    passport_number = models.CharField(max_length=20, blank=True)
    foreigner_id = models.CharField(max_length=11, blank=True)
    claim = models.JSONField(default=dict)  # what was typed or vouched for beside the numbers
    outcome = models.CharField(max_length=20, choices=Outcome.choices, default=Outcome.PENDING)
    answer = models.JSONField(default=dict)  # the authority's record, column for column as in Identity
    beside = models.JSONField(default=dict)  # what it told beyond that: "registry", "entry"
    admitted_at = models.DateTimeField(null=True)
    emptied_at = models.DateTimeField(null=True)  # the numbers and answers are gone, the audit line stays

    class Meta(OutboxItem.Meta):
        constraints = [
            *OutboxItem.Meta.constraints,
            models.CheckConstraint(
                condition=Q(emptied_at__isnull=False)
                | (Q(door="consular") & ~Q(consular_reference="") & ~Q(passport_number=""))
                | (Q(door="passport") & ~Q(passport_number=""))
                | (Q(door="edevlet") & ~Q(foreigner_id="")),
                name="arrival_has_what_its_door_asks",
            ),
        ]
        indexes = [
            *OutboxItem.Meta.indexes,
            models.Index(fields=["consular_reference", "created_at"], name="arrival_by_reference"),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class RecordReading(OutboxItem):
    """Reads from NVİ what it holds of somebody who signed in first by another method, and by e-Devlet since."""

    queue = "gateway"
    identity = models.OneToOneField(Identity, on_delete=models.CASCADE, related_name="record_reading")

    class Meta(OutboxItem.Meta):
        pass

    def __str__(self) -> str:
        return str(self.pk)


class ReferenceUse(OutboxItem):
    """Tells the mission's system that a reference has opened an account and must not be used again."""

    queue = "gateway"
    identity = models.OneToOneField(Identity, on_delete=models.PROTECT)

    class Meta(OutboxItem.Meta):
        pass

    def __str__(self) -> str:
        return str(self.pk)


class OneTimeCode(OutboxItem):
    """A code sent to an address; valid ten minutes, five tries, one use, in the browser that asked for it.

    The code itself is stored nowhere: it is derived from this row's id under ``OTP_KEY``, so a copy
    of the database signs nobody in (ASVS 5.0 6.5, 6.6.2).
    """

    queue = "otp"
    urgent = True
    delivered_directly_after = timedelta(seconds=3)
    expected_failures = ("expired before it could be sent",)
    lease_length = timedelta(seconds=40)

    class Purpose(models.TextChoices):
        SIGN_IN = "sign_in"
        ARRIVAL = "arrival"
        EMAIL_OLD = "email_old"
        EMAIL_NEW = "email_new"
        CONFIRM = "confirm"  # somebody signed in, before something grave

    purpose = models.CharField(max_length=10, choices=Purpose.choices)
    email = models.EmailField(max_length=254)
    language = models.CharField(max_length=5)
    network = models.CharField(max_length=64)  # keyed hash of the asking network, for limits only
    reserve = models.BooleanField(default=False)  # paid from the share that only the owner's browsers can use
    arrival = models.ForeignKey(Arrival, null=True, on_delete=models.CASCADE, related_name="codes")
    email_change = models.ForeignKey(EmailChange, null=True, on_delete=models.CASCADE, related_name="codes")
    expires_at = models.DateTimeField(default=code_expiry)
    tries = models.PositiveSmallIntegerField(default=0)
    used_at = models.DateTimeField(null=True)
    hinted_at = models.DateTimeField(null=True)  # the address had no account, and was told so instead

    class Meta(OutboxItem.Meta):
        constraints = [
            *OutboxItem.Meta.constraints,
            models.CheckConstraint(condition=Q(tries__lte=MAX_TRIES), name="code_tries_bounded"),
            models.CheckConstraint(
                condition=Q(purpose__in=["sign_in", "confirm"], arrival__isnull=True, email_change__isnull=True)
                | Q(purpose="arrival", arrival__isnull=False, email_change__isnull=True)
                | Q(purpose__in=["email_old", "email_new"], arrival__isnull=True, email_change__isnull=False),
                name="code_purpose_fits",
            ),
        ]
        indexes = [
            *OutboxItem.Meta.indexes,
            models.Index(fields=["email", "created_at"], name="code_by_address"),
            models.Index(fields=["network", "created_at"], name="code_by_network"),
        ]

    def __str__(self) -> str:
        return str(self.pk)

    def has_effect(self) -> bool:
        """Whether there is anything to prove. The digits of a code that leads nowhere are mailed to nobody."""
        has_account = Applicant.objects.filter(email=self.email)
        if self.purpose == self.Purpose.SIGN_IN:
            return has_account.exists()
        return self.purpose != self.Purpose.EMAIL_NEW or not has_account.exists()

    def derive_digits(self) -> str:
        """The eight digits that this row stands for."""
        secret = hmac.digest(settings.OTP_KEY.encode(), self.pk.bytes, hashlib.sha256)
        return pyotp.HOTP(base64.b32encode(secret).decode(), digits=8).at(0)


class AddressLock(OutboxItem):
    """An address may not sign in for a day, because somebody guesses its codes. The item tells the owner, if any."""

    queue = "mail"
    email = models.EmailField(max_length=254)
    until = models.DateTimeField()

    class Meta(OutboxItem.Meta):
        indexes = [*OutboxItem.Meta.indexes, models.Index(fields=["email", "until"], name="lock_by_address")]

    def __str__(self) -> str:
        return str(self.pk)
