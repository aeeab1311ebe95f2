"""What a file may be: kinds, formats, limits, the cheap check at the door, and the words for every refusal."""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from typing import IO, Any

from django.utils.formats import number_format
from django.utils.functional import lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

KB, MB = 1024, 1024 * 1024

# domain.md 7.2: shown before upload, in every language.
MOST_BYTES = 10 * MB
MOST_FILES = 30  # per application
MOST_BYTES_TOGETHER = 100 * MB  # per application
MOST_PAGES = 60
MOST_PIXELS = 50_000_000

# domain.md 7.1: 50 x 60 mm at 300 dpi and up.
PHOTO: dict[str, Any] = {
    "least": (591, 709),
    "most": (2400, 2880),
    "ratio": (5, 6),
    "tolerance": 0.02,
    "framed": (1181, 1417),  # at most, when we cut it ourselves: 600 dpi
}
# Which part of the side that is too long is kept when a photo of another shape is cut.
FRAMES = {
    "start": (_("Soldan"), _("Üstten")),
    "middle": (_("Ortadan"), _("Ortadan")),
    "end": (_("Sağdan"), _("Alttan")),
}
# A photo that looks so is told of, never refused (domain.md 7.1): only people judge faces.
LIGHT_BACKGROUND, SOME_COLOUR = 200, 10
PHOTO_BYTES = (30 * KB, 2 * MB)

MOST_NAME = 120  # characters of the person's own file name that we keep


@dataclass(frozen=True)
class Format:
    label: str
    media_type: str
    magic: bytes
    suffixes: tuple[str, ...]


FORMATS = {
    "pdf": Format("PDF", "application/pdf", b"%PDF-", ("pdf",)),
    "jpg": Format("JPG", "image/jpeg", b"\xff\xd8\xff", ("jpg", "jpeg")),
    "png": Format("PNG", "image/png", b"\x89PNG\r\n\x1a\n", ("png",)),
}
FORMAT_OF_MEDIA_TYPE = {each.media_type: slug for slug, each in FORMATS.items()}

ANY = ("pdf", "jpg", "png")
PDF = ("pdf",)
# The catalogue's kinds of document (catalogue.yaml, document_kinds). What a browser sends may pick
# a kind from this table, never a format.
KINDS: dict[str, tuple[str, ...]] = {
    "biometric-photo": ("jpg", "png"),
    "passport-scan": PDF,  # guide 2.3
    "turkish-level-proof": ANY,
    "education-proof": ANY,
    "signed-contract": ANY,
    "lawful-stay-proof": ANY,
    "additional-document": ANY,
    "objection-evidence": ANY,
    "termination-petition": ANY,
    "card-front-scan": ANY,
    "card-back-scan": ANY,
    "misprint-proof": ANY,
    "assignment-letter": ANY,
    "invitation-letter": ANY,
    "host-institution-letter": ANY,
    "income-proof": ANY,
    "sales-or-service-contract": ANY,
    "invoice-or-customs": ANY,
    "trade-registry-gazette": ANY,
    "event-programme": ANY,
    "federation-opinion": PDF,
    "sports-contract": ANY,
    "exchange-programme-proof": ANY,
    "student-certificate": ANY,
    "compulsory-internship-letter": ANY,
    "tour-operator-authorisation": ANY,
    "public-body-referral": PDF,
    "descent-confirmation": PDF,
    "seafarer-documents": ANY,
    "eu-project-document": ANY,
    "specialisation-placement": ANY,
    "permanent-press-card": ANY,
    "mission-note": PDF,
    "petroleum-right-document": ANY,
    "seasonal-work-document": ANY,
}
PHOTO_KIND = "biometric-photo"


class Refused(Exception):
    """The file cannot be taken. ``code`` is a key of ``REASONS``, ``found`` what its sentence needs to know."""

    def __init__(self, code: str, **found: Any):
        super().__init__(code)
        self.code, self.found = code, found


# One sentence a person can act on for each way a file can be wrong (ux.md 20).
REASONS = {
    "empty": _("dosya boş. Dosyayı açıp kontrol edin ve yeniden yükleyin."),
    "too_large": _("dosya %(size)s; en çok %(most)s olabilir."),
    "too_small": _("dosya %(size)s; en az %(least)s olmalı. Daha yüksek çözünürlüklü bir fotoğraf yükleyin."),
    "wrong_type": _("bu dosya türü kabul edilmiyor. Kabul edilen türler: %(formats)s."),
    "mismatched": _(
        "dosyanın uzantısı %(claimed)s ama içeriği %(claimed)s değil. "
        "Dosyayı %(formats)s olarak kaydedip yeniden yükleyin."
    ),
    "encrypted": _("dosya parola korumalı. Parolasını kaldırıp yeniden yükleyin."),
    "unreadable": _("dosya açılamıyor; bozuk veya eksik. Dosyayı yeniden oluşturup veya tarayıp yükleyin."),
    "scripted": _("PDF dosyasının içinde çalıştırılabilir kod var. Belgeyi yazdırıp tarayarak yeniden yükleyin."),
    "too_many_pages": _("belge %(pages)s sayfa; en çok %(most)s sayfa olabilir."),
    "too_complex": _("dosya işlenemeyecek kadar karmaşık. Belgeyi yazdırıp tarayarak yeniden yükleyin."),
    "too_many_pixels": _("görüntü %(width)s × %(height)s piksel; en çok %(megapixels)s megapiksel olabilir."),
    "animated": _("hareketli görüntü kabul edilmiyor. Tek kareli bir görüntü yükleyin."),
    "infected": _("dosyada zararlı yazılım bulundu ve dosya silindi."),
    "photo_small": _("fotoğraf %(width)s × %(height)s piksel; en az %(least_width)s × %(least_height)s piksel olmalı."),
    "photo_large": _(
        "fotoğraf %(width)s × %(height)s piksel; en çok %(most_width)s × %(most_height)s piksel olabilir."
    ),
    "photo_ratio": _(
        "fotoğraf %(width)s × %(height)s piksel; eninin boyuna oranı 5:6 olmalı "
        "(50 × 60 mm, örneğin 1000 × 1200 piksel)."
    ),
    "unchecked": _("dosya denetlenemedi. Lütfen yeniden yükleyin."),
}


def reason(code: str, found: dict[str, Any], kind: str) -> str:
    """The sentence for a refusal, in the reader's language; it follows the file's name and a colon."""
    size = found.get("size", 0)
    facts: dict[str, Any] = {
        "formats": format_names(KINDS.get(kind, ANY)),
        "claimed": "",
        "pages": "",
        "width": "",
        "height": "",
        "least": size_words(PHOTO_BYTES[0]),
        "most": MOST_PAGES if code == "too_many_pages" else size_words(most_bytes(kind)),
        "megapixels": MOST_PIXELS // 1_000_000,
        "least_width": PHOTO["least"][0],
        "least_height": PHOTO["least"][1],
        "most_width": PHOTO["most"][0],
        "most_height": PHOTO["most"][1],
    }
    return str(REASONS[code]) % (facts | found | {"size": size_words(size)})


def photo_hints(found: dict[str, Any]) -> list[str]:
    """What a person should look at again in a photo that was taken."""
    hints = []
    if found.get("background", 255) < LIGHT_BACKGROUND:
        hints.append(gettext("Zemin beyaz görünmüyor; başın iki yanında gölge veya renk olmamalı."))
    if found.get("colour", 255) < SOME_COLOUR:
        hints.append(gettext("Fotoğraf siyah beyaz görünüyor; renkli olmalı."))
    return hints


def frame_label(place: str, found: dict[str, Any]) -> Any:
    """The words for one way to cut: a photo that is too wide loses its sides, one too high its top or bottom."""
    too_high = found.get("width", 0) * PHOTO["ratio"][1] < found.get("height", 0) * PHOTO["ratio"][0]
    return FRAMES[place][too_high]


def size_words(size: int) -> str:
    """A size in bytes as people write it: 31 KB, 2,4 MB (decimal mark of the reader's language)."""
    if size < MB:
        return f"{max(1, -(-size // KB)) if size else 0} KB"
    # Rounded up at the first decimal, so that a file over the limit never reads as exactly the limit.
    tenths = -(-size * 10 // MB)
    return f"{number_format(tenths // 10 if tenths % 10 == 0 else tenths / 10)} MB"


def format_names(formats: Iterable[str]) -> str:
    return ", ".join(FORMATS[each].label for each in formats)


def most_bytes(kind: str) -> int:
    return PHOTO_BYTES[1] if kind == PHOTO_KIND else MOST_BYTES


def limits_words(kind: str, multiple: bool = False) -> str:
    """The limits of one kind, for the hint beside the field."""
    formats = format_names(KINDS[kind])
    if kind == PHOTO_KIND:
        return gettext(
            "%(formats)s. Eninin boyuna oranı 5:6 (50 × 60 mm); en az 591 × 709, en çok 2400 × 2880 piksel; "
            "en az 30 KB, en çok 2 MB."
        ) % {"formats": formats}
    facts = {"formats": formats, "pages": MOST_PAGES, "files": MOST_FILES}
    if KINDS[kind] == PDF:
        words = gettext("Yalnızca PDF. En çok 10 MB ve %(pages)s sayfa. Parolasız olmalı.") % facts
    else:
        words = gettext("%(formats)s. Dosya başına en çok 10 MB; PDF en çok %(pages)s sayfa ve parolasız.") % facts
    if multiple:
        together = gettext("Birden çok dosya seçebilirsiniz; bir başvuruda toplam en çok %(files)s dosya ve 100 MB.")
        words += " " + together % facts
    return words


limits_words_lazy = lazy(limits_words, str)


def plain_name(name: str) -> str:
    """The person's own file name as harmless text: no path, no control or direction marks, at most 120 characters."""
    name = unicodedata.normalize("NFC", name).replace("\\", "/").rsplit("/", 1)[-1]
    # Letters of every script stay; whatever steers text (controls, direction marks, joiners) goes.
    name = "".join(each for each in name if each.isspace() or unicodedata.category(each)[0] != "C")
    name = " ".join(name.split()).lstrip(". ")
    if len(name) > MOST_NAME:
        stem, dot, suffix = name.rpartition(".")
        kept = f"{dot}{suffix}" if stem and len(suffix) <= 5 else ""
        name = name[: MOST_NAME - len(kept)].rstrip() + kept
    return name or "dosya"


def look(kind: str, name: str, size: int, start: bytes) -> str:
    """The check at the door, too cheap to be attacked: size, first bytes and name only.

    Returns the format's slug. Raises ``Refused``. Whether the file really is what it begins like is
    found out in the sandbox (scan.py), never in the web process.
    """
    allowed = KINDS[kind]
    if size == 0:
        raise Refused("empty")
    if size > most_bytes(kind):
        raise Refused("too_large", size=size)
    suffix = name.rpartition(".")[2].lower() if "." in name else ""
    claimed = next((each for each in allowed if suffix in FORMATS[each].suffixes), None)
    if claimed is None:
        raise Refused("wrong_type")
    # Offset 0 and nowhere else: readers that search further are what polyglots live on.
    if not start.startswith(FORMATS[claimed].magic):
        raise Refused("mismatched", claimed=FORMATS[claimed].label)
    if kind == PHOTO_KIND and size < PHOTO_BYTES[0]:
        raise Refused("too_small", size=size)
    return claimed


def first_bytes(file: IO[bytes]) -> bytes:
    file.seek(0)
    start = file.read(16)
    file.seek(0)
    return start


def check_set(uploads: Iterable[Any]) -> list[str]:
    """What keeps these uploads of one application from being sent, as sentences; empty when nothing does.

    Only files that were checked and found clean may be sent (domain.md 7.2).
    """
    uploads = list(uploads)
    together = sum(each.size for each in uploads)
    problems = []
    if len(uploads) > MOST_FILES:
        problems.append(
            gettext("Bir başvuruda en çok %(most)s dosya olabilir; şu anda %(count)s dosya var.")
            % {"most": MOST_FILES, "count": len(uploads)}
        )
    if together > MOST_BYTES_TOGETHER:
        problems.append(
            gettext("Bir başvurudaki dosyalar toplam en çok %(most)s olabilir; şu anda %(size)s.")
            % {"most": size_words(MOST_BYTES_TOGETHER), "size": size_words(together)}
        )
    for each in uploads:
        if each.is_scanning:
            problems.append(
                gettext("%(name)s: denetimi sürüyor. Birkaç saniye sonra yeniden deneyin.")
                % {"name": each.original_name}
            )
        elif each.is_rejected:
            problems.append(each.refusal)
    return problems
