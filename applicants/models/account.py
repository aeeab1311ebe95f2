"""Who has an account: applicants (foreign natural persons, R1), and everybody's sessions."""

import uuid
from importlib import import_module

from django.conf import settings
from django.contrib.sessions.base_session import AbstractBaseSession
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from emuafiyet.core.text.name_comparison import is_same_name


class Applicant(models.Model):
    """One foreign natural person. The registered e-mail is proven by a one-time code before this row exists (A-1)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    email = models.EmailField(_("kayıtlı e-posta"), max_length=254, unique=True)
    language = models.CharField(_("bildirim dili"), max_length=5, default="tr")
    # Chosen on the account page; until then notices follow the language in which the portal is read.
    language_chosen = models.BooleanField(default=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    last_sign_in_at = models.DateTimeField(null=True, editable=False)
    # A mail to the registered address did not arrive; until the person has changed or confirmed the address.
    email_failed_at = models.DateTimeField(null=True, editable=False)
    # A notice reached none of the addresses: the next page that the person opens is when they could first know of it.
    view_awaited = models.BooleanField(default=False, editable=False)

    class Meta:
        verbose_name = _("başvuru sahibi")
        verbose_name_plural = _("başvuru sahipleri")
        # One spelling per address: forms lower it, the database insists.
        constraints = [models.CheckConstraint(condition=Q(email=Lower("email")), name="applicant_email_lower")]

    def __str__(self) -> str:
        return str(self.id)


class SignInMethod(models.TextChoices):
    """How a person first came in (guide 1)."""

    EDEVLET = "edevlet", _("e-Devlet")
    PASSPORT = "passport", _("Türkiye’ye girişte kullanılan pasaport")
    CONSULAR = "consular", _("Konsolosluk referansı")


class Identity(models.Model):
    """What the sign-in method told us about the person; these values are read-only in the profile (R15, domain 6.9).

    Birth month and day may be unknown (domain 3.4); a person may have one name only, kept in ``surname``.
    """

    applicant = models.OneToOneField(Applicant, on_delete=models.PROTECT, related_name="identity", primary_key=True)
    door = models.CharField(max_length=10, choices=SignInMethod.choices)
    surname = models.CharField(_("soyadı"), max_length=100)
    given_names = models.CharField(_("adı"), max_length=100, blank=True)
    nationality = models.CharField(_("uyruk"), max_length=3, validators=[RegexValidator(r"^[A-Z]{3}$")])
    birth_year = models.PositiveSmallIntegerField(_("doğum yılı"))
    birth_month = models.PositiveSmallIntegerField(null=True, blank=True)
    birth_day = models.PositiveSmallIntegerField(null=True, blank=True)
    # e-Devlet knows no passport: its number is then asked in the profile and stays out of here.
    passport_number = models.CharField(_("pasaport numarası"), max_length=20, blank=True)
    foreigner_id = models.CharField(_("yabancı kimlik numarası"), max_length=11, null=True, blank=True, unique=True)
    consular_reference = models.CharField(_("konsolosluk referansı"), max_length=16, null=True, blank=True, unique=True)
    mission = models.CharField(_("temsilcilik"), max_length=120, blank=True)

    class Meta:
        constraints = [
            # One person, one account, whichever sign-in method.
            models.UniqueConstraint(
                fields=["passport_number", "nationality", "birth_year", "birth_month", "birth_day"],
                nulls_distinct=False,
                condition=~Q(passport_number=""),
                name="identity_person_unique",
            ),
            models.CheckConstraint(
                condition=~Q(passport_number="") | Q(foreigner_id__isnull=False), name="identity_can_be_found_again"
            ),
            models.CheckConstraint(condition=~Q(nationality="TUR"), name="identity_is_foreign"),
            models.CheckConstraint(
                condition=Q(birth_day__isnull=True) | Q(birth_month__isnull=False), name="identity_day_needs_month"
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def full_name(self) -> str:
        return f"{self.given_names} {self.surname}".strip()

    @property
    def official_name(self) -> tuple[str, str]:
        """Surname and given names as documents print: in the record's spelling when it names this person (A-38)."""
        for source in ("registry", "entry"):
            record = getattr(self, source, None)
            if record and record.surname and is_same_name(record.full_name, self.full_name):
                return record.surname, record.given_names
        return self.surname, self.given_names


class RecordedPerson(models.Model):
    """Whom an authority's record is about, in its own spelling; a day or month that it lacks is empty (A-40)."""

    surname = models.CharField(max_length=100, blank=True)
    given_names = models.CharField(max_length=100, blank=True)
    birth_year = models.PositiveSmallIntegerField(null=True, blank=True)
    birth_month = models.PositiveSmallIntegerField(null=True, blank=True)
    birth_day = models.PositiveSmallIntegerField(null=True, blank=True)

    class Meta:
        abstract = True

    @property
    def full_name(self) -> str:
        return f"{self.given_names} {self.surname}".strip()


class RegistryRecord(RecordedPerson):
    """What NVİ holds of the person beside the identity (R14, domain 6.9). Empty where the registry has nothing."""

    identity = models.OneToOneField(Identity, on_delete=models.CASCADE, related_name="registry", primary_key=True)
    father_name = models.CharField(max_length=100, blank=True)
    mother_name = models.CharField(max_length=100, blank=True)
    sex = models.CharField(max_length=1, blank=True)  # K, E or X
    marital_status = models.CharField(max_length=10, blank=True)  # single, married, divorced or widowed
    birth_place = models.CharField(max_length=100, blank=True)
    birth_country = models.CharField(max_length=3, blank=True)
    read_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return str(self.pk)


class EntryRecord(RecordedPerson):
    """The last entry to Türkiye as Göç İdaresi recorded it, and until when the person may stay (domain 6.7)."""

    class StayBasis(models.TextChoices):
        VISA = "visa", _("Vize")
        VISA_WAIVER = "visa_waiver", _("Vize muafiyeti")
        RESIDENCE = "residence", _("İkamet izni")
        NONE = "none", _("Geçerli kalış hakkı yok")

    identity = models.OneToOneField(Identity, on_delete=models.CASCADE, related_name="entry", primary_key=True)
    entered_on = models.DateField()
    gate = models.CharField(max_length=100, blank=True)
    stay_basis = models.CharField(max_length=12, choices=StayBasis.choices)
    stay_until = models.DateField(null=True, blank=True)
    read_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(stay_basis="none") | Q(stay_until__isnull=True), name="entry_without_right_has_no_end"
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class Session(AbstractBaseSession):
    """A browser session in PostgreSQL that knows its applicant, so that it can be listed and ended."""

    # The primary key is a keyed hash of the cookie's key; pages and addresses name a session by this.
    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    applicant = models.ForeignKey(Applicant, null=True, on_delete=models.CASCADE, related_name="sessions")
    officer = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.CASCADE, related_name="sessions")
    started_at = models.DateTimeField(default=timezone.now)
    seen_at = models.DateTimeField(default=timezone.now)
    proven_at = models.DateTimeField(default=timezone.now)  # the last sign-in or one-time code
    device = models.CharField(max_length=60, blank=True)  # "Firefox, Android", never the whole user agent
    # Keyed hash of the secret in its forms: a form that comes back after the end still says whose it was.
    form_key = models.CharField(max_length=32, blank=True, db_index=True)

    @classmethod
    def get_session_store_class(cls):
        return import_module(settings.SESSION_ENGINE).SessionStore
