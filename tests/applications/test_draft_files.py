"""A document belongs to the draft from the moment it is handed in: through leaving, Back and an error elsewhere."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from applications.lifecycle import engine
from applications.lifecycle.actors import Actor
from applications.models import Application, Education, ObjectionDraft, Passport, ReissueRequest, TerminationRequest
from applications.requests.request_transitions import REISSUE
from documents.models import DraftFile, Upload
from documents.uploads.drafts import DraftPage
from tests.builders.browsers import signed_in
from tests.documents import upload_samples as samples
from tests.documents.uploading import check, hand_in

from . import cases
from .holders import holder_of_a_card, start_reissue

pytestmark = pytest.mark.django_db

FILE = ("yeni.pdf", samples.pdf(2))


def ahead(browser: Client, place: str, kind: str, field: str, file: tuple[str, bytes] = FILE, **more: Any) -> str:
    """As the script does when a file is chosen; the id under which it lies on the page now."""
    posted = {"place": place, "kind": kind, "name": field, field: SimpleUploadedFile(*file)} | more
    answer = browser.post(reverse("upload"), posted)
    assert answer.status_code == 200
    return str(Upload.objects.get(original_name=file[0]).pk)


def shown(answer: Any, field: str) -> list[str]:
    return [str(each.pk) for each in answer.context["form"][field].value()]


def at(place: str) -> list[str]:
    return [str(key) for key in DraftFile.objects.filter(place=place).values_list("upload", flat=True)]


@pytest.fixture(autouse=True)
def _catalogue() -> None:
    cases.catalogue()


@pytest.fixture
def case() -> Application:
    return cases.draft()


def pages(case: Application) -> dict[str, tuple[str, str, str, str]]:
    """Every page with an upload field of a draft and the profile: address, place, kind, field."""
    step = lambda slug: reverse("application_step", args=[case.pk, slug])  # noqa: E731
    section = lambda slug: reverse("profile_section", args=[slug])  # noqa: E731
    (paper, *_rest) = case.category.document_rules.all()
    return {
        "passport": (section("pasaport"), "profile/pasaport", "passport-scan", "scan"),
        "education": (section("egitim"), "profile/egitim", "turkish-level-proof", "turkish_proof"),
        "work": (step("isyeri"), f"application/{case.pk}/isyeri", "signed-contract", "contract"),
        "supporting": (
            step("kanitlayici-belgeler"),
            f"application/{case.pk}/kanitlayici-belgeler",
            paper.kind_id,
            paper.kind_id,
        ),
        "additional": (
            step("ek-belgeler"),
            f"application/{case.pk}/ek-belgeler",
            "additional-document",
            "additional-document",
        ),
    }


@pytest.mark.parametrize("name", ["passport", "education", "work", "supporting", "additional"])
def test_what_was_handed_in_is_there_again_in_any_browser_whatever_came_between(case: Application, name: str) -> None:
    Education.objects.filter(applicant=case.applicant).update(turkish_level="B1")  # asks for its proof
    address, place, kind, field = pages(case)[name]
    browser = signed_in(case.applicant)
    page = browser.get(address)
    assert f'data-place="{place}"' in page.content.decode()
    saved = shown(page, field)
    multiple = {"multiple": "1", f"{field}-kept": saved} if name in {"supporting", "additional"} else {}
    fresh = ahead(browser, place, kind, field, **multiple)
    expected = [*saved, fresh] if multiple else [fresh]
    assert shown(signed_in(case.applicant).get(address), field) == expected
    other = signed_in(cases.person())
    if "profil" in address:
        assert fresh not in other.get(address).content.decode()


def test_an_error_elsewhere_on_the_page_loses_no_file_even_for_those_who_leave(case: Application) -> None:
    address, place, _kind, field = pages(case)["passport"]
    browser = signed_in(case.applicant)
    answer = browser.post(address, {field: SimpleUploadedFile(*FILE), "kind": ""})
    assert answer.context["form"].errors
    (fresh,) = at(place)
    assert shown(browser.get(address), field) == [fresh]
    assert Passport.objects.get(applicant=case.applicant).scan_id != Upload.objects.get(pk=fresh).pk


def valid(case: Application, **more: Any) -> dict[str, Any]:
    row = Passport.objects.get(applicant=case.applicant)
    day = row.expires_on
    return {
        "kind": row.kind,
        "expires_on_day": day.day,
        "expires_on_month": day.month,
        "expires_on_year": day.year,
        "scan-kept": str(row.scan_id),
    } | more


def test_saving_the_page_keeps_what_it_shows_and_clears_its_place(case: Application) -> None:
    address, place, kind, field = pages(case)["passport"]
    browser = signed_in(case.applicant)
    fresh = ahead(browser, place, kind, field)
    saved = browser.post(address, valid(case, **{"scan-kept": fresh}))
    assert saved.status_code == 302, saved.context["form"].errors
    assert str(Passport.objects.get(applicant=case.applicant).scan_id) == fresh
    assert at(place) == []
    assert shown(browser.get(address), field) == [fresh]


def test_a_page_that_shows_nothing_new_leaves_no_trace(case: Application) -> None:
    address, place, *_rest = pages(case)["passport"]
    browser = signed_in(case.applicant)
    browser.get(address)
    assert browser.post(address, valid(case, kind="")).context["form"].errors
    assert at(place) == []


def test_a_refused_file_stands_with_its_reason_until_the_page_is_right(case: Application) -> None:
    address, place, kind, field = pages(case)["additional"]
    browser = signed_in(case.applicant)
    refused = ahead(browser, place, kind, field, ("kilitli.pdf", samples.encrypted_pdf("1")), multiple="1")
    check(Upload.objects.get(pk=refused))
    assert "yalnızca parolayla açılıyor" in browser.get(address).content.decode()
    answer = browser.post(address, {f"{field}-kept": refused, f"{field}-seen": refused})
    assert answer.status_code == 302
    assert at(place) == []


def test_rearranged_pages_lie_on_the_page_as_well(case: Application) -> None:
    address, place, _kind, field = pages(case)["passport"]
    browser = signed_in(case.applicant)
    before = check(hand_in(case.applicant, "passport-scan", "pasaport.pdf", samples.pdf(3)))
    Passport.objects.filter(applicant=case.applicant).update(scan=before)
    posted = valid(case, **{"scan-kept": str(before.pk), f"scan-{before.pk}-drop-2": "1", "_redraw": "1"})
    drawn = browser.post(address, posted)
    assert drawn.status_code == 200
    after = Upload.objects.get(base=before)
    assert at(place) == [str(after.pk)]
    page = browser.get(address)
    assert shown(page, field) == [str(after.pk)]
    assert f"/belgeler/{before.pk}/sayfa/3/kucuk/" in page.content.decode()
    assert f"/belgeler/{before.pk}/sayfa/2/kucuk/" not in page.content.decode()


@pytest.mark.parametrize("end", ["discard", "submit", "purge"])
def test_what_lies_on_a_drafts_pages_goes_with_the_draft(case: Application, end: str) -> None:
    _address, place, kind, field = pages(case)["additional"]
    browser = signed_in(case.applicant)
    ahead(browser, place, kind, field, multiple="1")
    ahead(browser, "profile/pasaport", "passport-scan", "scan", ("b.pdf", samples.pdf(3)))
    other = cases.draft(cases.person())
    DraftPage(other.applicant, f"application/{case.pk}/isyeri").save_uploads(
        "contract", [cases.upload(other.applicant, "x")]
    )
    if end == "purge":
        Application.objects.filter(pk=case.pk).update(saved_at="2020-01-01T00:00Z")
        cases.do("purge", case, cases.SYSTEM)
    elif end == "submit":
        cases.sent(case)
    else:
        browser.post(reverse("application_discard", args=[case.pk]))
    assert at(place) == []
    assert at("profile/pasaport")
    assert DraftFile.objects.filter(owner=other.applicant).exists()


# --- the other pages that take documents --------------------------------------------------------------------


def test_an_objections_evidence_is_there_again_and_then_in_its_draft() -> None:
    case = cases.rejected()
    browser, address = signed_in(case.applicant), reverse("objection", args=[case.pk])
    browser.post(address, {"reason_read": "on"})
    fresh = ahead(browser, f"objection/{case.pk}", "objection-evidence", "evidence", multiple="1")
    assert shown(browser.get(address), "evidence") == [fresh]
    redrawn = browser.post(address, {"statement": "Eksik", "evidence-kept": fresh, "_redraw": "1"})
    assert redrawn.status_code == 200
    assert Application.objects.get(pk=case.pk).status == "rejected", "a button about pages sends nothing"
    assert [str(each.pk) for each in ObjectionDraft.objects.get(application=case).evidence.all()] == [fresh]
    assert at(f"objection/{case.pk}") == []


def test_a_petition_is_there_again_and_a_button_about_its_pages_sends_nothing() -> None:
    case = cases.approved()
    browser, address = signed_in(case.applicant), reverse("termination", args=[case.pk])
    fresh = ahead(browser, f"termination/{case.pk}", "termination-petition", "petition")
    check(Upload.objects.get(pk=fresh))
    page = browser.get(address)
    assert shown(page, "petition") == [fresh]
    day = page.context["form"].initial["effective_on"]
    whole = {
        "ground": "left",
        "effective_on_day": day.day,
        "effective_on_month": day.month,
        "effective_on_year": day.year,
        "petition-kept": fresh,
        "confirmed": "on",
    }
    assert browser.post(address, whole | {"_redraw": "1"}).status_code == 200
    assert not TerminationRequest.objects.exists()
    assert browser.post(address, whole).status_code == 302
    request = TerminationRequest.objects.get()
    assert str(request.petition_id) == fresh
    assert Upload.objects.get(pk=fresh).sent
    assert at(f"termination/{case.pk}") == []


@pytest.fixture
def fault() -> TerminationRequest | ReissueRequest:
    case = holder_of_a_card()
    return start_reissue(case, "admin_fault")


def test_a_request_for_a_new_card_keeps_its_papers_and_discarding_it_lets_them_go(fault: ReissueRequest) -> None:
    person = fault.application.applicant
    browser, address = signed_in(person), reverse("reissue", args=[fault.pk])
    fresh = ahead(browser, f"reissue/{fault.pk}", "card-front-scan", "card_front")
    assert shown(browser.get(address), "card_front") == [fresh]
    assert browser.post(address, {"card_front-kept": fresh, "_redraw": "1"}).status_code == 200
    assert ReissueRequest.objects.get(pk=fault.pk).status == "draft"
    engine.perform(REISSUE, "discard", fault.pk, Actor.from_person(person))
    assert at(f"reissue/{fault.pk}") == []


def test_an_answer_to_a_revision_is_there_again_until_it_is_kept() -> None:
    case = cases.sent()
    items = [{"step": "isyeri", "field": "contract", "explanation": "İmzalı sözleşmeyi yükleyin."}]
    cases.do("request_revision", case, Actor.from_person(cases.officer()), items=items)
    browser, address = signed_in(case.applicant), reverse("revision_step", args=[case.pk, "isyeri"])
    place = f"revision/{case.pk}/isyeri"
    fresh = ahead(browser, place, "signed-contract", "contract")
    assert shown(browser.get(address), "contract") == [fresh]
    assert browser.post(address, {"contract-kept": fresh, "_redraw": "1"}).status_code == 200
    check(Upload.objects.get(pk=fresh))
    assert browser.post(address, {"contract-kept": fresh}).status_code == 302
    assert at(place) == []


# --- what it costs --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("many", [1, 6])
def test_what_lies_on_a_page_costs_one_query_however_much_it_is(
    case: Application, django_assert_num_queries: Any, many: int
) -> None:
    address, place, *_rest = pages(case)["additional"]
    browser = signed_in(case.applicant)
    uploads = [
        check(hand_in(case.applicant, "additional-document", f"{n}.pdf", samples.pdf(n))) for n in range(1, many + 1)
    ]
    DraftPage(case.applicant, place).save_uploads("additional-document", uploads)
    browser.get(address)  # templates
    with django_assert_num_queries(QUERIES_OF_PAGE):
        page = browser.get(address)
    assert len(shown(page, "additional-document")) == many


QUERIES_OF_PAGE = 7
