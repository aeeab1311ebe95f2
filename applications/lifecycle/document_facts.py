"""What is printed on the papers of an exemption, frozen from what was sent and what was granted."""

from django.utils import timezone, translation

from documents.issued.certificate import CertificateFacts
from documents.issued.letter import LetterFacts, LetterKind
from emuafiyet.core.nullable import require_value

from ..eligibility.deadlines import ISTANBUL, today
from ..models import Application
from ..wizard.snapshot import Snapshot, get_printed_name
from ..wizard.workplace import workplace_facts

# What a corrected record of the registry may change on a card (guide 4.9-b).
CORRECTABLE_FIELDS = (
    "surname",
    "given_names",
    "father_name",
    "mother_name",
    "nationality",
    "birth_year",
    "birth_month",
    "birth_day",
)


def build_card_facts(case: Application) -> dict:
    """Everything on the first card; every later one says the same, with what the registry corrected since."""
    sent = Snapshot(case)
    return {
        "number": case.number,
        **get_printed_name(sent.identity),
        "father_name": sent.personal["father_name"],
        "mother_name": sent.personal["mother_name"],
        "nationality": sent.identity["nationality"],
        "birth_year": sent.identity["birth_year"],
        "birth_month": sent.identity["birth_month"],
        "birth_day": sent.identity["birth_day"],
        "sex": sent.personal["sex"],
        "passport_number": sent.identity["passport_number"],
        "foreigner_id": case.applicant.identity.foreigner_id or "",
        "photo": str(sent.photo),
        "category": case.category_id,
        "category_tr": case.category.name_tr,
        "category_en": case.category.name_en,
        "valid_from": require_value(case.granted_from).isoformat(),
        "valid_to": require_value(case.granted_to).isoformat(),
        "granted_on": require_value(case.granted_on).isoformat(),
        **workplace_facts(case, case.snapshot),
    }


def select_corrections(record: dict | None) -> dict:
    """What of the registry's record goes on a card."""
    return {name: record[name] for name in CORRECTABLE_FIELDS if record and name in record}


def build_certificate_facts(case: Application, card: dict | None = None) -> CertificateFacts:
    """What the certificate prints; ``card``: what the card of the same person says, once it was corrected."""
    # A card from before A-33 says nothing of the workplace.
    sent, card = Snapshot(case), build_card_facts(case) | (card or {})
    return CertificateFacts(
        application_number=require_value(case.number),
        surname=card["surname"],
        given_names=card["given_names"],
        nationality=card["nationality"],
        sex=card["sex"],
        birth_year=card["birth_year"],
        birth_month=card["birth_month"],
        birth_day=card["birth_day"],
        birth_place=card.get("birth_place", sent.personal["birth_place"]),
        passport_number=card["passport_number"],
        foreigner_id=card["foreigner_id"],
        category_tr=case.category.name_tr,
        category_en=case.category.name_en,
        legal_ref=case.rules["legal_ref"],
        workplace=card["workplace"],
        own_account=card["own_account"],
        foreign_employer=card["foreign_employer"],
        foreign_employer_country=card["foreign_employer_country"],
        host=card["host"],
        valid_from=require_value(case.granted_from),
        valid_to=require_value(case.granted_to),
        granted_on=require_value(case.granted_on),
        photo=sent.photo,
    )


def build_letter_facts(case: Application, kind: LetterKind) -> LetterFacts:
    """What a decision letter says, in the transaction of the decision: the person as sent, the decision as made."""
    sent = Snapshot(case)
    with translation.override("en"):
        ground_en = str(_describe_ground(case, kind))
    with translation.override("tr"):
        ground_tr = str(_describe_ground(case, kind))
    with_reason = kind != LetterKind.TERMINATED
    return LetterFacts(
        kind=kind,
        application_number=require_value(case.number),
        **get_printed_name(sent.identity),
        nationality=sent.identity["nationality"],
        foreigner_id=case.applicant.identity.foreigner_id or "",
        category_tr=case.category.name_tr,
        category_en=case.category.name_en,
        decided_on=today(),
        ground_tr=ground_tr,
        ground_en=ground_en,
        text=case.decision_text if with_reason else "",
        effective_on=case.ended_on if kind in {LetterKind.TERMINATED, LetterKind.CANCELLED} else None,
        last_day=timezone.localdate(case.objection_due_at, ISTANBUL) if case.objection_due_at else None,
        would_begin_on=case.granted_from if case.never_began else None,
    )


def _describe_ground(case: Application, kind: LetterKind) -> str:
    if kind == LetterKind.CANCELLED:
        return case.get_cancellation_ground_display()
    return case.get_ground_display() if kind != LetterKind.TERMINATED else ""
