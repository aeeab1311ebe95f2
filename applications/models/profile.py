"""The four profile sections (guide 2.1-2.4). A row exists exactly when its page has been valid.

Name, birth date and nationality are not here: they come from the sign-in and live in ``applicants.Identity``,
read-only. Whatever else the sign-in or the registry knows is copied into the row when it is saved, so that it
holds every answer (domain 6.9). The sections live in this app and not with the people, because two of
them hold papers and ``applicants`` knows no papers.
"""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from applicants.models import Applicant
from documents.models import Upload


class ProfileSection(models.Model):
    applicant = models.OneToOneField(Applicant, on_delete=models.PROTECT, primary_key=True)
    saved_at = models.DateTimeField(auto_now=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return str(self.pk)


class Personal(ProfileSection):
    class Sex(models.TextChoices):
        FEMALE = "K", _("Kadın (K/F)")
        MALE = "E", _("Erkek (E/M)")
        UNSPECIFIED = "X", _("Belirtilmemiş (X)")

    class Marital(models.TextChoices):
        SINGLE = "single", _("Bekâr")
        MARRIED = "married", _("Evli")
        DIVORCED = "divorced", _("Boşanmış")
        WIDOWED = "widowed", _("Dul")

    photo = models.ForeignKey(Upload, on_delete=models.PROTECT, related_name="+")
    sex = models.CharField(max_length=1, choices=Sex.choices)
    father_name = models.CharField(max_length=100, blank=True)
    mother_name = models.CharField(max_length=100, blank=True)
    marital_status = models.CharField(max_length=10, choices=Marital.choices)
    spouse_given_names = models.CharField(max_length=100, blank=True)
    spouse_surname = models.CharField(max_length=100, blank=True)
    spouse_nationality = models.CharField(max_length=3, blank=True)
    birth_place = models.CharField(max_length=100)
    birth_country = models.CharField(max_length=3)
    # What the person says; the number that payments use comes from NVİ alone.
    foreigner_id = models.CharField(max_length=11, blank=True)


class Contact(ProfileSection):
    phone = models.CharField(max_length=16)
    address = models.CharField(max_length=300)
    city = models.CharField(max_length=100)
    country = models.CharField(max_length=3)
    second_email = models.EmailField(max_length=254, blank=True)
    second_phone = models.CharField(max_length=16, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["phone"], name="contact_by_phone"),
            models.Index(fields=["second_phone"], condition=~Q(second_phone=""), name="contact_by_second_phone"),
            models.Index(fields=["second_email"], condition=~Q(second_email=""), name="contact_by_second_email"),
        ]


class Passport(ProfileSection):
    class Kind(models.TextChoices):
        ORDINARY = "ordinary", _("Umuma mahsus")
        SPECIAL = "special", _("Hususi")
        SERVICE = "service", _("Hizmet")
        DIPLOMATIC = "diplomatic", _("Diplomatik")
        TRAVEL_DOCUMENT = "travel_document", _("Seyahat belgesi")
        REFUGEE = "refugee", _("Mülteci seyahat belgesi (1951)")
        STATELESS = "stateless", _("Vatansız seyahat belgesi (1954)")
        EMERGENCY = "emergency", _("Acil veya geçici pasaport")

    kind = models.CharField(max_length=20, choices=Kind.choices)
    number = models.CharField(max_length=20)
    expires_on = models.DateField()
    scan = models.ForeignKey(Upload, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(number=""), name="passport_has_number")]
        indexes = [models.Index(fields=["number"], name="passport_by_number")]


class Education(ProfileSection):
    class Level(models.TextChoices):
        NONE = "none", _("Okula gitmedi")
        PRIMARY = "primary", _("İlkokul")
        SECONDARY = "secondary", _("Ortaokul")
        HIGH_SCHOOL = "high_school", _("Lise")
        ASSOCIATE = "associate", _("Ön lisans")
        BACHELOR = "bachelor", _("Lisans")
        MASTER = "master", _("Yüksek lisans")
        DOCTORATE = "doctorate", _("Doktora")

    class Turkish(models.TextChoices):
        NONE = "none", _("Bilmiyorum")
        A1 = "A1", "A1"
        A2 = "A2", "A2"
        B1 = "B1", "B1"
        B2 = "B2", "B2"
        C1 = "C1", "C1"
        C2 = "C2", "C2"
        NATIVE = "native", _("Anadilim")

    # Secondary school and above is proven by a paper (catalogue: common documents).
    PROVEN_LEVELS = frozenset({"secondary", "high_school", "associate", "bachelor", "master", "doctorate"})
    CERTIFIED_TURKISH = frozenset({"A1", "A2", "B1", "B2", "C1", "C2"})

    native_language = models.CharField(max_length=8)
    other_languages = ArrayField(models.CharField(max_length=8), default=list, blank=True)
    turkish_level = models.CharField(max_length=6, choices=Turkish.choices)
    turkish_proof = models.ForeignKey(Upload, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    level = models.CharField(max_length=12, choices=Level.choices)
    level_proof = models.ForeignKey(Upload, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
