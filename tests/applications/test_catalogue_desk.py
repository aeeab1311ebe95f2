"""Nothing that the catalogue's desk saves brings a page down: whatever is typed is refused or can be shown."""

from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from applications.models import Category, CategoryDocument, DocumentKind, Sector
from applications.models.catalogue import UPLOAD_FORMATS
from documents.models import Upload
from documents.upload_rules import rules
from tests.builders.browsers import signed_in
from tests.builders.catalogue_desk import add_kind, open_catalogue_desk, save
from tests.owner import run_as_owner

from . import cases

pytestmark = pytest.mark.django_db
WORDS = ("", "banana", "0", "-1", "[1]", "null", "{}", "%(n)d", "%", "{{ x }}", "<b>", "\u202e", "\x00", "\U0001f600",
         "a" * 300, "9" * 40, "required", "grant", "calendar_year", "contract", "portal", "mfa")  # fmt: skip
NUMBERS = ("", "0", "1", "3", "12", "36", "600", "601", "32767", "32768", "-1", "1e3", "x", "½", "٣")


@pytest.fixture
def ministry(catalogue: None) -> Client:
    return open_catalogue_desk()


def pages(category: Category) -> list[str]:
    """Every public page that shows the catalogue."""
    where = [category.sector_id, category.slug]
    asked = {"category": category.slug, "period": "length", "months": "3", "place": "abroad"}
    needs = reverse("what_you_need")
    return [
        reverse("home"),
        reverse("who"),
        reverse("who_sector", args=where[:1]),
        reverse("who_category", args=where),
        needs,
        needs + "?" + "&".join(f"{name}={value}" for name, value in asked.items()),
    ]


def look_everywhere(category: Category, languages: tuple[str, ...] = ("tr", "en")) -> None:
    category.refresh_from_db()
    client, holder = Client(), signed_in(cases.person())
    own = [
        reverse("new_application"),
        reverse("new_application_sector", args=[category.sector_id]),
        reverse("new_application_category", args=[category.sector_id, category.slug]),
    ]
    for language in languages:
        for who, addresses in ((client, pages(category)), (holder, own)):
            for address in addresses:
                answer = who.get(address, headers={"accept-language": language})
                assert answer.status_code in {200, 302, 404}, address


def saved(desk: Client, category: Category, **values: Any) -> None:
    """Save and look: the form takes it or says what is wrong, and every page can be opened either way."""
    answer = save(desk, "category", category.pk, **values)
    assert answer.status_code in {200, 302}, values
    if answer.status_code == 200:
        assert answer.context["errors"], values
    look_everywhere(category)


@pytest.mark.parametrize(
    "values",
    [
        {"employer": "banana"},
        {"employer": ""},
        {"who": "[1]"},
        {"who": "null"},
        {"who_tr": "\x00"},
        {"who_en": "x" * 5000},
        {"ends_with": "banana", "cap_months": ""},
        {"ends_with": "", "cap_months": ""},
        {"channel": "banana"},
        {"cooldown": "banana"},
        {"cooldown": "grant", "cooldown_months": ""},
        {"cooldown": "grant", "cooldown_months": "0"},
        {"cooldown": "none", "cooldown_months": ""},
        {"rolling_days": "90", "rolling_within": ""},
        {"rolling_days": "", "rolling_within": "180"},
        {"rolling_days": "181", "rolling_within": "180"},
        {"rolling_days": "0", "rolling_within": "0"},
        {"cap_months": "0"},
        {"cap_months": "32768"},
        {"calendar_year": "on", "cap_months": "", "ends_with": "contract"},
        {"order": "-1"},
        {"sector": "no-such-sector"},
        {"letter": "abc"},
        {"name_tr": " "},
        {"document_rules-0-kind": "no-such-kind"},
        {"document_rules-0-order": "99999"},
    ],
)
def test_what_no_page_could_show_is_refused_or_shown(ministry: Client, values: dict[str, str]) -> None:
    saved(ministry, Category.objects.get(pk=cases.SCIENCE), **values)


def test_a_refusal_names_its_field(ministry: Client) -> None:
    refused = {"employer": "banana", "cap_months": "0", "ends_with": "banana", "who_tr": "x" * 5000}
    answer = save(ministry, "category", cases.SCIENCE, **refused)
    assert set(refused) == set(answer.context["adminform"].form.errors)
    category = Category.objects.get(pk=cases.SCIENCE)
    assert (category.version, category.employer) == (1, Category.objects.get(pk=cases.SCIENCE).employer)


def test_whom_it_is_for_is_asked_by_language_and_shown(ministry: Client) -> None:
    texts = {"who_tr": "Bilim insanları", "who_en": "Scientists", "who_ru": "", "who_ar": "علماء"}
    assert save(ministry, "category", cases.SCIENCE, **texts).status_code == 302
    category = Category.objects.select_related("sector").get(pk=cases.SCIENCE)
    assert category.who == {"tr": "Bilim insanları", "en": "Scientists", "ar": "علماء"}
    page = Client().get(reverse("who_category", args=[category.sector_id, category.slug]))
    assert "Bilim insanları" in page.text
    look_everywhere(category, ("tr", "en", "ru", "ar"))


CHANGES = st.fixed_dictionaries(
    {},
    optional={name: st.sampled_from(WORDS) for name in (
        "employer", "channel", "cooldown", "ends_with", "letter", "legal_ref", "name_tr", "name_en", "name_ru",
        "name_ar", "who", "who_tr", "who_en", "who_ru", "who_ar", "sector")}
    | {name: st.sampled_from(NUMBERS) for name in (
        "cap_months", "cooldown_months", "rolling_days", "rolling_within", "order", "document_rules-0-order")}
    | {name: st.sampled_from(["", "on"]) for name in (
        "calendar_year", "self_employed_allowed", "enabled", "document_rules-0-required", "document_rules-0-DELETE")},
)  # fmt: skip


@settings(
    max_examples=25,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    changes=CHANGES, slug=st.sampled_from(["science-culture-art", "cross-border-service", "eu-financial-cooperation"])
)
def test_nothing_that_the_desk_saves_brings_a_page_down(ministry: Client, changes: dict[str, str], slug: str) -> None:
    with transaction.atomic():
        saved(ministry, Category.objects.get(pk=slug), **changes)
        transaction.set_rollback(True)


def test_sql_refuses_what_the_form_does(catalogue: None) -> None:
    """Another programme with the same table: none of it is stored."""
    for bad in (
        {"employer": "banana"},
        {"who": [1]},
        {"who": "x"},
        {"ends_with": "banana"},
        {"channel": "banana"},
        {"cooldown": "banana"},
        {"rolling_days": 90, "rolling_within": None},
        {"rolling_days": 91, "rolling_within": 90},
        {"cap_months": 0},
        {"calendar_year": True, "cap_months": None, "ends_with": "contract"},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Category.objects.filter(pk=cases.SCIENCE).update(**bad)


def test_pages_show_rows_that_are_wrong_all_the_same(catalogue: None) -> None:
    """Rows from before the rules, or written around them: pages say less, and stay up."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for name in ("words_known", "who_by_language", "window_is_whole", "year_has_cap", "lengths_are_some",
                     "has_an_end", "cooldown_has_length"):  # fmt: skip
            run_as_owner(f"ALTER TABLE applications_category DROP CONSTRAINT category_{name}")
    for bad in (
        {"employer": "banana", "who": [1], "ends_with": "banana", "cap_months": None},
        {"who": {"tr": ["x"]}, "rolling_days": 90, "rolling_within": None, "cap_months": 0},
        {"cooldown": "grant", "cooldown_months": None, "calendar_year": True, "cap_months": None},
        {"channel": "banana", "cooldown": "banana", "ends_with": ""},
    ):
        Category.objects.filter(pk=cases.SCIENCE).update(**bad)
        look_everywhere(Category.objects.get(pk=cases.SCIENCE))


# --- document kinds and sectors -----------------------------------------------------------------------
@pytest.mark.parametrize("slug", ["new-paper", "Yeni_Belge-2", "a", "x" * 60, "items", "page", "csrfmiddlewaretoken"])
def test_a_new_kind_of_document_works_for_its_applicants(ministry: Client, slug: str) -> None:
    assert add_kind(ministry, slug).status_code == 302
    case = cases.draft()
    category = case.category
    CategoryDocument.objects.create(category=category, kind_id=slug, required=True, order=99)
    holder = signed_in(case.applicant)
    step = reverse("application_step", args=[case.pk, "kanitlayici-belgeler"])
    assert "Yeni belge" in holder.get(step).text
    answer = holder.post(reverse("upload"), {"kind": slug, "name": slug, "multiple": "1"})
    assert answer.status_code < 500
    assert rules.KIND_PATTERN.fullmatch(slug)
    assert Upload(kind=slug)._meta.get_field("kind").clean(slug, None) == slug
    for address in (step, reverse("application_preview", args=[case.pk])):
        assert holder.get(address).status_code in {200, 302}, address
    look_everywhere(category)


def test_a_kind_has_formats_that_exist(ministry: Client) -> None:
    assert set(UPLOAD_FORMATS) == set(rules.FORMATS)
    for formats in ([], ["exe"], ["pdf", "exe"], ["pdf,jpg"]):
        answer = add_kind(ministry, formats=formats)
        assert answer.status_code == 200
        assert "formats" in answer.context["adminform"].form.errors
    assert not DocumentKind.objects.filter(pk="new-paper").exists()
    assert add_kind(ministry, formats=["pdf", "heic"]).status_code == 302
    assert DocumentKind.objects.get(pk="new-paper").formats == ["pdf", "heic"]


def test_a_word_in_addresses_stays(ministry: Client) -> None:
    """Changing it would leave a second row behind, with the applications at the first."""
    sectors, kinds = Sector.objects.count(), DocumentKind.objects.count()
    sector = Sector.objects.order_by("order").first()
    assert sector is not None
    assert save(ministry, "sector", sector.pk, slug="other", name_tr="%(n)d").status_code == 302
    assert save(ministry, "documentkind", "mission-note", slug="other", name_tr="%").status_code == 302
    assert (Sector.objects.count(), DocumentKind.objects.count()) == (sectors, kinds)
    for category in sector.categories.all():
        look_everywhere(category)
