"""Nothing typed is lost because another answer is missing or wrong (A-37): every page, every press, every tab."""

import logging
import threading
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from applicants.drafts import page_drafts
from applicants.drafts.page_drafts import NewerDraftError, Seen
from applicants.models import PageDraft
from applicants.privacy import personal_data, rights
from applications import schedule
from applications.lifecycle import engine
from applications.models import Application, Contact
from applications.schedule import JOBS
from applications.wizard.forms_by_page import PAGE_FORMS, PROFILE_FORMS
from documents.models import DraftFile
from documents.uploads.form_field import UploadField
from tests.builders.browsers import signed_in
from tests.builders.draft_pages import PAGES, step
from tests.builders.lost_sessions import CONTACT, enter, lose, token
from tests.documents import upload_samples as samples

from . import cases

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("A-37")]

QUIET = "Bu sayfa yarım kaldı; yazdıklarınız duruyor."


@pytest.fixture(autouse=True)
def _catalogue() -> None:
    cases.catalogue()


PRESSES = {"saving": {}, "a redrawing": {"_redraw": "1"}, "a language": {"_language": "ar"}, "typing": {"_keep": "1"}}


@pytest.mark.parametrize("press", PRESSES)
@pytest.mark.parametrize("name", PAGES)
def test_an_unfinished_page_is_there_again_on_any_device_and_accuses_nobody(name: str, press: str) -> None:
    made, typed, shown = PAGES[name]
    person, address = made()
    answer = signed_in(person).post(address, typed | PRESSES[press])
    assert answer.status_code == {"a language": 302, "typing": 200}.get(press, answer.status_code)
    page = signed_in(person).get(address)
    assert page.status_code == 200
    assert shown in page.text
    if not (name == "objection" and press != "typing"):  # its own draft holds it then
        assert QUIET in page.text
    for accusation in ("Hata:", "govuk-error", 'aria-invalid="true"'):
        assert accusation not in page.text
    assert 'name="_draft"' in page.text
    stranger = signed_in(cases.person()).get(address)
    assert stranger.status_code == 404 or shown.strip() not in stranger.text or name in {"consent", "education"}
    assert QUIET not in stranger.text


def test_no_answer_has_a_name_that_would_be_taken_for_a_documents() -> None:
    for form in (PROFILE_FORMS | PAGE_FORMS).values():
        for name, field in form.base_fields.items():
            assert isinstance(field, UploadField) or "-" not in name


# --- leaving and going on --------------------------------------------------------------------------------------
def test_save_and_leave_leaves_though_an_answer_is_wrong_and_the_page_is_shown_as_unfinished() -> None:
    case = cases.draft()
    before = case.work.purpose
    browser = signed_in(case.applicant)
    typed = {"purpose": "Kısa", "contract": SimpleUploadedFile("sozlesme.pdf", samples.pdf(2)), "_exit": "1"}
    answer = browser.post(step(case, "isyeri"), typed)
    assert (answer.status_code, answer.url) == (302, reverse("application_list"))
    listed = browser.get(answer.url).text
    assert "bu sayfa yarım kaldı" in listed
    assert "Yarım kalan sayfa" in listed
    assert "İşyeri ve İşveren Bilgileri" in listed
    assert DraftFile.objects.filter(upload__original_name="sozlesme.pdf").exists()
    steps = browser.get(step(case, "ek-belgeler"))
    assert {each.title: each.state for each in steps.context["steps"]}["İşyeri ve İşveren Bilgileri"] == "unfinished"
    assert "Yarım kaldı" in steps.text
    assert browser.get(reverse("application_resume", args=[case.pk])).url == step(case, "isyeri")
    preview = browser.get(reverse("application_preview", args=[case.pk])).text
    assert "Yarım kalan sayfalarınız var" in preview
    assert before in preview
    assert "Kısa" not in preview


def test_a_file_that_could_not_be_taken_is_named_to_whoever_leaves() -> None:
    browser = signed_in(cases.person())
    typed = {"scan": SimpleUploadedFile("resim.exe", b"MZ" * 50), "_exit": "1"}
    left = browser.post(reverse("profile_section", args=["pasaport"]), typed)
    assert "resim.exe" in browser.get(left.url).text


def test_the_way_back_keeps_what_is_wrong_and_saves_what_is_right() -> None:
    case = cases.draft()
    browser = signed_in(case.applicant)
    assert browser.post(step(case, "isyeri"), {"purpose": "Kısa", "_back": "1"}).url == step(case, "riza")
    assert "Kısa" in browser.get(step(case, "isyeri")).text
    answer = browser.post(step(case, "ek-belgeler"), {"_back": "1"})
    assert answer.url == step(case, "kanitlayici-belgeler")
    assert not page_drafts.unfinished_under(case.applicant, f"application/{case.pk}/") - {"isyeri"}


def test_the_button_of_a_language_takes_the_page_along_with_its_file() -> None:
    case = cases.draft()
    browser = signed_in(case.applicant)
    page = browser.get(step(case, "isyeri")).text
    assert 'form="page-form" name="_language" value="ar"' in page
    typed = {"purpose": "Kısa", "contract": SimpleUploadedFile("yeni.pdf", samples.pdf(2)), "_language": "ar"}
    answer = browser.post(step(case, "isyeri") + "?geri=1", typed)
    assert answer.url == step(case, "isyeri") + "?geri=1"
    arabic = browser.get(answer.url).text
    assert 'lang="ar"' in arabic
    assert "Kısa" in arabic
    assert "yeni.pdf" in arabic


def test_a_page_that_has_been_saved_is_not_unfinished_any_more() -> None:
    person = cases.person()
    browser, address = signed_in(person), reverse("profile_section", args=["iletisim"])
    browser.post(address, {"city": "Semerkand"})
    whole = {"phone": "+998 90 765 43 21", "address": "Yol 7", "city": "Buhara", "country": "UZB"}
    assert browser.post(address, whole).status_code == 302
    assert Contact.objects.get(applicant=person).city == "Buhara"
    page = browser.get(address).text
    assert QUIET not in page
    assert "Semerkand" not in page
    assert PageDraft.objects.get(owner=person).answers == []


def test_only_complete_pages_count_for_sending() -> None:
    case = cases.draft()
    purpose = case.work.purpose
    signed_in(case.applicant).post(step(case, "isyeri"), {"purpose": "Başka ama yarım kalmış bir açıklama"})
    case = cases.sent(case)
    assert case.snapshot["work"]["purpose"] == purpose
    assert not PageDraft.objects.filter(owner=case.applicant, unfinished=True).exists()
    fresh = cases.draft(cases.person())
    fresh.work.delete()
    signed_in(fresh.applicant).post(step(fresh, "isyeri"), {"purpose": "Yarım"})
    with pytest.raises(engine.GuardError):
        cases.sent(fresh)


# --- two devices -------------------------------------------------------------------------------------------------
def seen_by(browser: Client, address: str) -> str:
    return browser.get(address).context["draft_page"].seen.__str__()


def test_a_tab_that_has_not_seen_the_newest_overwrites_nothing_silently() -> None:
    person = cases.person()
    address = reverse("profile_section", args=["iletisim"])
    phone, desk = signed_in(person), signed_in(person)
    on_phone, on_desk = seen_by(phone, address), seen_by(desk, address)
    assert phone.post(address, {"city": "Taşkent", "_draft": on_phone, "_keep": "1"}).status_code == 200
    late = desk.post(address, {"city": "Buhara", "_draft": on_desk, "_keep": "1"})
    assert late.status_code == 409
    assert "başka bir sekmede veya cihazda" in late.json()["said"]
    told = desk.post(address, {"city": "Buhara", "_draft": on_desk})
    assert told.status_code == 409
    assert "başka bir sekmede veya cihazda" in told.text
    assert 'value="Buhara"' in told.text
    assert "Taşkent" in phone.get(address).text
    # Whoever has been told and presses again means it; the other one is told in their turn.
    again = str(told.context["draft_page"].seen)
    assert desk.post(address, {"city": "Buhara", "_draft": again}).status_code == 200
    assert "Buhara" in phone.get(address).text
    assert phone.post(address, {"city": "Taşkent", "_draft": on_phone, "_keep": "1"}).status_code == 409
    # A page goes on writing what it wrote last.
    for city in ("Nukus", "Hive"):
        assert desk.post(address, {"city": city, "_draft": again, "_keep": "1"}).status_code == 200


def test_a_stale_tab_does_not_undo_what_was_saved_elsewhere() -> None:
    person = cases.person()
    address = reverse("profile_section", args=["iletisim"])
    phone, desk = signed_in(person), signed_in(person)
    on_phone, on_desk = seen_by(phone, address), seen_by(desk, address)
    whole = {"phone": "+998 90 765 43 21", "address": "Yol 7", "city": "Buhara", "country": "UZB"}
    for _twice in range(2):  # a double click of the same page is no other tab
        assert desk.post(address, whole | {"_draft": on_desk}).status_code == 302
    assert phone.post(address, whole | {"city": "Taşkent", "_draft": on_phone}).status_code == 409
    assert Contact.objects.get(applicant=person).city == "Buhara"


@pytest.mark.django_db(transaction=True)
def test_of_two_tabs_that_write_at_once_one_is_kept_and_the_other_told() -> None:
    person, place = cases.person(), "profile/iletisim"
    outcomes: list[str] = []
    ready = threading.Barrier(4)

    def write(number: int) -> None:
        try:
            ready.wait()
            page_drafts.save_draft(person, place, [["city", str(number)]], Seen.anew(0))
            outcomes.append("kept")
        except NewerDraftError:
            outcomes.append("told")
        finally:
            connection.close()

    tabs = [threading.Thread(target=write, args=[number]) for number in range(4)]
    for tab in tabs:
        tab.start()
    for tab in tabs:
        tab.join()
    assert sorted(outcomes) == ["kept", "told", "told", "told"]
    assert PageDraft.objects.get(owner=person).version == 1


# --- whose it is, how long, and where it is not ----------------------------------------------------------------------
def test_it_is_in_the_copy_of_ones_data_and_goes_with_the_account_the_draft_or_its_time(
    monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any
) -> None:
    case, other = cases.draft(), cases.person()
    browser = signed_in(case.applicant)
    browser.post(step(case, "isyeri"), {"purpose": "Kısa"})
    browser.post(reverse("profile_section", args=["iletisim"]), {"city": "Semerkand"})
    signed_in(other).post(reverse("profile_section", args=["iletisim"]), {"city": "Buhara"})
    (told,) = [
        rows
        for name, rows in personal_data.exportable_rows(personal_data.collect_personal_data(case.applicant)).items()
        if "pagedraft" in name
    ]
    assert ["city", "Semerkand"] in [pair for row in told for pair in row["answers"]]
    browser.post(reverse("application_discard", args=[case.pk]))
    assert [row.place for row in PageDraft.objects.filter(owner=case.applicant)] == ["profile/iletisim"]
    PageDraft.objects.filter(owner=other).update(saved_at=timezone.now() - timedelta(days=181))
    with django_capture_on_commit_callbacks(execute=True):
        schedule.run_job(JOBS["page_drafts_forgetting"])
    assert not PageDraft.objects.filter(owner=other).exists()
    rights.erase_account(case.applicant, "at the person's request")
    assert not PageDraft.objects.exists()


def test_typing_makes_a_draft_live_on() -> None:
    case = cases.draft()
    Application.objects.filter(pk=case.pk).update(saved_at="2026-01-01T00:00Z")
    signed_in(case.applicant).post(step(case, "isyeri"), {"purpose": "Kısa", "_keep": "1"})
    assert Application.objects.get(pk=case.pk).saved_at.date() == timezone.now().date()


def test_what_is_typed_is_in_no_log_and_no_address(caplog: pytest.LogCaptureFixture) -> None:
    case = cases.draft()
    browser = signed_in(case.applicant)
    with caplog.at_level(logging.DEBUG):
        for press in (*PRESSES.values(), {"_exit": "1"}, {"_back": "1"}, {"_keep": "1", "_draft": "0.a"}):
            answer = browser.post(step(case, "isyeri"), {"purpose": "Gizli söz"} | press)
            assert "Gizli" not in answer.headers.get("Location", "")
    ours = [record for record in caplog.records if not record.name.startswith("django.db")]
    assert "Gizli" not in "".join(record.getMessage() for record in ours)


@pytest.mark.parametrize(
    "posted",
    [{"_draft": "x"}, {"_draft": "9" * 40 + ".a"}, {"_draft": "-1.a"}, {"_draft": "1.<b>"}, {"city": "a\x00b"}],
)
def test_forged_marks_and_odd_characters_do_no_harm(posted: dict[str, str]) -> None:
    person = cases.person()
    address = reverse("profile_section", args=["iletisim"])
    assert signed_in(person).post(address, {"city": "Buhara"} | posted | {"_keep": "1"}).status_code == 200
    assert signed_in(person).get(address).status_code == 200


def test_more_than_any_page_holds_is_not_kept_and_said_so() -> None:
    person = cases.person()
    address = reverse("profile_section", args=["iletisim"])
    answer = signed_in(person).post(address, {"address": "a" * 200_001, "_keep": "1"})
    assert answer.status_code == 413
    assert answer.json()["said"]


def test_a_script_whose_session_is_gone_hears_so_and_its_words_are_kept() -> None:
    person = cases.person()
    browser = enter(Client(enforce_csrf_checks=True), person)
    hidden = token(browser, CONTACT)
    lose()
    answer = browser.post(CONTACT, {"city": "Semerkand", "_keep": "1"} | hidden)
    assert answer.status_code == 401
    assert "Yazdıklarınız saklandı" in answer.json()["said"]
    assert "Semerkand" in enter(Client(enforce_csrf_checks=True), person).get(CONTACT).text
