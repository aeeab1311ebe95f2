"""What a kind's row in the catalogue says may be handed in is what is taken, offered, told and judged (domain 7)."""

import re
from typing import Any

import pytest
import yaml
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from applications.catalogue.loading import CATALOGUE_FILE
from applications.models import Application, CategoryDocument, DocumentKind
from applications.models.status import Status
from documents.models import Upload
from documents.upload_rules import rules
from tests.builders.browsers import signed_in
from tests.builders.catalogue_desk import add_kind, open_catalogue_desk, save
from tests.documents import upload_samples as samples
from tests.documents.uploading import check

from . import cases

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R63")]


@pytest.fixture
def ministry(catalogue: None) -> Client:
    return open_catalogue_desk()


ALL, PICTURES = list(rules.FORMATS), list(rules.PICTURE_FORMATS)
FILES = {
    "pdf": ("belge.pdf", samples.pdf(1)),
    "jpg": ("belge.jpg", samples.picture("JPEG")),
    "png": ("belge.png", samples.picture("PNG")),
    "webp": ("belge.webp", samples.picture("WEBP")),
    "tiff": ("belge.tif", samples.picture("TIFF")),
    "bmp": ("belge.bmp", samples.picture("BMP")),
}
# What the row says, the formats that are taken, what the hint says, and what the reason of a refusal says.
ROWS: dict[str, tuple[list[str], str, str]] = {
    "everything": (ALL, "Tek dosya (PDF) veya sayfaların resimleri (JPG, PNG, HEIC, WebP, TIFF, BMP)", ""),
    "a PDF": (["pdf"], "Yalnızca PDF.", "Kabul edilen türler: PDF."),
    "a PDF or a photo": (["pdf", "jpg"], "Tek dosya (PDF) veya sayfaların resimleri (JPG)", "türler: PDF, JPG."),
    "pictures": (PICTURES, "Yalnızca resim (JPG, PNG, HEIC, WebP, TIFF, BMP).", "JPG, PNG, HEIC, WebP, TIFF, BMP"),
    "one kind of picture": (["png"], "Yalnızca resim (PNG).", "resim olarak yüklenir: PNG."),
    "in no order": (["bmp", "pdf"], "Tek dosya (PDF) veya sayfaların resimleri (BMP)", "türler: PDF, BMP."),
}


def set_formats(kind: str, formats: list[str]) -> None:
    DocumentKind.objects.filter(pk=kind).update(formats=formats)


def send(browser: Client, kind: str, file: tuple[str, bytes], **more: str) -> Any:
    return browser.post(reverse("upload"), {"kind": kind, "name": "scan", "scan": SimpleUploadedFile(*file)} | more)


@pytest.mark.parametrize("name", ROWS)
def test_a_field_takes_offers_and_tells_what_the_row_says(catalogue: None, name: str) -> None:
    formats, hint, reason = ROWS[name]
    person = cases.person()
    browser = signed_in(person)
    set_formats("passport-scan", formats)
    page = browser.get(reverse("profile_section", args=["pasaport"])).text
    assert hint in page
    accept = re.search(r'name="scan" accept="([^"]*)"', page)[1].split(",")
    offered = {slug for slug, each in rules.FORMATS.items() if f".{each.suffixes[0]}" in accept}
    assert offered == set(formats)
    for slug, file in FILES.items():
        answer = send(browser, "passport-scan", file).text
        taken = Upload.objects.filter(original_name=file[0]).exists()
        assert taken == (slug in formats), slug
        assert ('class="upload__error ' in answer) != taken, slug
        assert taken or reason in answer


@pytest.mark.parametrize(
    ("listed", "refused"),
    [(["jpg", "png"], ["pdf", "webp"]), (["pdf"], ["pdf"]), ([], ["pdf"]), (["pdf", "webp"], ["pdf", "jpg"])],
)
def test_a_photo_is_a_picture_whatever_the_row_says(catalogue: None, listed: list[str], refused: list[str]) -> None:
    set_formats("biometric-photo", listed)
    browser = signed_in(cases.person())
    page = browser.get(reverse("profile_section", args=["kisisel"]))
    assert page.status_code == 200
    assert ".pdf" not in re.search(r'name="photo" accept="([^"]*)"', page.text)[1]
    for slug in refused:
        answer = send(browser, "biometric-photo", FILES[slug]).text
        assert "bu dosya bir fotoğraf değil" in answer or "resim olarak yükleyin" in answer
        assert not Upload.objects.filter(original_name=FILES[slug][0]).exists()


def test_a_row_of_unknown_words_takes_everything_and_brings_nothing_down(catalogue: None) -> None:
    set_formats("passport-scan", ["exe", ""])
    browser = signed_in(cases.person())
    assert "Tek dosya (PDF) veya" in browser.get(reverse("profile_section", args=["pasaport"])).text
    assert send(browser, "passport-scan", FILES["png"]).status_code == 200


def test_the_catalogue_as_it_is_shipped_takes_what_the_specification_says(catalogue: None) -> None:
    """Every common format for every paper; pictures for the photo (7.1, 7.2)."""
    shipped = {row["slug"]: row["formats"] for row in yaml.safe_load(CATALOGUE_FILE.read_text())["document_kinds"]}
    assert {slug for slug, formats in shipped.items() if set(formats) != set(ALL)} == {"biometric-photo"}
    assert set(shipped["biometric-photo"]) == set(PICTURES)


# --- the desk -----------------------------------------------------------------------------------------------------
def test_a_kind_of_the_desk_works_for_its_applicants_at_once(ministry: Client) -> None:
    page = ministry.get(reverse("admin:applications_documentkind_add")).text
    assert page.count('name="formats"') == page.count('type="checkbox"') == len(ALL)
    assert len(re.findall(r'name="formats"[^>]* checked', page)) == len(ALL)  # nobody is kept out by oversight
    assert "tek PDF" in page
    assert add_kind(ministry, "new-paper", formats=["pdf", "png"]).status_code == 302
    case = cases.draft()
    CategoryDocument.objects.create(category=case.category, kind_id="new-paper", required=True, order=99)
    browser = signed_in(case.applicant)
    shown = browser.get(reverse("application_step", args=[case.pk, "kanitlayici-belgeler"])).text
    assert "Tek dosya (PDF) veya sayfaların resimleri (PNG)" in shown
    send(browser, "new-paper", FILES["jpg"])
    send(browser, "new-paper", FILES["png"])
    assert list(Upload.objects.filter(kind="new-paper").values_list("original_name", flat=True)) == ["belge.png"]
    listed = ministry.get(reverse("admin:applications_documentkind_changelist")).text
    assert "PDF, PNG" in listed
    assert "[" not in re.search(r'class="field-format_names">([^<]*)<', listed)[1]


@pytest.mark.parametrize("formats", [["pdf"], ["pdf", "jpg"], []])
def test_the_desk_cannot_ask_for_a_photo_that_is_no_picture(ministry: Client, formats: list[str]) -> None:
    answer = save(ministry, "documentkind", "biometric-photo", formats=formats)
    assert "formats" in answer.context["adminform"].form.errors
    assert "pdf" not in DocumentKind.objects.get(pk="biometric-photo").formats


def test_a_change_in_the_desk_holds_at_the_next_page(ministry: Client) -> None:
    browser = signed_in(cases.person())
    address = reverse("profile_section", args=["pasaport"])
    assert "Yalnızca PDF" not in browser.get(address).text
    assert save(ministry, "documentkind", "passport-scan", formats=["pdf"]).status_code == 302
    assert "Yalnızca PDF" in browser.get(address).text


# --- a row that changes while a draft is open ---------------------------------------------------------------------
def profile(slug: str) -> Any:
    return lambda case: f"{reverse('profile_section', args=[slug])}?basvuru={case.pk}"


def step(slug: str) -> Any:
    return lambda case: f"{reverse('application_step', args=[case.pk, slug])}?geri=1"


PLACES = {
    "biometric-photo": (["png"], profile("kisisel")),
    "passport-scan": (["jpg"], profile("pasaport")),
    "signed-contract": (PICTURES, step("isyeri")),
    "invitation-letter": (["png", "bmp"], step("kanitlayici-belgeler")),
}


@pytest.mark.parametrize("kind", PLACES)
def test_a_file_that_fits_no_longer_is_named_and_leads_to_its_page(catalogue: None, kind: str) -> None:
    formats, place = PLACES[kind]
    case = cases.draft()
    if kind == "invitation-letter" and not case.category.document_rules.filter(kind=kind, required=True).exists():
        pytest.fail("the category of the tests asks for an invitation")
    browser = signed_in(case.applicant)
    preview, submit = (reverse(each, args=[case.pk]) for each in ("application_preview", "submit"))
    assert "Henüz gönderilemez" not in browser.get(preview).text
    set_formats(kind, formats)
    name = DocumentKind.objects.get(pk=kind).name
    for answer in (browser.post(submit), browser.get(preview)):
        assert "Henüz gönderilemez" in answer.text
        gaps = answer.context["gaps"]
        assert [(name in str(gap.text), gap.url) for gap in gaps] == [(True, place(case))]
        assert rules.FORMATS[formats[0]].label in str(gaps[0].text)
        assert f'href="{place(case)}"' in answer.text
    case.refresh_from_db()
    assert case.status == Status.DRAFT
    page = browser.get(place(case))
    assert page.status_code == 200
    # The page itself no longer takes the file either.
    shown = page.context["form"]
    field = "photo" if kind == "biometric-photo" else "scan" if kind == "passport-scan" else None
    field = field or ("contract" if kind == "signed-contract" else kind)
    kept = {f"{field}-kept": [str(each.pk) for each in shown[field].value()]}
    again = browser.post(
        place(case), kept | {"has_employer": str(shown["has_employer"].value())} if field == "contract" else kept
    )
    assert again.status_code == 200
    assert any(rules.FORMATS[formats[0]].label in each for each in again.context["form"].errors[field])


def test_what_a_document_was_made_of_counts_and_not_what_it_has_become(catalogue: None) -> None:
    """Pictures that became one PDF are pictures, also after their pages were put into another order."""
    case = cases.draft()
    browser = signed_in(case.applicant)
    send(browser, "passport-scan", FILES["jpg"])
    made = check(Upload.objects.get(original_name="belge.jpg"))
    assert made.suffix == "pdf"
    send(browser, "passport-scan", FILES["png"], **{"scan-kept": str(made.pk), "scan-append": str(made.pk)})
    longer = check(Upload.objects.get(base=made))
    assert longer.handed_formats == {"jpg", "png"}
    turned = {"scan-kept": str(longer.pk), f"scan-{longer.pk}-turn-1": "90"}
    browser.post(reverse("upload"), {"kind": "passport-scan", "name": "scan"} | turned)
    turned_one = check(Upload.objects.get(base=longer))
    assert turned_one.handed_formats == {"jpg", "png"}
    case.applicant.passport.scan = turned_one
    case.applicant.passport.save()
    preview = reverse("application_preview", args=[case.pk])
    for formats, wrong in ((PICTURES, 0), (["jpg", "png"], 0), (["pdf"], 1), (["pdf", "jpg"], 1)):
        set_formats("passport-scan", formats)
        assert len(browser.get(preview).context["gaps"]) == wrong, formats


def test_an_application_that_was_sent_is_not_judged_by_the_new_row(catalogue: None) -> None:
    case: Application = cases.sent()
    set_formats("passport-scan", ["png"])
    assert signed_in(case.applicant).get(reverse("application", args=[case.pk])).status_code == 200
