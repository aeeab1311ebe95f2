"""What the sign-in or an authority has told of the person: shown with its source, taken from there, not asked again.

The matrix is domain 6.9 (R14, R15). Where an authority holds nothing, the question is asked.
"""

from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext_lazy as _

from applicants.models import Applicant, Identity, SignInMethod

from ..models import Personal

REGISTRY_FIELDS = ("sex", "father_name", "mother_name", "marital_status", "birth_place", "birth_country")


class Source(models.TextChoices):
    CONSULAR = "consular", _("Konsolosluk referansı")
    EDEVLET = "edevlet", _("e-Devlet")
    NVI = "nvi", _("NVİ")
    TYPED = "typed", _("Girişte yazdınız")


@dataclass(frozen=True)
class KnownValue:
    value: str
    source: Source


# e-Devlet itself vouches for the name and the number only; the rest of the person is NVİ's (domain 6.1).
SOURCE_OF_NAME = {
    SignInMethod.CONSULAR: Source.CONSULAR,
    SignInMethod.EDEVLET: Source.EDEVLET,
    SignInMethod.PASSPORT: Source.TYPED,
}
SOURCE_OF_REST = {
    SignInMethod.CONSULAR: Source.CONSULAR,
    SignInMethod.EDEVLET: Source.NVI,
    SignInMethod.PASSPORT: Source.TYPED,
}


def get_known_personal(identity: Identity) -> dict[str, KnownValue]:
    """What needs no question on Kişisel Bilgiler, by the name of the question."""
    record = getattr(identity, "registry", None)
    known = {
        name: KnownValue(value, Source.NVI) for name in REGISTRY_FIELDS if record and (value := getattr(record, name))
    }
    if identity.foreigner_id:
        source = Source.EDEVLET if identity.door == SignInMethod.EDEVLET else Source.NVI
        known["foreigner_id"] = KnownValue(identity.foreigner_id, source)
    return known


def get_known_passport(identity: Identity) -> dict[str, KnownValue]:
    """The passport's number, unless the person's sign-in method knows none."""
    if not identity.passport_number:
        return {}
    return {"number": KnownValue(identity.passport_number, SOURCE_OF_REST[SignInMethod(identity.door)])}


def explain_correction(identity: Identity):
    """Who can put right what is wrong in the known values."""
    if identity.door == SignInMethod.CONSULAR:
        return _("Yanlışlık varsa referans numaranızı veren temsilciliğe başvurun.")
    if identity.door == SignInMethod.EDEVLET:
        return _("Yanlışlık varsa İl Göç İdaresi Müdürlüğüne başvurun; kayıt düzelince burada da düzelir.")
    return _("Girişte yanlış yazdıysanız destek adresine yazın.")


def is_spouse_missing(applicant: Applicant) -> bool:
    """Whether somebody is married, by the registry or by their own word, and has not named the spouse (R25).

    The registry may learn of a marriage after the section was saved.
    """
    told = get_known_personal(applicant.identity).get("marital_status")
    status = told.value if told else applicant.personal.marital_status
    return status == Personal.Marital.MARRIED and not applicant.personal.spouse_surname
