"""A photo of the wrong shape is not merely refused: three ways to cut it are shown, and one press takes one."""

import io
import re

import pytest
from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction
from django.urls import reverse
from PIL import Image, ImageDraw

from applicants.models import Applicant
from applications.models import Personal
from documents import storage
from documents.models import Upload
from documents.upload_rules.page_arrangement import fit_box
from documents.uploads.form_field import UploadField
from tests.applications import cases
from tests.builders.browsers import signed_in

from . import upload_samples as samples
from .uploading import DOCUMENT, PHOTO, check, checked

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R16")]

BANDS = [(200, 40, 40), (40, 160, 60), (40, 60, 200)]  # left, middle, right; or top, middle, bottom


@pytest.fixture
def applicant() -> Applicant:
    return cases.person()


def banded(size: tuple[int, int], form: str = "JPEG", **options) -> bytes:
    """Red, green and blue along the longer side, with the grain of a photo."""
    grain = Image.effect_noise((300, 300), 60).resize(size).convert("RGB")
    bands = Image.new("RGB", size)
    draw = ImageDraw.Draw(bands)
    for number, colour in enumerate(BANDS):
        if size[0] > size[1] * 5 / 6:
            draw.rectangle((size[0] * number // 3, 0, size[0] * (number + 1) // 3, size[1]), fill=colour)
        else:
            draw.rectangle((0, size[1] * number // 3, size[0], size[1] * (number + 1) // 3), fill=colour)
    out = io.BytesIO()
    Image.blend(bands, grain, 0.2).save(out, form, **options)
    return out.getvalue()


def opened(name: str) -> Image.Image:
    return Image.open(io.BytesIO(storage.read_file(name)))


def strongest(image: Image.Image, box: tuple[int, int, int, int]) -> int:
    """Which of red, green and blue the box is."""
    pixel = image.crop(box).resize((1, 1)).getpixel((0, 0))
    return max(range(3), key=lambda channel: pixel[channel])


@pytest.mark.parametrize(
    ("size", "words"),
    [
        ((1200, 900), ["Soldan", "Ortadan", "Sağdan"]),
        ((700, 1500), ["Üstten", "Ortadan", "Alttan"]),
        ((800, 800), ["Soldan", "Ortadan", "Sağdan"]),
        ((4000, 3000), ["Soldan", "Ortadan", "Sağdan"]),
    ],
)
def test_three_cuts_of_the_right_shape_are_made(applicant: Applicant, size: tuple[int, int], words: list[str]) -> None:
    upload = checked(applicant, PHOTO, "foto.jpg", banded(size, quality=60))
    assert upload.rejection == "photo_ratio"
    assert [str(label) for _place, label in upload.framing_choices] == words
    for place, _label in upload.framing_choices:
        image = opened(upload.framings[place]["file"])
        assert (image.format, image.mode) == ("JPEG", "RGB")
        assert abs(image.width / image.height * 6 / 5 - 1) < 0.02
        assert image.width >= 591
        assert image.height >= 709
        assert image.size == (upload.framings[place]["width"], upload.framings[place]["height"])


def test_the_whole_photo_is_kept_upright_beside_its_cuts(applicant: Applicant) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    upload = checked(applicant, PHOTO, "yan.jpg", banded((4200, 3000), exif=exif, quality=60))
    whole = opened(upload.upright["file"])
    assert whole.size == (upload.upright["width"], upload.upright["height"]) == (2500, 3500)
    assert (strongest(whole, (0, 0, 2500, 800)), strongest(whole, (0, 2700, 2500, 3500))) == (0, 2)


@pytest.mark.parametrize("size", [(1800, 800), (700, 1900)])
def test_each_cut_keeps_the_part_that_it_says(applicant: Applicant, size: tuple[int, int]) -> None:
    upload = checked(applicant, PHOTO, "foto.png", banded(size, "PNG"))
    for number, place in enumerate(("start", "middle", "end")):
        image = opened(upload.framings[place]["file"])
        middle = (image.width // 2 - 20, image.height // 2 - 20, image.width // 2 + 20, image.height // 2 + 20)
        assert strongest(image, middle) == number


def test_a_photo_held_sideways_is_turned_before_it_is_cut(applicant: Applicant) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    upload = checked(applicant, PHOTO, "yan.jpg", banded((1500, 700), exif=exif))
    assert [str(label) for _place, label in upload.framing_choices] == ["Üstten", "Ortadan", "Alttan"]


@pytest.mark.parametrize(
    ("name", "make"),
    [
        ("kucuk.jpg", lambda: banded((1200, 600), quality=95)),
        ("film.png", lambda: samples.animated_png() + b"\0" * 40_000),
    ],
)
def test_no_cut_is_offered_of_what_cannot_become_a_photo(applicant: Applicant, name: str, make) -> None:
    upload = checked(applicant, PHOTO, name, make())
    assert upload.is_rejected
    assert upload.framings == {}


def test_a_photo_that_was_taken_can_be_cut_anew(applicant: Applicant) -> None:
    upload = checked(applicant, PHOTO, "foto.jpg", samples.picture())
    assert upload.is_clean
    assert upload.upright
    browser, page = signed_in(applicant), reverse("profile_section", args=["kisisel"])
    Personal.objects.filter(applicant=applicant).update(photo=upload)
    offered = browser.get(page).content.decode()
    assert "Başka türlü kırp" in offered
    assert not re.search(r'name="photo-frame"[^>]* checked', offered), "saving the page cuts nothing by itself"


def test_only_photos_have_cuts_and_the_database_agrees(applicant: Applicant) -> None:
    upload = checked(applicant, DOCUMENT, "belge.jpg", samples.picture())
    assert upload.framings == {}
    with pytest.raises(IntegrityError), transaction.atomic():
        Upload.objects.filter(pk=upload.pk).update(framings={"middle": {"file": "x"}})


def test_the_chosen_cut_takes_the_photos_place_and_a_second_press_changes_nothing(applicant: Applicant) -> None:
    """Without scripts: the section is drawn again with what was typed, the cut photo clean and ready to be saved."""
    upload = checked(applicant, PHOTO, "foto.jpg", banded((1200, 900)))
    Personal.objects.filter(applicant=applicant).update(photo=upload)
    browser, page = signed_in(applicant), reverse("profile_section", args=["kisisel"])
    offered = browser.get(page).content.decode()
    assert "Bu kırpmayı kullan" in offered
    assert "Kırpılması gerekiyor: fotoğraf 1200 × 900 piksel" in offered
    assert "Kabul edilmedi" not in offered
    posted = {"photo-kept": str(upload.pk), "photo-frame": f"{upload.pk}:end", "birth_place": "Samarqand"}
    for _ in range(2):
        drawn = browser.post(page, posted | {"_redraw": "1"}).content.decode()
        photo = Upload.objects.get(owner=applicant, base=upload)
        assert "Samarqand" in drawn
        assert "Fotoğrafınızı kırpabiliriz" not in drawn
        assert f'value="{photo.pk}"' in drawn
    assert photo.is_clean
    assert storage.read_file(photo.rebuilt) == storage.read_file(upload.framings["end"]["file"])
    assert set(photo.framings) == set(upload.framings), "it can be cut anew"
    assert not set(photo.stored_files().values()) & set(upload.stored_files().values()), "and shares no file"
    rest = {
        "sex": "K",
        "father_absent": "on",
        "mother_absent": "on",
        "marital_status": "single",
        "birth_country": "UZB",
    }
    assert browser.post(page, posted | rest | {"photo-kept": str(photo.pk)}).status_code == 302
    assert Personal.objects.get(applicant=applicant).photo == photo


def test_saving_with_a_cut_chosen_saves_the_cut(applicant: Applicant) -> None:
    upload = checked(applicant, PHOTO, "foto.jpg", banded((1200, 900)))
    field = UploadField(kind=PHOTO)
    field.owner = applicant
    posted = field.widget.value_from_datadict(
        {"photo-kept": [str(upload.pk)], "photo-frame": f"{upload.pk}:start"}, {}, "photo"
    )
    assert field.clean(posted).is_clean


def test_a_cut_that_was_not_offered_is_as_if_none_was_chosen(applicant: Applicant) -> None:
    upload = checked(applicant, PHOTO, "foto.jpg", banded((1200, 900)))
    browser, page = signed_in(applicant), reverse("profile_section", args=["kisisel"])
    for frame in ("{pk}:nowhere", "{pk}", "::", "{pk}:../../etc", "\x00:middle"):
        answer = browser.post(page, {"photo-kept": str(upload.pk), "photo-frame": frame.format(pk=upload.pk)})
        assert "eninin boyuna oranı 5:6" in answer.context["form"].errors["photo"][0], frame


def test_the_cuts_are_their_owners_alone(applicant: Applicant) -> None:
    upload = checked(applicant, PHOTO, "foto.jpg", banded((1200, 900)))
    address = reverse("upload_framing", args=[upload.pk, "middle"])
    mine = signed_in(applicant).get(address)
    assert b"".join(mine.streaming_content) == storage.read_file(upload.framings["middle"]["file"])
    assert "no-store" in mine.headers["Cache-Control"]
    stranger = signed_in(cases.person())
    assert stranger.get(address).status_code == 404
    assert signed_in(applicant).get(reverse("upload_framing", args=[upload.pk, "nowhere"])).status_code == 404
    theirs = {"photo-kept": str(upload.pk), "photo-frame": f"{upload.pk}:middle"}
    stranger.post(reverse("profile_section", args=["kisisel"]), theirs)
    assert not Upload.objects.filter(base=upload).exists()


def test_a_free_cut_by_four_numbers_is_put_right_and_checked(applicant: Applicant) -> None:
    upload = checked(applicant, PHOTO, "foto.jpg", banded((1800, 900), quality=90))
    browser, page = signed_in(applicant), reverse("profile_section", args=["kisisel"])
    posted = {"photo-kept": str(upload.pk), "photo-frame": f"{upload.pk}:free"}
    posted |= {f"photo-{upload.pk}-{side}": value for side, value in FREE.items()}
    for _ in range(2):
        drawn = browser.post(page, posted | {"_redraw": "1"}).content.decode()
        photo = Upload.objects.get(owner=applicant, base=upload)
        assert f'value="{photo.pk}"' in drawn
    assert photo.is_scanning
    left, top, width, height = photo.arrangement["box"]
    assert (width, height) == (600, 720)
    assert (left, top) == (1200, 180), "moved inside the picture"
    photo = check(photo)
    assert photo.is_clean, photo.reason
    assert strongest(opened(photo.rebuilt), (100, 100, 500, 600)) == 2
    assert {"background", "colour", "faces"} <= set(photo.found)
    assert photo.upright["width"] == 1800
    assert set(photo.framings) == set(upload.framings), "it can be cut anew"


FREE = {"left": "۱۳۰۰", "top": "400", "width": "600", "height": "300"}


def test_a_free_cut_without_its_numbers_is_as_if_none_was_chosen(applicant: Applicant) -> None:
    upload = checked(applicant, PHOTO, "foto.jpg", banded((1200, 900)))
    browser, page = signed_in(applicant), reverse("profile_section", args=["kisisel"])
    chosen = {"photo-kept": str(upload.pk), "photo-frame": f"{upload.pk}:free"}
    for wrong in ({"left": ""}, {"top": "-5"}, {"width": "1e9"}, {"height": "x" * 5000}):
        numbers = {f"photo-{upload.pk}-{side}": value for side, value in (FREE | wrong).items()}
        errors = browser.post(page, chosen | numbers).context["form"].errors
        assert "eninin boyuna oranı 5:6" in errors["photo"][0], wrong
    assert not Upload.objects.filter(base=upload).exists()


@pytest.mark.parametrize(
    ("drawn", "whole", "box"),
    [
        ((0, 0, 1000, 1200), (3000, 2000), [0, 0, 1000, 1200]),
        ((0, 0, 10, 10), (3000, 2000), [0, 0, 591, 709]),
        ((2900, 1900, 500, 600), (3000, 2000), [2409, 1291, 591, 709]),
        ((0, 0, 9999, 9999), (3000, 2000), [1334, 1, 1666, 1999]),
        ((100, 100, 1000, 100), (3000, 2000), [100, 0, 1000, 1200]),
        ((0, 0, 600, 700), (585, 705), [0, 0, 585, 702]),
    ],
)
def test_any_frame_becomes_one_of_the_right_shape_inside_the_picture(drawn, whole, box) -> None:
    assert fit_box(*drawn, *whole) == box
    left, top, width, height = box
    assert left >= 0
    assert top >= 0
    assert left + width <= whole[0]
    assert top + height <= whole[1]
    assert abs(width / height * 6 / 5 - 1) < 0.01


def test_what_a_photo_looks_like_is_hinted_and_never_blocks(applicant: Applicant) -> None:
    dark = checked(applicant, PHOTO, "koyu.jpg", samples.picture())  # grey noise
    assert dark.is_clean
    assert len(dark.hints) == 3
    page = signed_in(applicant).get(reverse("upload_state", args=[dark.pk]), {"name": "photo"}).content.decode()
    assert "Zemin beyaz görünmüyor" in page
    assert "siyah beyaz görünüyor" in page
    out = io.BytesIO()
    image = Image.effect_noise((750, 900), 8).point(lambda value: min(255, value + 110)).convert("RGB")
    ImageDraw.Draw(image).ellipse((200, 150, 550, 800), fill=(214, 150, 110))
    image.save(out, "PNG")
    good = checked(applicant, PHOTO, "iyi.png", out.getvalue())
    assert good.is_clean
    assert good.hints == ["Fotoğrafta yüz bulamadık; yüz karşıdan ve tamamıyla görünmeli."]  # an egg


def test_the_original_goes_and_the_cuts_stay(applicant: Applicant, django_capture_on_commit_callbacks) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        upload = checked(applicant, PHOTO, "foto.jpg", banded((1200, 900)))
    assert not default_storage.exists(upload.parts[0]["file"])
    assert all(default_storage.exists(each["file"]) for each in upload.framings.values())
