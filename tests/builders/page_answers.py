"""Answers to the pages of the profile and of the wizard, as a browser posts them."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django.urls import reverse

from applicants.models import Applicant
from applications.eligibility.deadlines import today
from applications.models import (
    Application,
)
from tests.applications import cases
from tests.documents.papers import photo_of


def parts(name: str, day: date) -> dict[str, str]:
    return {f"{name}_day": str(day.day), f"{name}_month": str(day.month), f"{name}_year": str(day.year)}


def answers(case: Application, days: int = 20, **changes: Any) -> dict[str, Any]:
    """A workplace page filled in as a browser would post it; None leaves a question out."""
    start = today() + timedelta(days=10)
    posted: dict[str, Any] = {
        "occupation": "Araştırmacı",
        **parts("starts_on", start),
        **parts("ends_on", start + timedelta(days=days)),
        "wants_card": "False",
        "province": "06",
        "district": "Çankaya",
        "purpose": "Ortak bir araştırma projesinde çalışacağım.",
        "has_employer": "True",
        "sgk_workplace_no": "2 6201 06 06 0001234 006 01 37 000",
        "gross_monthly_wage": "48.500,00",
        "contract-kept": str(cases.upload(case.applicant, "signed-contract").pk),
        "insurance_payer": "turkey",
    }
    return {name: value for name, value in (posted | changes).items() if value is not None}


def work_page(case: Application) -> str:
    return reverse("application_step", args=[case.pk, "isyeri"])


def errors(response: Any) -> Mapping[str, list[str]]:
    return {name: list(said) for name, said in response.context["form"].errors.items()}


def personal(applicant: Applicant, **changes: Any) -> dict[str, Any]:
    """Kişisel Bilgiler as a browser would post it; None leaves a question out."""
    posted = {
        "photo-kept": str(photo_of(applicant).pk),
        "sex": "K",
        "father_name": "Alisher",
        "mother_name": "Gulnora",
        "marital_status": "single",
        "birth_place": "Toshkent",
        "birth_country": "UZB",
    }
    return {name: value for name, value in (posted | changes).items() if value is not None}


def passport(applicant: Applicant, **changes: Any) -> dict[str, Any]:
    posted = {
        "kind": "ordinary",
        "number": "AB 1234567",
        **parts("expires_on", today() + timedelta(days=900)),
        "scan-kept": str(cases.upload(applicant, "passport-scan").pk),
    }
    return {name: value for name, value in (posted | changes).items() if value is not None}


def contact(**changes: Any) -> dict[str, Any]:
    posted = {"phone": "+998901234567", "address": "Amir Temur 12", "city": "Toshkent", "country": "UZB"}
    return {name: value for name, value in (posted | changes).items() if value is not None}


INSIDE = {"door": "passport", "consular_reference": None, "mission": ""}
