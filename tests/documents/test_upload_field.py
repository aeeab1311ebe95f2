"""The form field: nothing handed in is lost, nothing of another person is taken, every refusal says why."""

import re

import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from applicants.models import Applicant
from documents.models import Upload
from documents.upload_rules import rules
from documents.uploads.file_set import check_file_set
from documents.uploads.form_field import FLOOD_LIMIT, UploadField, bind_owner
from documents.uploads.form_widget import PostedUploads
from tests.builders.upload_forms import Papers, Passport, posted, words

from . import upload_samples as samples
from .uploading import check, hand_in

pytestmark = pytest.mark.django_db


class Photo(forms.Form):
    photo = UploadField(kind="biometric-photo")


@pytest.fixture
def applicant() -> Applicant:
    return Applicant.objects.create(email="mariam@ornek.example")


@pytest.fixture
def stranger() -> Applicant:
    return Applicant.objects.create(email="yabanci@ornek.example")


def posted_again(form) -> dict[str, list[str]]:
    """The hidden answers that the page would send with its next post."""
    found: dict[str, list[str]] = {}
    for name, value in re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]+)">', str(form)):
        found.setdefault(name, []).append(value)
    return found


PDF = ("sözleşme.pdf", samples.pdf(2))


@pytest.mark.parametrize(
    ("form_class", "field", "name", "content", "told"),
    [
        (Passport, "scan", "bos.pdf", b"", "bos.pdf: dosya boş"),
        (Passport, "scan", "buyuk.pdf", b"%PDF-" + b"0" * 40 * rules.MB, "dosya 40,1 MB; en çok 40 MB olabilir"),
        (Passport, "scan", "belge.docx", b"PK\x03\x04word/document.xml", "«PDF olarak kaydet»i seçin"),
        (Passport, "scan", "arsiv.zip", b"PK\x03\x04", "Kabul edilen türler: PDF, JPG, PNG, HEIC, WebP, TIFF, BMP."),
        (Papers, "contract", "film.png", samples.animated_gif(), "bu dosya türü kabul edilmiyor"),
        (Papers, "contract", "resim.svg", b"<svg onload='alert(1)'/>", "bu dosya türü kabul edilmiyor"),
        (Papers, "contract", "sayfa.jpg", b"<html><script>alert(1)</script>", "bu dosya türü kabul edilmiyor"),
        (Papers, "contract", "geç.pdf", b" " * 1024 + samples.pdf(), "bu dosya türü kabul edilmiyor"),
        (Papers, "contract", "resim.avif", b"\0\0\0\x1cftypavif\0\0\0\0avifmif1miaf", "bu dosya türü"),
        (Papers, "contract", "not.bmp", b"BM bir metindir, resim degil", "bu dosya türü"),
        (Papers, "contract", "%(x)s%s.txt", b"abc", "%(x)s%s.txt: bu dosya türü"),
        (Photo, "photo", "vesika.pdf", samples.pdf(), "bu dosya bir fotoğraf değil"),
        (Photo, "photo", "vesika.gif", samples.animated_gif(), "JPG, PNG, HEIC, WebP, TIFF, BMP."),
    ],
)
def test_a_wrong_file_is_refused_at_the_door_with_its_own_words(applicant, form_class, field, name, content, told):
    form = posted(form_class, applicant, {"workplace": "Atölye"}, **{field: (name, content)})
    assert not form.is_valid()
    assert told in " ".join(form.errors[field])
    assert not Upload.objects.exists()


@pytest.mark.parametrize(
    ("name", "content", "slug"),
    [
        ("pasaport.pdf", samples.pdf(), "pdf"),
        ("pasaport", samples.pdf(), "pdf"),
        ("pasaport.pdf.exe", samples.pdf(), "pdf"),
        ("pasaport.jpg", samples.pdf(), "pdf"),
        ("once.pdf", b"\xef\xbb\xbf" + b"\n" * 1000 + samples.pdf(), "pdf"),
        ("tarama.pdf", samples.picture(), "jpg"),
        ("tarama.jfif", samples.picture(), "jpg"),
        ("tarama.jpe", samples.picture(), "jpg"),
        ("tarama.png", samples.picture("PNG", (60, 60)), "png"),
        ("IMG_0001.HEIC", samples.heic((64, 64)), "heic"),
        ("IMG_0001.jpg", samples.heic((64, 64)), "heic"),
        ("tarama.webp", samples.picture("WEBP"), "webp"),
        ("tarama.tiff", samples.picture("TIFF", (60, 60)), "tiff"),
        ("tarama.bmp", samples.picture("BMP", (60, 60)), "bmp"),
        ("resim.jpg", b"\xff\xd8\xff\xe0 %PDF-1.7 ", "jpg"),
    ],
)
def test_the_content_and_never_the_name_says_what_a_file_is(name, content, slug):
    assert rules.sniff_format(name, content[: rules.SNIFFED_BYTES]) == slug


@pytest.mark.parametrize("kind", ["signed-contract", "passport-scan", "mission-note", "a-kind-added-tomorrow"])
def test_every_kind_of_document_takes_every_format(applicant, kind):
    field = UploadField(kind=kind)
    field.owner = applicant
    for name, content in (PDF, ("a.png", samples.picture("PNG", (60, 60))), ("b.heic", samples.heic((64, 64)))):
        assert field.clean(PostedUploads(new=[SimpleUploadedFile(name, content)])).kind == kind


def test_a_good_file_is_a_row_even_when_the_rest_of_the_page_is_wrong_and_is_not_asked_for_again(applicant):
    form = posted(Papers, applicant, {"workplace": ""}, contract=PDF, extra=("a.pdf", samples.pdf()))
    assert not form.is_valid()
    assert set(form.errors) == {"workplace"}
    assert Upload.objects.filter(owner=applicant, kind="signed-contract").count() == 1
    assert "sözleşme.pdf" in words(form)
    assert "Yüklendi, denetleniyor" in words(form)

    again = posted(Papers, applicant, posted_again(form) | {"workplace": ""}, extra=PDF)
    assert not again.is_valid()
    again = posted(Papers, applicant, posted_again(again) | {"workplace": "Atölye"})
    assert again.is_valid(), again.errors
    assert again.cleaned_data["contract"].original_name == "sözleşme.pdf"
    assert [each.original_name for each in again.cleaned_data["extra"]] == ["a.pdf", "sözleşme.pdf"]


def test_files_chosen_together_are_one_document_in_the_order_in_which_they_were_chosen(applicant):
    names = ("IMG_3.jpg", "IMG_1.jpg", "IMG_2.jpg")
    form = posted(Papers, applicant, {"workplace": "A"}, contract=[(name, samples.picture()) for name in names])
    assert form.is_valid(), form.errors
    upload = form.cleaned_data["contract"]
    assert [part["name"] for part in upload.parts] == list(names)
    assert upload.size == sum(part["size"] for part in upload.parts)
    assert "IMG_3.jpg + 2" in words(form)


def test_a_page_drawn_anew_without_being_judged_keeps_its_new_file(applicant):
    form = posted(Papers, applicant, {"workplace": "Atölye"}, contract=PDF)
    kept = posted_again(form)  # drawn, never validated
    assert kept["contract-kept"] == [str(Upload.objects.get().pk)]


def test_a_bad_file_among_good_ones_costs_only_itself(applicant):
    form = posted(
        Papers,
        applicant,
        {"workplace": "Atölye"},
        contract=PDF,
        extra=[("a.pdf", samples.pdf()), ("b.pdf", b""), ("c.png", samples.picture("PNG", (200, 200)))],
    )
    assert form.errors == {"extra": ["b.pdf: dosya boş. Dosyayı açıp kontrol edin ve yeniden yükleyin."]}
    assert [part["name"] for part in Upload.objects.get(kind="additional-document").parts] == ["a.pdf", "c.png"]
    assert "a.pdf + 1" in words(form)


def test_sending_the_same_post_twice_makes_one_upload(applicant):
    first, second = (posted(Papers, applicant, {"workplace": "Atölye"}, contract=PDF) for _ in range(2))
    assert first.is_valid()
    assert second.is_valid()
    assert first.cleaned_data["contract"] == second.cleaned_data["contract"]
    assert Upload.objects.count() == 1


def test_a_new_file_replaces_the_one_before_and_a_wrong_one_does_not(applicant):
    before = hand_in(applicant, "signed-contract", *PDF)
    kept = {"workplace": "Atölye", "contract-kept": str(before.pk)}
    form = posted(Papers, applicant, kept, contract=("yeni.pdf", samples.pdf(3)))
    assert form.is_valid()
    assert form.cleaned_data["contract"].original_name == "yeni.pdf"

    form = posted(Papers, applicant, kept, contract=("yeni.pdf", b"metin"))
    assert not form.is_valid()
    assert posted_again(form)["contract-kept"] == [str(before.pk)]


def test_a_removed_file_is_gone_from_the_answer_and_the_page(applicant):
    uploads = [hand_in(applicant, "additional-document", f"{number}.pdf", samples.pdf(number)) for number in (1, 2, 3)]
    keys = [str(each.pk) for each in uploads]
    form = posted(Papers, applicant, {"extra-kept": keys, "extra-remove": keys[1], "workplace": "A"}, contract=PDF)
    assert form.is_valid(), form.errors
    assert form.cleaned_data["extra"] == [uploads[0], uploads[2]]
    assert "2.pdf" not in words(form)


@pytest.mark.parametrize("kind", ["signed-contract", "additional-document"])
def test_another_persons_file_counts_as_no_file(applicant, stranger, kind):
    theirs = hand_in(stranger, kind, "gizli-adi.pdf", samples.pdf())
    form = posted(Papers, applicant, {"workplace": "A", "contract-kept": str(theirs.pk), "extra-kept": str(theirs.pk)})
    assert form.errors == {"contract": ["Bir dosya yükleyin."]}
    assert "gizli-adi" not in str(form)


def test_the_same_file_of_two_people_is_two_uploads(applicant, stranger):
    mine, theirs = (hand_in(each, "passport-scan", *PDF) for each in (applicant, stranger))
    assert mine.pk != theirs.pk
    assert mine.parts[0]["file"] != theirs.parts[0]["file"]


def test_a_file_of_another_kind_or_a_made_up_id_counts_as_no_file(applicant):
    other = hand_in(applicant, "additional-document", *PDF)
    for key in (str(other.pk), "1", "../../etc/passwd", "\0", "0" * 5000):
        form = posted(Papers, applicant, {"workplace": "A", "contract-kept": key})
        assert form.errors == {"contract": ["Bir dosya yükleyin."]}


def test_a_file_refused_since_the_page_was_shown_is_an_error_with_its_reason_and_blocks_no_second_time(applicant):
    upload = check(hand_in(applicant, "signed-contract", "kilitli.pdf", encrypted()))
    assert upload.is_rejected
    form = posted(Papers, applicant, {"workplace": "A", "contract-kept": str(upload.pk)})
    (told,) = form.errors["contract"]
    assert told.startswith("kilitli.pdf: dosya yalnızca parolayla açılıyor.")
    assert "Kabul edilmedi: dosya yalnızca parolayla açılıyor" in words(form)

    # Seen, and still the only file: it does not do for a required question ...
    again = posted(Papers, applicant, posted_again(form) | {"workplace": "A"})
    assert "yüklediğiniz dosya kabul edilmedi" in again.errors["contract"][0]
    # ... and a good file takes its place.
    cured = posted(Papers, applicant, posted_again(again) | {"workplace": "A"}, contract=PDF)
    assert cured.is_valid(), cured.errors
    assert cured.cleaned_data["contract"].original_name == "sözleşme.pdf"


def test_a_refused_optional_file_that_was_seen_is_left_out(applicant):
    upload = check(hand_in(applicant, "additional-document", "kilitli.pdf", encrypted()))
    form = posted(Papers, applicant, {"workplace": "A", "extra-kept": str(upload.pk)}, contract=PDF)
    assert set(form.errors) == {"extra"}
    again = posted(Papers, applicant, posted_again(form) | {"workplace": "A"})
    assert again.is_valid(), again.errors
    assert again.cleaned_data["extra"] == []


def encrypted() -> bytes:
    return samples.encrypted_pdf("1234")


def test_a_saved_answer_shows_its_file_with_name_size_pages_and_state(applicant):
    upload = check(hand_in(applicant, "passport-scan", "Pasaport.PDF", samples.pdf(7)))
    for initial in (upload, upload.pk, str(upload.pk)):
        form = Passport(initial={"scan": initial})
        bind_owner(form, applicant)
        shown = words(form)
        for each in (
            "Pasaport.PDF",
            "PDF · 3 KB · 7 sayfa",
            "sayfa 7",
            "Düzeni uygula",
            "Yüklendi ve denetlendi",
            "Görüntüle",
            "Kaldır",
        ):
            assert each in shown, shown
        assert f'href="/belgeler/{upload.pk}/"' in str(form)


def test_the_limits_stand_beside_the_field_before_anything_is_uploaded():
    passport, photo = words(Passport()), words(Photo())
    assert (
        "İlk sayfa ve işlem gören tüm sayfalar. Tek dosya (PDF) veya sayfaların resimleri (JPG, PNG, HEIC" in passport
    )
    assert "seçtiğiniz sırayla tek belge olur" in passport
    assert "Dosya başına en çok 40 MB, belge başına en çok 60 sayfa" in passport
    assert "591 × 709 piksel, en çok 40 MB" in photo
    assert "en çok 30 belge ve toplam 100 MB" in words(Papers())


def test_browsers_are_told_what_to_offer():
    accepted = re.search(r'accept="([^"]+)"', str(Photo()))[1].split(",")
    assert {".jpg", ".jfif", ".heic", ".webp", ".tif", ".bmp", "image/heic", "image/jpeg"} <= set(accepted)
    assert ".pdf" not in accepted
    assert ".pdf" in str(Passport())
    assert " multiple" in str(Passport())
    assert " multiple" not in str(Photo())


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("Pasaportum.pdf", "Pasaportum.pdf"),
        ("C:\\Users\\ali\\Pasaport.pdf", "Pasaport.pdf"),
        ("../../../etc/pasaport.pdf", "pasaport.pdf"),
        ("fdp.\u202efdp.exe\u202c.pdf", "fdp.fdp.exe.pdf"),
        ("a\u0000b\u0007\r\nc.pdf", "ab c.pdf"),
        ("..pasaport.pdf", "pasaport.pdf"),
        ("جواز السفر.pdf", "جواز السفر.pdf"),
        ("İmza\u0307.pdf", "İmzȧ.pdf"),
        ("ş" * 4000 + ".pdf", "ş" * 116 + ".pdf"),
        ("<b>x</b>.pdf", "b>.pdf"),
        ("con.pdf", "con.pdf"),
        (".pdf", "pdf"),
        ("\u202e\u200b", "dosya"),
    ],
)
def test_the_persons_file_name_is_harmless_text(sent, kept):
    assert rules.clean_file_name(sent) == kept


def test_no_part_of_the_persons_name_reaches_the_store(applicant):
    upload = check(hand_in(applicant, "passport-scan", "kimlik-ali.pdf", samples.pdf()))
    page = upload.page_images.pages[0]
    for name in (upload.parts[0]["file"], upload.rebuilt, page["file"], page["thumb"]):
        assert re.fullmatch(r"(originals|clean|pages)/[0-9a-f]{2}/[0-9a-f]{32}-[0-9a-f]{32}(\.pdf|\.jpg)?", name)


def test_a_name_with_markup_is_text_on_the_page(applicant):
    upload = hand_in(applicant, "passport-scan", "<img src=x onerror=alert(1)>.pdf", PDF[1])
    assert "<img src=x" not in str(Passport(initial={"scan": upload}))


def test_a_flood_of_files_is_stopped_and_says_when_to_go_on(applicant):
    for number in range(FLOOD_LIMIT[0]):
        form = posted(Passport, applicant, scan=("x.pdf", b"%d" % number))
        form.is_valid()
    form = posted(Passport, applicant, scan=PDF)
    assert form.errors == {
        "scan": ["Kısa sürede çok fazla dosya yüklediniz. On dakika sonra yeniden deneyin."],
    }


def test_a_set_of_files_is_ready_only_when_all_are_clean_few_and_light_enough(applicant):
    clean = check(hand_in(applicant, "passport-scan", *PDF))
    waiting = hand_in(applicant, "passport-scan", "bekleyen.pdf", samples.pdf(4))
    refused = check(hand_in(applicant, "passport-scan", "kilitli.pdf", encrypted()))
    assert check_file_set([clean]) == []
    problems = " ".join(check_file_set([clean, waiting, refused]))
    assert "bekleyen.pdf: denetimi sürüyor" in problems
    assert "kilitli.pdf: dosya yalnızca parolayla açılıyor" in problems
    assert "en çok 30 dosya olabilir; şu anda 31 dosya var" in check_file_set([clean] * 31)[0]
    clean.size, clean.kept_size = 40 * rules.MB, 10 * rules.MB  # what is kept counts
    assert check_file_set([clean] * 10) == []
    assert "toplam en çok 100 MB olabilir; şu anda 110 MB" in check_file_set([clean] * 11)[0]
    clean.destroyed_at = timezone.now()
    assert "silinmiş" in check_file_set([clean])[0]
