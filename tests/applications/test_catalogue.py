"""The catalogue: complete, the ministry's own to change, and every change a version that stands."""

from io import StringIO
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.core.management import call_command
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse

from applicants.models import Officer
from applications.catalogue import loading
from applications.lifecycle.actors import Actor
from applications.models import Application, Category, CategoryVersion, DocumentKind, Sector
from tests.builders.browsers import signed_in
from tests.owner import run_as_owner
from tests.staff import at_the_desk

from . import cases

pytestmark = pytest.mark.django_db

# Regulation art. 48/1: letter, cap in months or what it ends with, months of quiet time after a grant.
REGULATION: dict[str, tuple[str, int | str, int | None]] = {
    "science-culture-art": ("a", 1, 12),
    "machinery-and-product-training": ("b", 3, 6),
    "cross-border-service": ("c", 3, 6),
    "non-resident-board-member": ("ç", 3, 12),
    "turkish-descent": ("d", 3, 12),
    "sports-activity": ("e", 4, 12),
    "university-exchange-internship": ("f", 4, 12),
    "seasonal-agriculture": ("g", 6, 12),
    "fairs-circuses": ("ğ", 6, 12),
    "significant-contribution": ("h", 36, 12),
    "tour-operator-representative": ("ı", 8, None),
    "trainee-exchange-programme": ("i", 12, 12),
    "research-knowledge-experience": ("j", 24, 12),
    "professional-athlete-coach": ("k", "contract", 12),
    "eu-financial-cooperation": ("l", "assignment", 12),
    "seafarer-tugs": ("m", "contract", 12),
    "compulsory-internship-student": ("n", "internship", 12),
    "mission-affiliated-institution": ("o", "assignment", 12),
    "private-service-of-mission-staff": ("ö", "assignment", 12),
    "medical-dental-specialisation": ("p", "training", 12),
    "turkish-japanese-university": ("r", "contract", 12),
    "defence-factories-shipyards": ("s", "contract", 12),
    "protection-notified": ("ş", "notification", None),
    "foreign-press": ("t", "assignment", 12),
    "petroleum-staff": ("", 6, 12),
}
ELSEWHERE = {
    "mission-affiliated-institution": "mfa",
    "private-service-of-mission-staff": "mfa",
    "protection-notified": "moi_notification",
}


@pytest.mark.requirement("R39", "L4")
def test_the_catalogue_is_that_of_the_regulation(catalogue: None) -> None:
    found = {
        each.slug: (each.letter, each.cap_months or each.ends_with, each.cooldown_months)
        for each in Category.objects.all()
    }
    assert found == REGULATION
    assert Sector.objects.count() == 15
    assert {each.slug: each.channel for each in Category.objects.exclude(channel="portal")} == ELSEWHERE
    assert list(Category.objects.filter(calendar_year=True).values_list("letter", "cooldown")) == [
        ("ı", "calendar_year")
    ]
    assert list(
        Category.objects.exclude(rolling_days=None).values_list("letter", "rolling_days", "rolling_within")
    ) == [("c", 90, 180)]
    assert list(Category.objects.filter(enabled=False).values_list("slug", flat=True)) == ["petroleum-staff"]
    for category in Category.objects.filter(channel="portal"):
        assert category.document_rules.filter(required=True).exists(), category.slug


@pytest.mark.requirement("R39")
def test_names_in_more_languages_are_taken_along(catalogue: None, monkeypatch: pytest.MonkeyPatch) -> None:
    data = loading.read_catalogue()
    data["sectors"][0] |= {"ru": "Образование", "ar": "التعليم"}
    monkeypatch.setattr(loading, "read_catalogue", lambda: data)
    loading.load_catalogue()
    sector = Sector.objects.get(pk=data["sectors"][0]["slug"])
    assert (sector.name_ru, sector.name_ar) == ("Образование", "التعليم")


@pytest.fixture
def ministry(catalogue: None) -> tuple[Client, Officer]:
    officer = cases.officer("bakanlik")
    officer.user_permissions.set(Permission.objects.filter(content_type__app_label="applications"))
    return at_the_desk(officer), officer


def change(desk: Client, category: Category, **values: Any) -> None:
    """Change the category in the admin as its form stands, with these values."""
    page = reverse("admin:applications_category_change", args=[category.pk])
    shown = desk.get(page).context
    rules = shown["adminform"].form
    posted = {name: rules[name].value() for name in rules.fields}
    (papers,) = shown["inline_admin_formsets"]
    for form in [papers.formset.management_form, *papers.formset.forms]:
        posted |= {form.add_prefix(name): form[name].value() for name in form.fields}
    posted = {name: "" if value is None else value for name, value in (posted | values).items()}
    answer = desk.post(page, {name: value for name, value in posted.items() if value is not False})
    assert answer.status_code == 302, answer.context["errors"]


@pytest.mark.requirement("L4")
def test_what_the_ministry_changes_stays_and_is_a_version_with_its_name(ministry: tuple[Client, Officer]) -> None:
    desk, officer = ministry
    before = Category.objects.get(pk=cases.SCIENCE)
    assert [each.number for each in before.versions.all()] == [before.version] == [1]
    change(desk, before, cap_months=2)
    now = Category.objects.get(pk=cases.SCIENCE)
    newest, first = now.versions.all()
    assert (now.cap_months, now.version) == (2, 2)
    assert (newest.made_by, newest.rules["cap_months"]) == (officer, 2)
    assert (first.made_by, first.rules["cap_months"]) == (None, 1)

    told = StringIO()
    call_command("load_catalogue", stdout=told)
    assert f"left alone: {cases.SCIENCE}" in told.getvalue()
    assert Category.objects.get(pk=cases.SCIENCE).cap_months == 2
    assert CategoryVersion.objects.count() == len(REGULATION) + 1, "loading again makes no version"


def test_a_name_alone_is_no_new_version_of_the_rules(ministry: tuple[Client, Officer]) -> None:
    change(ministry[0], Category.objects.get(pk=cases.SCIENCE), name_en="Science, culture and art")
    assert Category.objects.get(pk=cases.SCIENCE).versions.count() == 1


@pytest.mark.parametrize("spoil", [lambda rows: rows.update(number=9), lambda rows: rows.delete()])
def test_no_code_changes_a_version(catalogue: None, spoil: Any) -> None:
    with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
        spoil(CategoryVersion.objects.filter(category=cases.SCIENCE))


@pytest.mark.parametrize("statement", ["UPDATE {} SET number = 9", "DELETE FROM {}"])
def test_nor_does_the_owner_of_the_database(catalogue: None, statement: str) -> None:
    with pytest.raises(DatabaseError, match="only ever added to"), transaction.atomic():
        run_as_owner(statement.format("applications_categoryversion"))


def test_nobody_deletes_what_applications_point_to(ministry: tuple[Client, Officer]) -> None:
    page = reverse("admin:applications_category_delete", args=[cases.SCIENCE])
    assert ministry[0].post(page, {"post": "yes"}).status_code == 403


@pytest.mark.requirement("L4")
def test_an_application_is_judged_by_the_rules_it_was_sent_under(catalogue: None) -> None:
    case = cases.sent()
    changed = {"cap_months": None, "ends_with": "contract", "rolling_days": 1, "rolling_within": 180, "version": 7}
    Category.objects.filter(pk=cases.SCIENCE).update(**changed)
    granted = cases.do("approve", case, Actor.from_person(cases.officer()), **cases.period(case))
    assert granted.rules["version"] == 1
    assert granted.rules["cap_months"] == 1
    assert granted.rules["required"] == ["invitation-letter"]


def test_a_closed_category_is_not_offered(catalogue: None) -> None:
    browser = signed_in(cases.person())
    page = browser.get(reverse("new_application_sector", args=["energy"])).content.decode()
    assert "Petrol ve doğal gaz arama" not in page
    closed = reverse("new_application_category", args=["energy", "petroleum-staff"])
    assert browser.get(closed).status_code == 404


@pytest.mark.requirement("L8")
@pytest.mark.parametrize(
    ("category", "said"),
    [
        ("mission-affiliated-institution", "Dışişleri Bakanlığına nota ile"),
        ("private-service-of-mission-staff", "Dışişleri Bakanlığına nota ile"),
        ("protection-notified", "İçişleri Bakanlığı kişileri bildirir"),
    ],
)
def test_other_channels_are_explained_and_open_no_form(catalogue: None, category: str, said: str) -> None:
    found = Category.objects.get(pk=category)
    browser = signed_in(cases.person())
    page = reverse("new_application_category", args=[found.sector_id, category])
    shown = browser.get(page).content.decode()
    assert said in shown
    assert "Bu kategoride başvuruya başla" not in shown
    browser.post(page)
    assert not Application.objects.exists()


@pytest.mark.requirement("R40", "R41", "L1", "L2")
def test_before_a_start_one_reads_what_it_means(catalogue: None) -> None:
    applicant = cases.person()
    case = cases.sent(cases.draft(applicant))
    cases.do("approve", case, Actor.from_person(cases.officer()), **cases.period(case))
    cases.sent(cases.payable_draft(applicant))
    kind = DocumentKind.objects.get(pk="invitation-letter")
    page = (
        signed_in(applicant)
        .get(reverse("new_application_category", args=["science-culture-arts", cases.SCIENCE]))
        .content.decode()
    )
    assert "en çok 1 ay" in page
    assert kind.name_tr in page
    assert "Üç aydan kısa ve kartsız muafiyetler ücretsizdir" in page
    assert "Yanlış türde seçilerek yapılan başvurular reddedilir" in page
    assert "Sonuçlanmamış bir başvurunuz var" in page
    assert "Bu kategoride bekleme süresi dolmadı" in page


@pytest.mark.requirement("R39")
def test_an_open_draft_of_the_category_is_offered_first(catalogue: None) -> None:
    case = cases.draft()
    page = (
        signed_in(case.applicant)
        .get(reverse("new_application_category", args=["science-culture-arts", cases.SCIENCE]))
        .content.decode()
    )
    assert reverse("application_resume", args=[case.pk]) in page
    assert "Bu kategoride başvuruya başla" not in page
