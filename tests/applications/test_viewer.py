"""The viewer at the desk: tabs, size and turning by plain links, whose papers they are, and what is on record."""

import io
from typing import Any

import pytest
from django.urls import reverse
from PIL import Image, ImageOps

from applicants.models import AuditEntry
from applications.admin.viewer import turn_jpeg
from applications.models import Passport
from documents import storage
from documents.models import PageImages, Upload
from tests.builders.browsers import reviewer, signed_in
from tests.documents.upload_samples import pdf
from tests.documents.uploading import checked

from . import cases
from .holders import ask_for_the_end, holder_of_a_card

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _catalogue(catalogue: None) -> None: ...


def jpeg(width: int = 40, height: int = 60) -> bytes:
    image = Image.new("RGB", (width, height), "white")
    image.paste("black", (0, 0, width // 2, height // 2))
    out = io.BytesIO()
    image.save(out, "JPEG")
    return out.getvalue()


def draw_all(*uploads: Any) -> None:
    """As the worker leaves it."""
    PageImages.enqueue_missing(uploads)
    for each in PageImages.objects.filter(upload__in=uploads):
        each.pages = [
            {"file": storage.store_bytes("pages", jpeg(), ".jpg"), "width": 40, "height": 60} for _ in range(2)
        ]
        each.save(update_fields=["pages"])


def test_sending_promises_the_pictures_and_opening_promises_what_lacks() -> None:
    case = cases.sent()
    assert PageImages.objects.count() == len(Upload.objects.filter(owner=case.applicant))
    PageImages.objects.all().delete()
    _, desk = reviewer("view_application")
    assert "Önizleme hazırlanıyor." in desk.get(reverse("admin:review", args=[case.pk])).text
    assert PageImages.objects.count() == len(Upload.objects.filter(owner=case.applicant))


def test_a_tab_a_size_and_a_turn_are_plain_links() -> None:
    case = cases.sent()
    scan, contract = (
        case.snapshot[page][name]["upload"] for page, name in (("passport", "scan"), ("work", "contract"))
    )
    draw_all(scan, contract)
    officer, desk = reviewer("view_application")
    there = reverse("admin:review", args=[case.pk])
    page = desk.get(there, {"belge": scan, "yakin": "150", "don": "90"})
    assert page.context["shown"].key == scan
    first = reverse("admin:review_page", args=[case.pk, scan, 1])
    assert f'class="page-image page-image--150" src="{first}?don=90" width="60" height="40"' in page.text
    assert f"?belge={contract}&amp;yakin=150&amp;don=0#belgeler" in page.text
    assert f"?belge={scan}&amp;yakin=150&amp;don=180#belgeler" in page.text
    assert desk.get(there, {"belge": "x", "yakin": "9", "don": "9"}).context["zoom"] == "100"
    trail = AuditEntry.objects.filter(officer=officer).order_by("pk").values_list("action", "detail")
    assert list(trail) == [("saw_file", scan), ("saw_application", "")]


def test_a_turned_page_is_the_same_picture_the_other_way_up() -> None:
    for degrees in (0, 90, 180, 270):
        image = ImageOps.exif_transpose(Image.open(io.BytesIO(turn_jpeg(jpeg(), degrees))))
        expected = Image.open(io.BytesIO(jpeg())).rotate(-degrees, expand=True)
        assert image.size == expected.size
        assert image.convert("1").tobytes() == expected.convert("1").tobytes()


def test_pages_are_private_and_belong_to_their_application() -> None:
    mine, other = cases.sent(), cases.sent()
    scan = mine.snapshot["passport"]["scan"]["upload"]
    draw_all(scan)
    address = reverse("admin:review_page", args=[mine.pk, scan, 2])
    _, desk = reviewer("view_application")
    answer = desk.get(address)
    assert (answer.status_code, answer["Content-Type"]) == (200, "image/jpeg")
    assert "private" in answer["Cache-Control"]
    assert answer["X-Content-Type-Options"] == "nosniff"
    for wrong in ((mine.pk, scan, 3), (mine.pk, scan, 0), (other.pk, scan, 1)):
        assert desk.get(reverse("admin:review_page", args=wrong)).status_code == 404
    _, nobody = reviewer()
    assert nobody.get(address).status_code == 403


def test_the_papers_of_a_holders_request_are_seen_the_same_way() -> None:
    row = ask_for_the_end(holder_of_a_card())
    draw_all(row.petition_id)
    _, desk = reviewer("view_application")
    page = desk.get(reverse("admin:termination_request", args=[row.pk])).text
    address = reverse("admin:termination_page", args=[row.pk, "petition", 1])
    assert address in page
    assert desk.get(address).status_code == 200
    assert desk.get(reverse("admin:termination_page", args=[row.pk, "pk", 1])).status_code == 404


def test_it_costs_the_same_with_more_papers(django_assert_num_queries: Any) -> None:
    _, desk = reviewer("view_application")
    for case in (cases.sent(), cases.objected()):
        there = reverse("admin:review", args=[case.pk])
        desk.get(there)
        with django_assert_num_queries(13):
            assert desk.get(there).status_code == 200


def test_officer_and_applicant_see_the_very_same_pictures() -> None:
    person = cases.person()
    scan = checked(person, "passport-scan", "pasaport.pdf", pdf(2))
    Passport.objects.filter(applicant=person).update(scan=scan)
    case = cases.sent(cases.draft(person))
    assert PageImages.objects.get(upload=scan) == scan.page_images, "sending draws nothing again"
    _, desk = reviewer("view_application")
    for number in (1, 2):
        theirs = signed_in(person).get(reverse("upload_page", args=[scan.pk, number]))
        ours = desk.get(reverse("admin:review_page", args=[case.pk, scan.pk, number]))
        assert b"".join(theirs.streaming_content) == ours.content


def test_pages_that_were_taken_as_pictures_say_so_and_why_and_warnings_are_told() -> None:
    case = cases.sent()
    scan = case.snapshot["passport"]["scan"]["upload"]
    draw_all(scan)
    _, desk = reviewer("view_application")
    address = reverse("admin:review", args=[case.pk])
    assert "resim olarak alındı" not in desk.get(address, {"belge": scan}).text
    Upload.objects.filter(pk=scan).update(redrawn=True, warnings=["ends_early", "of a later version"])
    page = desk.get(address, {"belge": scan}).text
    assert "Sayfalar resim olarak alındı." in page
    assert "özgün belgeyle aynı görünmeyecekti" in page
    assert "Dosyanın sonu eksik olabilir." in page
    other = case.snapshot["work"]["contract"]["upload"]
    page = desk.get(address, {"belge": other}).text
    assert "Sayfalar resim olarak alındı." not in page
    assert ">resim</span>" in page, "the tab tells it too"


def test_a_request_for_a_new_card_tells_it_as_well() -> None:
    case = holder_of_a_card()
    row = ask_for_the_end(case)
    Upload.objects.filter(pk=row.petition_id).update(redrawn=True)
    _, desk = reviewer("view_application")
    assert "Sayfalar resim olarak alındı." in desk.get(reverse("admin:termination_request", args=[row.pk])).text
