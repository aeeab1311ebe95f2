"""Every page that keeps what was typed."""

from collections.abc import Callable

from django.urls import reverse

from applicants.models import Applicant
from applications.lifecycle.actors import Actor
from applications.models import Application
from tests.applications import cases
from tests.applications.holders import holder_of_a_card, start_reissue
from tests.builders.browsers import signed_in


def step(case: Application, slug: str) -> str:
    return reverse("application_step", args=[case.pk, slug])


def _draft(slug: str) -> tuple[Applicant, str]:
    case = cases.draft()
    return case.applicant, step(case, slug)


def _revision() -> tuple[Applicant, str]:
    case = cases.sent()
    items = [{"step": "isyeri", "field": "purpose", "explanation": "Açıklayın."}]
    cases.do("request_revision", case, Actor.from_person(cases.officer()), items=items)
    return case.applicant, reverse("revision_step", args=[case.pk, "isyeri"])


def _objection() -> tuple[Applicant, str]:
    case = cases.rejected()
    address = reverse("objection", args=[case.pk])
    signed_in(case.applicant).post(address, {"reason_read": "on"})
    return case.applicant, address


def _termination() -> tuple[Applicant, str]:
    case = cases.approved()
    return case.applicant, reverse("termination", args=[case.pk])


def _new_card() -> tuple[Applicant, str]:
    case = holder_of_a_card()
    row = start_reissue(case, "admin_fault")
    return case.applicant, reverse("reissue", args=[row.pk])


def _section(slug: str) -> tuple[Applicant, str]:
    return cases.person(), reverse("profile_section", args=[slug])


# Every page: whose, where, and something typed on it that cannot be saved as it is.
PAGES: dict[str, tuple[Callable[[], tuple[Applicant, str]], dict[str, str], str]] = {
    "personal": (lambda: _section("kisisel"), {"birth_place": "Halle (Saale", "sex": "F"}, 'value="Halle (Saale"'),
    "contact": (lambda: _section("iletisim"), {"city": "Semerkand", "phone": "12"}, 'value="Semerkand"'),
    "passport": (lambda: _section("pasaport"), {"expires_on_day": "31", "expires_on_month": "2"}, 'value="31"'),
    "education": (lambda: _section("egitim"), {"level": "bachelor"}, 'value="bachelor" checked'),
    "consent": (lambda: _draft("riza"), {"clarification": "on"}, 'name="clarification"'),
    "workplace": (lambda: _draft("isyeri"), {"purpose": "Kısa", "ends_on_year": "20x7"}, "\nKısa</textarea>"),
    "revision": (_revision, {"purpose": "Kısa"}, "\nKısa</textarea>"),
    "objection": (_objection, {"statement": "Kısa"}, "\nKısa</textarea>"),
    "termination": (_termination, {"ground": "other", "ground_note": "", "effective_on_day": "45"}, 'value="45"'),
    "new card": (_new_card, {"explanation": "Yanlış"}, "\nYanlış</textarea>"),
    "rights": (lambda: (cases.person(), reverse("account_rights")), {"text": "Yarım bir söz"}, "Yarım bir söz"),
}
