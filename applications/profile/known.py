"""What the door or an authority has told of the person: shown with its source, taken from there, not asked again.

The matrix is domain 6.9 (R14, R15). Where an authority holds nothing, the question is asked.
"""

from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext_lazy as _

from applicants.models import Applicant, Door, Identity

from ..models import Personal

REGISTERED = ("sex", "father_name", "mother_name", "marital_status", "birth_place", "birth_country")


class Source(models.TextChoices):
    CONSULAR = "consular", _("Konsolosluk referansı")
    EDEVLET = "edevlet", _("e-Devlet")
    NVI = "nvi", _("NVİ")
    TYPED = "typed", _("Girişte yazdınız")


@dataclass(frozen=True)
class Known:
    value: str
    source: Source


# e-Devlet itself vouches for the name and the number only; the rest of the person is NVİ's (domain 6.1).
SOURCE_OF_NAME = {Door.CONSULAR: Source.CONSULAR, Door.EDEVLET: Source.EDEVLET, Door.PASSPORT: Source.TYPED}
SOURCE_OF_REST = {Door.CONSULAR: Source.CONSULAR, Door.EDEVLET: Source.NVI, Door.PASSPORT: Source.TYPED}


def known_personal(identity: Identity) -> dict[str, Known]:
    """What needs no question on Kişisel Bilgiler, by the name of the question."""
    record = getattr(identity, "registry", None)
    known = {name: Known(value, Source.NVI) for name in REGISTERED if record and (value := getattr(record, name))}
    if identity.foreigner_id:
        source = Source.EDEVLET if identity.door == Door.EDEVLET else Source.NVI
        known["foreigner_id"] = Known(identity.foreigner_id, source)
    return known


def known_passport(identity: Identity) -> dict[str, Known]:
    """The passport's number, unless the person came in by a door that knows none."""
    if not identity.passport_number:
        return {}
    return {"number": Known(identity.passport_number, SOURCE_OF_REST[Door(identity.door)])}


def correction(identity: Identity):
    """Who can put right what is wrong in the known values."""
    if identity.door == Door.CONSULAR:
        return _("Yanlışlık varsa referans numaranızı veren temsilciliğe başvurun.")
    if identity.door == Door.EDEVLET:
        return _("Yanlışlık varsa İl Göç İdaresi Müdürlüğüne başvurun; kayıt düzelince burada da düzelir.")
    return _("Girişte yanlış yazdıysanız destek adresine yazın.")


def lacks_spouse(applicant: Applicant) -> bool:
    """Whether somebody is married, by the registry or by their own word, and has not named the spouse (R25).

    The registry may learn of a marriage after the section was saved.
    """
    told = known_personal(applicant.identity).get("marital_status")
    status = told.value if told else applicant.personal.marital_status
    return status == Personal.Marital.MARRIED and not applicant.personal.spouse_surname
