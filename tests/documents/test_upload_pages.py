"""Uploading ahead of the form, following the check, opening a file: over HTTP, as browsers and strangers do it."""

import errno
import re
from pathlib import Path

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.files.uploadhandler import TemporaryFileUploadHandler
from django.db import IntegrityError, transaction
from django.http import Http404
from django.test import Client
from django.utils import timezone
from django.utils.html import escape

from applicants.models import Applicant
from documents import storage
from documents.models import Upload
from documents.views.uploads import serve_upload
from emuafiyet.core.outbox.delivery import attempt_delivery
from tests.applicants.doors import at_once
from tests.builders.upload_pages import send, signed_in

from . import upload_samples as samples
from .uploading import checked, hand_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def applicant() -> Applicant:
    return Applicant.objects.create(email="mariam@ornek.example")


@pytest.fixture
def browser(applicant) -> Client:
    return signed_in(applicant)


@pytest.fixture
def stranger() -> Client:
    return signed_in(Applicant.objects.create(email="yabanci@ornek.example"))


def send_raw(browser: Client, file_name: str, content: bytes):
    """As a client that is no browser would: nobody has tidied the file's name."""
    parts = [
        b'Content-Disposition: form-data; name="kind"\r\n\r\npassport-scan',
        b'Content-Disposition: form-data; name="name"\r\n\r\nscan',
        f'Content-Disposition: form-data; name="scan"; filename="{file_name}"\r\n\r\n'.encode() + content,
    ]
    body = b"".join(b"--end\r\n" + part + b"\r\n" for part in parts) + b"--end--\r\n"
    return browser.post("/belgeler/yukle/", body, content_type="multipart/form-data; boundary=end")


def uploaded(applicant: Applicant, kind: str = "passport-scan", name="pasaport.pdf", content=b"", check=True) -> Upload:
    make = checked if check else hand_in
    return make(applicant, kind, name, content or samples.pdf())


def test_a_chosen_file_is_taken_at_once_and_shown_as_being_checked(browser, applicant):
    answer = send(browser, "Pasaport.pdf", samples.pdf(2))
    page = answer.content.decode()
    upload = Upload.objects.get(owner=applicant)
    assert answer.status_code == 200
    assert "Pasaport.pdf" in page
    assert "Yüklendi, denetleniyor" in page
    assert f'name="scan-kept" value="{upload.pk}"' in page
    assert "no-store" in answer["Cache-Control"]


def test_a_wrong_file_is_refused_beside_the_files_already_there(browser, applicant):
    before = uploaded(applicant)
    answer = send(browser, "resim.gif", samples.animated_gif(), **{"scan-kept": str(before.pk)})
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "resim.gif: bu dosya türü kabul edilmiyor" in page
    assert "pasaport.pdf" in page
    assert Upload.objects.count() == 1


def test_several_files_gather_in_one_list(browser, applicant):
    common = {"kind": "additional-document", "multiple": "1"}
    first = send(browser, "bir.pdf", samples.pdf(1), **common).content.decode()
    kept = re.findall(r'name="scan-kept" value="([^"]+)"', first)
    second = send(browser, "iki.pdf", samples.pdf(2), **common, **{"scan-kept": kept}).content.decode()
    assert "bir.pdf" in second
    assert "iki.pdf" in second


def test_a_kind_that_the_ministry_adds_to_the_catalogue_is_taken(browser, applicant):
    assert send(browser, "belge.pdf", samples.pdf(), kind="tomorrows-document").status_code == 200
    assert Upload.objects.get(owner=applicant).kind == "tomorrows-document"


@pytest.mark.parametrize(
    "more",
    [
        {"kind": ""},
        {"kind": "a b"},
        {"kind": "<script>"},
        {"kind": "x" * 61},
        {"name": ""},
        {"name": "a b"},
        {"name": "<script>"},
        {"name": "\0"},
        {"place": "../../etc"},
        {"place": "Profile/pasaport"},
        {"place": "profile/" + "x" * 200},
        {"place": "profile"},
    ],
)
def test_a_strange_kind_field_name_or_place_is_not_found(browser, more):
    assert send(browser, "pasaport.pdf", samples.pdf(), **more).status_code == 404
    assert not Upload.objects.exists()


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("..", None),  # no name at all: as if no file had been chosen
        ("../../x.pdf", "x.pdf"),
        ("C:\\x\\y.pdf", "y.pdf"),
        ("a\u202efdp.exe.pdf", "afdp.exe.pdf"),
        pytest.param("a" * 800 + ".pdf", "a" * 116 + ".pdf", id="long"),
        pytest.param("a" * 4000 + ".pdf", "a" * 116 + ".pdf", id="longer than any file system allows"),
        pytest.param("ş" * 4000 + ".pdf", "ş" * 116 + ".pdf", id="as long, in Turkish"),
        ("con.pdf", "con.pdf"),
        ("a\0b.pdf", "ab.pdf"),
        ("%00.pdf", "%00.pdf"),
        ("&#46;&#46;&#47;z.pdf", "z.pdf"),
    ],
)
def test_hostile_names_never_break_the_page(browser, name, kept):
    answer = send_raw(browser, name, samples.pdf())
    assert answer.status_code == 200
    assert "\u202e" not in answer.content.decode()
    assert [each.original_name for each in Upload.objects.all()] == ([kept] if kept else [])


def test_only_a_signed_in_applicant_may_upload_and_only_by_post(browser):
    assert send(Client(), "pasaport.pdf", samples.pdf()).status_code == 403
    assert browser.get("/belgeler/yukle/").status_code == 405
    assert not Upload.objects.exists()


def test_uploading_needs_the_forms_token(applicant):
    careful = Client(enforce_csrf_checks=True)
    careful.cookies = signed_in(applicant).cookies
    assert send(careful, "pasaport.pdf", samples.pdf()).status_code == 403
    assert not Upload.objects.exists()


def test_the_waiting_page_learns_the_end_of_the_check(browser, applicant):
    upload = uploaded(applicant, check=False)
    address = f"/belgeler/{upload.pk}/durum/?name=scan"
    waiting = browser.get(address).content.decode()
    assert "Yüklendi, denetleniyor" in waiting
    assert f'data-state="{address}"' in waiting  # asks again
    attempt_delivery(Upload, upload.pk)
    done = browser.get(address).content.decode()
    assert "Yüklendi ve denetlendi" in done
    assert "1 sayfa" in done
    assert "data-state" not in done
    assert f'name="scan-kept" value="{upload.pk}"' in done


def test_the_waiting_page_learns_why_a_file_was_refused(browser, applicant):
    upload = uploaded(applicant, name="kilitli.pdf", content=samples.encrypted_pdf("1234"))
    page = browser.get(f"/belgeler/{upload.pk}/durum/?name=scan").content.decode()
    assert escape("dosya yalnızca parolayla açılıyor") in page
    assert f'name="scan-seen" value="{upload.pk}"' in page
    assert "Görüntüle" not in page


def test_the_owner_gets_the_rebuilt_file_as_a_download_that_can_do_nothing(browser, applicant):
    upload = uploaded(applicant, content=samples.pdf(2, samples.carries_things))
    answer = browser.get(f"/belgeler/{upload.pk}/")
    assert answer.status_code == 200
    assert (
        b"".join(answer.streaming_content)
        == storage.read_file(upload.rebuilt)
        != storage.read_file(upload.parts[0]["file"])
    )
    assert answer["Content-Type"] == "application/pdf"
    assert re.fullmatch(r'attachment; filename="passport-scan-[0-9a-f]{8}\.pdf"', answer["Content-Disposition"])
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert answer["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "private" in answer["Cache-Control"]
    assert "no-store" in answer["Cache-Control"]


def test_nobody_else_learns_that_the_file_exists(stranger, applicant):
    upload = uploaded(applicant)
    nothing = "00000000-0000-4000-8000-000000000000"
    for address in ("/belgeler/{}/", "/belgeler/{}/durum/?name=scan"):
        theirs, none = stranger.get(address.format(upload.pk)), stranger.get(address.format(nothing))
        assert theirs.status_code == none.status_code == 404
    kept = send(stranger, "benim.pdf", samples.pdf(3), multiple="1", **{"scan-kept": str(upload.pk)}).content.decode()
    assert str(upload.pk) not in kept
    assert "benim.pdf" in kept


def test_nobody_signed_in_is_sent_to_the_door(applicant):
    upload = uploaded(applicant)
    answer = Client().get(f"/belgeler/{upload.pk}/")
    assert answer.status_code == 302
    assert "/giris/" in answer["Location"]
    assert Client().get(f"/belgeler/{upload.pk}/durum/?name=scan").status_code == 404


def test_a_file_cannot_be_opened_before_or_without_being_clean(browser, applicant):
    waiting = uploaded(applicant, check=False)
    refused = uploaded(applicant, content=samples.encrypted_pdf("1234"))
    for upload in (waiting, refused):
        assert browser.get(f"/belgeler/{upload.pk}/").status_code == 404
        with pytest.raises(Http404):
            serve_upload(upload)


def test_the_desk_may_show_an_image_in_its_page_and_never_a_pdf(applicant):
    photo = uploaded(applicant, "biometric-photo", "vesika.jpg", samples.picture())
    assert serve_upload(photo, inline=True)["Content-Disposition"].startswith("inline; ")
    assert serve_upload(photo)["Content-Disposition"].startswith("attachment; ")
    assert serve_upload(uploaded(applicant), inline=True)["Content-Disposition"].startswith("attachment; ")


# Two of each are the savepoint that only a test's transaction needs.
@pytest.mark.parametrize(("place", "most"), [("", 9), ("profile/pasaport", 14)])
def test_files_of_a_field_cost_a_constant_and_small_number_of_queries(
    browser, applicant, django_assert_max_num_queries, place, most
):
    keys = [
        str(uploaded(applicant, "additional-document", content=samples.pdf(n), check=n < 3).pk) for n in range(1, 9)
    ]
    common = {"kind": "additional-document", "multiple": "1", "place": place}
    for number in (9, 10):  # the first one on its page, and one more
        with django_assert_max_num_queries(most):
            send(browser, "yeni.pdf", samples.pdf(number), **common, **{"scan-kept": keys})


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("together", [False, True], ids=["one file", "two files"])
def test_ten_posts_at_once_store_one_document_and_leave_no_file_behind(together):
    applicant = Applicant.objects.create(email="mariam@ornek.example")
    browsers = [signed_in(applicant) for _ in range(10)]
    content, more = samples.pdf(2), samples.pdf(3)
    before = stored("originals")

    def post(number: int):
        files = [SimpleUploadedFile("pasaport.pdf", content)]
        files += [SimpleUploadedFile("vize.pdf", more)] if together else []
        return browsers[number].post("/belgeler/yukle/", {"kind": "passport-scan", "name": "scan", "scan": files})

    answers = at_once(10, post)
    upload = Upload.objects.get(owner=applicant)
    assert {answer.status_code for answer in answers} == {200}
    assert {re.search(r'name="scan-kept" value="([^"]+)"', answer.content.decode())[1] for answer in answers} == {
        str(upload.pk)
    }
    assert stored("originals") - before == {part["file"] for part in upload.parts}


def stored(folder: str) -> set[str]:
    root = Path(default_storage.location)
    return {str(each.relative_to(root)) for each in (root / folder).rglob("*") if each.is_file()}


def test_the_database_itself_refuses_the_same_file_twice(applicant):
    upload = uploaded(applicant)
    twin = Upload(owner=applicant, kind=upload.kind, sha256=upload.sha256, size=1, media_type="application/pdf")
    with pytest.raises(IntegrityError), transaction.atomic():
        twin.save()
    Upload.objects.filter(pk=upload.pk).update(destroyed_at=timezone.now())
    twin.save()


def test_what_was_refused_may_be_handed_in_again(applicant):
    first, second = (uploaded(applicant, content=LOCKED) for _ in range(2))
    assert first.is_rejected
    assert second.is_rejected
    assert first.pk != second.pk


LOCKED = samples.encrypted_pdf("1234")


# --- the pages of one's own documents -----------------------------------------------------------------------


def test_the_owner_sees_each_page_as_the_officer_will(browser, stranger, applicant):
    upload = uploaded(applicant, content=samples.pdf(2))
    for number, images in enumerate(upload.page_images.pages, 1):
        for address, size in ((f"sayfa/{number}/", "file"), (f"sayfa/{number}/kucuk/", "thumb")):
            answer = browser.get(f"/belgeler/{upload.pk}/{address}")
            assert b"".join(answer.streaming_content) == storage.read_file(images[size])
            assert answer["Content-Type"] == "image/jpeg"
            assert answer["X-Content-Type-Options"] == "nosniff"
            assert answer["Content-Security-Policy"] == "sandbox; default-src 'none'"
            assert "no-store" in answer["Cache-Control"]
            assert stranger.get(f"/belgeler/{upload.pk}/{address}").status_code == 404
            assert Client().get(f"/belgeler/{upload.pk}/{address}").status_code == 302
    for number in (0, 3, 99):
        assert browser.get(f"/belgeler/{upload.pk}/sayfa/{number}/").status_code == 404


def test_there_are_no_pages_of_what_is_not_clean_or_gone(browser, applicant):
    waiting, refused = uploaded(applicant, check=False), uploaded(applicant, content=LOCKED)
    gone = uploaded(applicant, content=samples.pdf(2))
    Upload.objects.filter(pk=gone.pk).update(destroyed_at=timezone.now())
    for upload in (waiting, refused, gone):
        assert browser.get(f"/belgeler/{upload.pk}/sayfa/1/").status_code == 404


def test_pages_drawn_before_there_were_small_pictures_are_shown_all_the_same(browser, applicant):
    upload = uploaded(applicant)
    images = upload.page_images
    images.pages = [{key: value for key, value in page.items() if key != "thumb"} for page in images.pages]
    images.save()
    answer = browser.get(f"/belgeler/{upload.pk}/sayfa/1/kucuk/")
    assert b"".join(answer.streaming_content) == storage.read_file(images.pages[0]["file"])


# --- when it cannot be done now -----------------------------------------------------------------------------


def full(*args, **kwargs):
    raise OSError(errno.ENOSPC, "No space left on device")


class BotoError(Exception):
    """As the object store's library raises it, without the library."""

    __module__ = "botocore.exceptions"


def away(*args, **kwargs):
    raise BotoError


@pytest.mark.parametrize("trouble", [full, away])
def test_a_store_that_takes_nothing_is_said_at_the_field_and_costs_no_other_file(
    browser, applicant, monkeypatch, trouble
):
    before = uploaded(applicant)
    with monkeypatch.context() as patch:
        patch.setattr(default_storage, "save", trouble)
        answer = send(browser, "yeni.pdf", samples.pdf(3), **{"scan-kept": str(before.pk)})
    page = answer.content.decode()
    assert answer.status_code == 503  # the page keeps the file and sends it again by itself
    assert "yeni.pdf: dosya şu anda saklanamadı" in page
    assert f'value="{before.pk}"' in page
    assert Upload.objects.count() == 1
    assert send(browser, "yeni.pdf", samples.pdf(3)).status_code == 200
    assert Upload.objects.count() == 2


def test_of_several_files_none_stays_behind_when_the_store_fills_up(browser, monkeypatch):
    save, taken, before = default_storage.save, [], stored("originals")

    def fill_up(name, content):
        if taken:
            return full()
        taken.append(name)
        return save(name, content)

    monkeypatch.setattr(default_storage, "save", fill_up)
    files = [SimpleUploadedFile(f"{number}.pdf", samples.pdf(number)) for number in (1, 2)]
    answer = browser.post("/belgeler/yukle/", {"kind": "passport-scan", "name": "scan", "scan": files})
    assert "saklanamadı" in answer.content.decode()
    assert taken
    assert stored("originals") == before
    assert not Upload.objects.exists()


def test_while_nobody_can_check_files_none_is_taken_and_that_is_said(browser, applicant, settings, tmp_path):
    settings.SCANNER_URL = f"unix://{tmp_path}"
    answer = send(browser, "pasaport.pdf", samples.pdf())
    assert answer.status_code == 503  # the page keeps the file and sends it again by itself
    assert "pasaport.pdf: dosyalar şu anda denetlenemiyor" in answer.content.decode()
    assert not Upload.objects.exists()


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EDQUOT, errno.EROFS])
def test_no_room_while_the_file_arrives_is_said_in_words_and_may_be_tried_again(applicant, monkeypatch, code):
    careful = Client(raise_request_exception=False)
    careful.cookies = signed_in(applicant).cookies

    def no_room(self, *args, **kwargs):
        raise OSError(code, "no room")

    monkeypatch.setattr(TemporaryFileUploadHandler, "new_file", no_room)
    answer = send(careful, "pasaport.pdf", b"%PDF-" + b"0" * 3 * 1024 * 1024)
    assert answer.status_code == 503
    assert int(answer["Retry-After"]) >= 60
    page = answer.content.decode()
    assert "Dosyalar şu anda alınamıyor" in page
    assert "Birkaç dakika sonra yeniden deneyin" in page
