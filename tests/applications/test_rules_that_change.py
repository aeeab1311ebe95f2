"""A page that was valid once proves nothing: whatever rules change while a draft is open is judged again."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.urls import reverse

from applications.eligibility.deadlines import today
from applications.lifecycle import engine
from applications.lifecycle.actors import Actor
from applications.models import Application, Category, CategoryDocument, DocumentKind, Passport, Work
from applications.models.status import Status
from documents.models import Upload
from tests.builders.browsers import signed_in
from tests.builders.page_answers import INSIDE
from tests.owner import triggers_off

from . import cases

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("A-37")]

WORK, SUPPORTING = "isyeri", "kanitlayici-belgeler"


def _category(**columns: object) -> Callable[[Application], object]:
    return lambda case: Category.objects.filter(pk=case.category_id).update(**columns)


def _work(**columns: object) -> Callable[[Application], object]:
    return lambda case: Work.objects.filter(application=case).update(**columns)


def _paper_required(case: Application) -> None:
    kind = DocumentKind.objects.exclude(categorydocument__category=case.category).order_by("slug")[0]
    CategoryDocument.objects.create(category=case.category, kind=kind, required=True, order=99)


def _abroad_then_employer_required(case: Application) -> None:
    nobody_here = {"has_employer": False, "sgk_workplace_no": "", "gross_monthly_wage": None, "contract": None}
    _work(**nobody_here, foreign_employer="Ornek GmbH", foreign_employer_country="DEU")(case)
    _category(employer="required")(case)


def _file_refused(case: Application) -> None:
    Upload.objects.filter(pk=case.work.contract_id).update(state="rejected", rebuilt="", rejection="encrypted")


def _passport(case: Application) -> None:
    Passport.objects.filter(applicant=case.applicant).update(expires_on=case.work.ends_on + timedelta(days=30))


# What changes, what the person is told, and the page where it is mended ("" where no page mends it).
CHANGES: dict[str, tuple[Callable[[Application], object], str, str | None]] = {
    "a paper becomes required": (_paper_required, "yükleyin", SUPPORTING),
    "the cap is shortened": (_category(cap_months=1), "Bu kategoride en çok 1 ay verilir", WORK),
    "a rolling window comes": (_category(rolling_days=5, rolling_within=30), "her 30 günün en çok 5 günü", WORK),
    "an employer becomes necessary": (_abroad_then_employer_required, "işveren bilgisi gerekir", WORK),
    "the category closes": (_category(enabled=False), "kategori başvuruya kapatıldı", "new"),
    "the category goes elsewhere": (_category(channel="mfa"), "kategori başvuruya kapatıldı", "new"),
    "the right to stay ends": (_work(stay_until=today() - timedelta(days=1)), "yasal kalış hakkınızı", WORK),
    "the start has passed": (_work(starts_on=today() - timedelta(days=1)), "bugünden önce olamaz", WORK),
    "the passport is too short": (_passport, "en az 60 gün önce", WORK),
    "a file was refused since": (_file_refused, "", None),
    "the consent was withdrawn": (
        lambda case: type(case.explicitconsent).objects.update(withdrawn_at="2026-01-01T00:00Z"),
        "",
        "riza",
    ),
}


def address(case: Application, page: str) -> str:
    return reverse("new_application") if page == "new" else reverse("application_step", args=[case.pk, page])


@pytest.mark.parametrize("name", CHANGES)
def test_what_changed_is_named_on_the_preview_and_when_it_is_sent_and_leads_to_its_page(
    catalogue: None, name: str
) -> None:
    change, words, page = CHANGES[name]
    case = cases.payable_draft(cases.person(**INSIDE))
    browser = signed_in(case.applicant)
    preview, send = (reverse(each, args=[case.pk]) for each in ("application_preview", "submit"))
    assert "Henüz gönderilemez" not in browser.get(preview).text
    change(case)  # between the preview and the press of its button
    sent = browser.post(send)
    shown = browser.get(preview)
    for answer in (sent, shown):
        if answer.status_code == 302:  # nothing to show without that page: it leads there at once
            assert page == "riza"
            continue
        assert "Henüz gönderilemez" in answer.text
        assert words in answer.text
        if page:
            assert f'href="{address(case, page)}' in answer.text
    if page == "riza":
        assert browser.get(preview).url == address(case, page)
    case.refresh_from_db()
    assert case.status == Status.DRAFT
    with pytest.raises(engine.GuardError):
        cases.sent(case)


def _became(case: Application, **facts: object) -> None:
    """As it stands after a life of its own, which takes more than a test has time for."""
    with triggers_off():  # no move leads here from a draft
        Application.objects.filter(pk=case.pk).update(**facts)


# What was sent or granted before, the rule that counts it, and what the person is told.
EARLIER: dict[str, tuple[dict[str, object], dict[str, object], str]] = {
    "a rolling window": ({"rolling_days": 90, "rolling_within": 180}, {}, "önceki sürelerle"),
    "a calendar year": (
        {"calendar_year": True, "cap_months": 7},
        {"granted_from": date(today().year + 1, 1, 1), "granted_to": date(today().year + 1, 6, 30)},
        "yılı için bu süre aşılıyor",
    ),
    "the quiet time": ({"cooldown": "grant", "cooldown_months": 12}, {}, "tarihinde muafiyet verildi"),
    "another one is open": (
        {},
        {"status": Status.UNDER_EVALUATION, "granted_on": None},
        "Sonuçlanmamış bir başvurunuz",
    ),
}


@pytest.mark.parametrize("name", EARLIER)
def test_what_was_granted_before_is_judged_on_the_preview_too(
    catalogue: None, name: str, django_assert_max_num_queries: Any
) -> None:
    rule, facts, words = EARLIER[name]
    person = cases.person(**INSIDE)
    start = date(today().year + 1, 1, 10) if name == "a calendar year" else today() + timedelta(days=10)
    before = cases.sent(cases.draft(person, category=cases.RESEARCH))
    cases.do("withdraw", before, Actor.from_person(person))
    case = cases.draft(person, category=cases.RESEARCH, starts_on=start, ends_on=start + timedelta(days=80))
    Category.objects.filter(pk=case.category_id).update(**{"cooldown": "none", "cooldown_months": None} | rule)
    browser = signed_in(person)
    preview = reverse("application_preview", args=[case.pk])
    assert words not in browser.get(preview).text
    days = {"granted_from": today() - timedelta(days=80), "granted_to": today() - timedelta(days=1)}
    _became(before, **{"status": Status.APPROVED, "granted_on": today() - timedelta(days=90)} | days | facts)
    with django_assert_max_num_queries(8):
        shown = browser.get(preview)
    assert "Henüz gönderilemez" in shown.text
    assert words in shown.text
    assert words in browser.post(reverse("submit", args=[case.pk])).text
    case.refresh_from_db()
    assert case.status == Status.DRAFT


def test_a_paper_that_has_become_required_is_asked_for_and_then_the_application_goes(catalogue: None) -> None:
    case = cases.draft()
    _paper_required(case)
    rule = case.category.document_rules.get(order=99)
    browser = signed_in(case.applicant)
    page = browser.get(address(case, SUPPORTING))
    kept = {
        f"{name}-kept": [str(each.pk) for each in page.context["form"][name].value()]
        for name in page.context["form"].fields
    }
    kept[f"{rule.kind_id}-kept"] = [str(cases.upload(case.applicant, rule.kind_id).pk)]
    assert browser.post(address(case, SUPPORTING), kept).status_code == 302
    assert browser.post(reverse("submit", args=[case.pk])).status_code == 302
    case.refresh_from_db()
    assert case.status == Status.UNDER_EVALUATION
