"""Pages put into another order, turned, removed and added: a new row each time, and what was sent stays as it was."""

import io
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageDraw

from applicants.models import Applicant
from documents import storage
from documents.models import Upload
from documents.upload_rules.page_arrangement import PageEdit, apply_edits, compose_orders
from documents.uploads.form_field import UploadField
from documents.uploads.form_widget import PostedUploads
from documents.uploads.intake import append_files
from emuafiyet.core.outbox.delivery import attempt_delivery
from tests.builders.upload_forms import Papers, Passport, posted, words

from . import upload_samples as samples
from .uploading import DOCUMENT, PASSPORT, check, checked, hand_in, reread

pytestmark = pytest.mark.django_db

COLOURS = {"red": (200, 30, 30), "green": (30, 160, 60), "blue": (40, 60, 200), "grey": (128, 128, 128)}


@pytest.fixture
def applicant() -> Applicant:
    return Applicant.objects.create(email="mariam@ornek.example")


def page(colour: str, size: tuple[int, int] = (600, 800)) -> bytes:
    """A page of one colour with a white corner at its top left."""
    image = Image.new("RGB", size, COLOURS[colour])
    ImageDraw.Draw(image).rectangle((0, 0, size[0] // 3, size[1] // 4), fill="white")
    out = io.BytesIO()
    image.save(out, "JPEG")
    return out.getvalue()


def album(applicant: Applicant, kind: str = PASSPORT) -> Upload:
    """Three photographed pages: red, green, blue."""
    first, *more = ((f"{colour}.jpg", page(colour)) for colour in ("red", "green", "blue"))
    return checked(applicant, kind, *first, *more)


def colour_of(image: Image.Image) -> str:
    seen = image.convert("RGB").resize((3, 3), Image.Resampling.BOX).getpixel((1, 1))
    return min(COLOURS, key=lambda name: sum(abs(a - b) for a, b in zip(COLOURS[name], seen, strict=True)))


def pages_of(upload: Upload) -> list[Image.Image]:
    return [Image.open(io.BytesIO(storage.read_file(each["file"]))) for each in upload.page_images.pages]


def colours_of(upload: Upload) -> list[str]:
    return [colour_of(image) for image in pages_of(upload)]


def asking(upload: Upload, field: str = "scan", **wishes: str) -> dict[str, str]:
    """What the page's inputs would send: ``order_1="2"`` is asked as ``scan-<id>-order-1``."""
    sent = {f"{field}-kept": str(upload.pk)}
    for number in range(1, len(upload.shown_pages) + 1):
        sent |= {f"{field}-{upload.pk}-order-{number}": str(number), f"{field}-{upload.pk}-turn-{number}": "0"}
    return sent | {f"{field}-{upload.pk}-{what.replace('_', '-')}": value for what, value in wishes.items()}


def arranged(applicant: Applicant, upload: Upload, **wishes: str) -> Upload:
    form = posted(Passport, applicant, asking(upload, **wishes))
    assert form.is_valid(), form.errors
    return form.cleaned_data["scan"]


def test_pages_are_ordered_turned_and_removed_and_the_document_before_stays_as_it_was(applicant):
    before = album(applicant)
    files = before.stored_files()
    after = arranged(applicant, before, order_3="1", turn_1="90", drop_2="1")
    assert after.pk != before.pk
    assert (after.base, after.arrangement) == (before, {"pages": [[2, 0], [0, 90]]})
    after = check(after)
    assert after.is_clean, after.reason
    assert (after.pages, colours_of(after)) == (2, ["blue", "red"])
    turned = pages_of(after)[1]
    assert turned.width > turned.height
    corner = turned.convert("L").getpixel((turned.width - 20, 20))
    assert corner > 240, "clockwise: what was at the top left is at the top right"
    assert colours_of(reread(before)) == ["red", "green", "blue"]
    assert before.stored_files() == files
    assert not set(after.stored_files().values()) & set(files.values()), "what is borrowed is not its own"


def test_asking_twice_is_asking_once_and_asking_for_nothing_makes_nothing(applicant):
    before = album(applicant)
    first, second = (arranged(applicant, before, order_3="1") for _ in range(2))
    assert first == second
    for wishes in ({}, {"order_1": ""}, {"order_2": "zwei"}, {"turn_1": "45"}, {"order_1": "1", "turn_2": "0"}):
        assert arranged(applicant, before, **wishes) == before
    assert Upload.objects.count() == 2


def test_what_is_still_being_checked_can_be_arranged_again_and_both_are_one(applicant):
    before = album(applicant)
    once = reread(arranged(applicant, before, order_3="1", turn_3="90"))
    assert once.is_scanning
    assert [(each.upload, each.picture, each.turn) for each in once.shown_pages] == [
        (before.pk, 3, 90),
        (before.pk, 1, 0),
        (before.pk, 2, 0),
    ]
    twice = arranged(applicant, once, turn_1="270", order_1="3")
    assert (twice.base, twice.arrangement) == (before, {"pages": [[0, 0], [1, 0], [2, 0]]}) or twice == before
    assert twice == before, "turned back and put back: the document that was there"
    thrice = check(arranged(applicant, once, turn_1="90", drop_2="1"))
    assert thrice.arrangement == {"pages": [[2, 180], [1, 0]]}
    assert colours_of(thrice) == ["blue", "green"]


def test_a_page_that_is_still_being_checked_shows_how_it_will_be(applicant):
    before = album(applicant)
    after = arranged(applicant, before, order_3="1", turn_3="90")
    form = Passport(initial={"scan": after.pk})
    form.fields["scan"].owner = applicant
    drawn = str(form)
    shown = [drawn.index(f"/belgeler/{before.pk}/sayfa/{number}/kucuk/") for number in (3, 1, 2)]
    assert shown == sorted(shown)
    assert drawn.count("upload__page-image--turn-90") == 1
    assert f'name="scan-{after.pk}-order-3"' in drawn


def test_without_any_page_there_is_no_document_and_that_is_said(applicant):
    before = album(applicant)
    form = posted(Passport, applicant, asking(before, drop_1="1", drop_2="1", drop_3="1"))
    assert "bütün sayfaları çıkardınız" in form.errors["scan"][0]
    assert form["scan"].value() == [before]
    # Drawn anew by the button, too, it is said rather than passed over.
    again = posted(Passport, applicant, asking(before, drop_1="1", drop_2="1", drop_3="1"))
    assert "bütün sayfaları çıkardınız" in words(again)
    assert "Bir dosya yükleyin" not in words(again)


def test_nobody_arranges_another_persons_pages(applicant):
    theirs = album(Applicant.objects.create(email="baskasi@ornek.example"))
    form = posted(Passport, applicant, asking(theirs, order_3="1"))
    assert not form.is_valid()
    assert Upload.objects.count() == 1


def test_an_arranged_document_takes_the_place_of_the_one_before_among_several(applicant):
    one, two = (
        album(applicant, "additional-document"),
        checked(applicant, "additional-document", "iki.pdf", samples.pdf(2)),
    )
    contract = hand_in(applicant, DOCUMENT, "s.pdf", samples.pdf())
    data: dict[str, Any] = asking(one, "extra", order_3="1") | {"workplace": "A", "contract-kept": str(contract.pk)}
    data["extra-kept"] = [str(one.pk), str(two.pk)]
    form = posted(Papers, applicant, data)
    assert form.is_valid(), form.errors
    after, other = form.cleaned_data["extra"]
    assert (after.base, other) == (one, two)


# --- more pages -----------------------------------------------------------------------------------------


def appended(applicant: Applicant, upload: Upload, *files: tuple[str, bytes], **more: str) -> Upload:
    data = asking(upload, **more) | {"scan-append": str(upload.pk)}
    form = posted(Passport, applicant, data, scan=list(files))
    assert form.is_valid(), form.errors
    return form.cleaned_data["scan"]


def test_new_files_go_on_with_a_document_when_that_is_chosen(applicant):
    before = album(applicant)
    after = appended(applicant, before, ("son.jpg", page("grey")))
    assert after.parts[0] | {"size": 0} == {
        "file": before.rebuilt,
        "format": "pdf",
        "name": before.original_name,
        "size": 0,
        "base": True,
        "handed": ["jpg"],  # what it was made of, for the formats that its kind may have by then
    }
    after = check(after)
    assert after.is_clean, after.reason
    assert colours_of(after) == ["red", "green", "blue", "grey"]
    assert appended(applicant, before, ("son.jpg", page("grey"))) == after, "pressed twice"


def test_pages_are_arranged_before_others_are_added_in_the_same_post(applicant):
    after = appended(applicant, album(applicant), ("son.jpg", page("grey")), drop_1="1")
    assert check(after).is_scanning  # the one it goes on with is not checked yet
    attempt_delivery(Upload, after.base_id)
    assert colours_of(check(after)) == ["green", "blue", "grey"]


def test_pages_photographed_one_after_the_other_wait_for_each_other_and_count_no_attempt(applicant):
    first = hand_in(applicant, PASSPORT, "1.jpg", page("red"))
    second = append_files(first, SimpleUploadedFile("2.jpg", page("green")))
    third = append_files(second, SimpleUploadedFile("3.jpg", page("blue")))
    for waiting in (third, second):
        waiting = check(waiting)
        assert (waiting.is_scanning, waiting.attempts) == (True, 0)
    for each in (first, second, third):
        Upload.objects.filter(pk=each.pk).update(next_attempt_at=each.created_at)
        assert check(each).is_clean
    assert colours_of(reread(third)) == ["red", "green", "blue"]


def test_what_goes_on_with_a_refused_document_is_refused_with_its_reason(applicant):
    first = hand_in(applicant, PASSPORT, "kilitli.pdf", samples.encrypted_pdf("1234"))
    second = append_files(first, SimpleUploadedFile("2.jpg", page("green")))
    assert check(first).is_rejected
    second = check(second)
    assert (second.is_rejected, second.rejection) == (True, "encrypted")
    assert second.refusal.startswith("kilitli.pdf: ")


def test_without_a_choice_new_files_take_the_documents_place(applicant):
    before = album(applicant)
    form = posted(Passport, applicant, asking(before) | {"scan-append": ""}, scan=("son.jpg", page("grey")))
    assert form.is_valid(), form.errors
    assert (form.cleaned_data["scan"].base, form.cleaned_data["scan"].original_name) == (None, "son.jpg")


@pytest.mark.parametrize("target", ["", "x", "00000000-0000-4000-8000-000000000000"])
def test_going_on_with_what_is_not_there_makes_a_document_of_its_own(applicant, target):
    field = UploadField(kind=PASSPORT)
    field.owner = applicant
    made = field.clean(PostedUploads(new=[SimpleUploadedFile("a.pdf", samples.pdf())], append=target))
    assert made.base is None


def test_the_sixty_first_page_is_refused_in_words(applicant):
    form = posted(Passport, applicant, scan=[(f"{number}.pdf", b"%PDF-") for number in range(61)])
    assert "belge 61 sayfa; en çok 60 sayfa" in form.errors["scan"][0]
    before = checked(applicant, PASSPORT, "altmis.pdf", samples.pdf(60, size=(60, 80)))
    after = check(append_files(before, SimpleUploadedFile("a.pdf", samples.pdf())))
    assert after.rejection == "too_many_pages"
    assert after.found["pages"] > 60


# --- numbers only -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("wishes", "order"),
    [
        ({}, "1234"),
        ({1: PageEdit(4)}, "2341"),
        ({4: PageEdit(1)}, "4123"),
        ({1: PageEdit(2)}, "2134"),
        ({2: PageEdit(1)}, "2134"),
        ({1: PageEdit(2), 2: PageEdit(1)}, "2134"),
        ({3: PageEdit(99), 2: PageEdit(0)}, "2143"),
        ({1: PageEdit(dropped=True), 9: PageEdit(1)}, "234"),
        ({number: PageEdit(dropped=True) for number in range(1, 5)}, ""),
    ],
)
def test_a_page_given_anothers_place_comes_before_it_going_up_and_after_it_going_down(wishes, order):
    assert "".join(str(page + 1) for page, _turn in apply_edits(wishes, 4)) == order


def test_one_order_after_another_is_one_order():
    assert compose_orders([[2, 90], [0, 0]], [[1, 180], [0, 270]]) == [[0, 180], [2, 0]]
