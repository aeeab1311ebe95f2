"""What people are told about files, in the reader's language: limits, sizes, refusals, warnings and hints."""

from collections.abc import Collection
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext

from . import rules
from .upload_reasons import FORMER_REASONS, HINTS, REASONS, WARNINGS


def build_reason_text(code: str, found: dict[str, Any]) -> str:
    """The sentence for a refusal; it follows the file's name and a colon."""
    if code == "too_large" and "size" not in found:  # only found out after it had been made smaller
        sentence = gettext("dosya küçültüldükten sonra da %(most)s sınırını aşıyor. Belgeyi birkaç dosyaya bölün.")
        return sentence % {"most": format_size(rules.MAX_BYTES_KEPT)}
    accepted = found.get("formats") or rules.FORMATS
    facts: dict[str, Any] = {
        "formats": join_format_names(accepted),
        "pictures": _join_picture_names(accepted),
        "pages": "",
        "width": "",
        "height": "",
        "most": rules.MAX_PAGES if code == "too_many_pages" else format_size(found.get("most", rules.MAX_BYTES)),
        "megapixels": rules.MAX_PIXELS // 1_000_000,
        "least_width": rules.PHOTO_RULES["least"][0],
        "least_height": rules.PHOTO_RULES["least"][1],
    }
    told = {key: found[key] for key in ("pages", "width", "height") if key in found}
    words = (REASONS | FORMER_REASONS).get(code, REASONS["unchecked"])
    return str(words) % (facts | told | {"size": format_size(found.get("size", 0))})


def build_warning_text(code: str) -> str:
    return str(WARNINGS[code]) if code in WARNINGS else ""


def build_photo_hints(found: dict[str, Any]) -> list[str]:
    """What a person should look at again in a photo that was taken."""
    least_head, most_head = rules.HEAD_PERCENT
    faces, head = found.get("faces", 1), found.get("head") or least_head
    seen = {
        "background": found.get("background", 255) < rules.LIGHT_BACKGROUND,
        "colour": found.get("colour", 255) < rules.SOME_COLOUR,
        "no_face": faces == 0,
        "several_faces": faces > 1,
        "head_small": faces == 1 and head < least_head,
        "head_large": faces == 1 and head > most_head,
        "tilted": faces == 1 and abs(found.get("tilt", 0)) > rules.MAX_TILT,
    }
    return [str(HINTS[name]) for name, applies in seen.items() if applies]


def build_frame_label(place: str, found: dict[str, Any]) -> Any:
    """The words for one way to cut: a photo that is too wide loses its sides, one too high its top or bottom."""
    width, height = rules.PHOTO_RULES["ratio"]
    too_high = found.get("width", 0) * height < found.get("height", 0) * width
    return rules.FRAMES[place][too_high]


def format_size(size: int) -> str:
    """A size in bytes as people write it: 31 KB, 2,4 MB (decimal mark of the reader's language)."""
    if size < rules.MB:
        return f"{max(1, -(-size // rules.KB)) if size else 0} KB"
    # Rounded up at the first decimal, so that a file over the limit never reads as exactly the limit.
    tenths = -(-size * 10 // rules.MB)
    return f"{number_format(tenths // 10 if tenths % 10 == 0 else tenths / 10)} MB"


def join_format_names(formats: Collection[str]) -> str:
    """``PDF, JPG``: the names of these formats, in the order of ``rules.FORMATS``; others have none."""
    return ", ".join(each.label for slug, each in rules.FORMATS.items() if slug in formats)


def _join_picture_names(formats: Collection[str]) -> str:
    return join_format_names([each for each in formats if each in rules.PICTURE_FORMATS])


def describe_limits(kind: str, accepted: Collection[str], multiple: bool = False) -> str:
    """What may be handed in for one kind, for the hint beside the field. ``accepted``: keys of ``rules.FORMATS``."""
    facts = {
        "pictures": _join_picture_names(accepted),
        "most": format_size(rules.MAX_BYTES),
        "pages": rules.MAX_PAGES,
        "files": rules.MAX_FILES,
        "together": format_size(rules.MAX_BYTES_TOGETHER),
    }
    if kind == rules.PHOTO_KIND:
        return (
            gettext(
                "%(pictures)s; en az 591 × 709 piksel, en çok %(most)s. Telefonla çekilmiş, yan veya büyük bir fotoğraf"
                " da olur: yükledikten sonra kırparsınız."
            )
            % facts
        )
    if not facts["pictures"]:
        words = gettext(
            "Yalnızca PDF. Birlikte seçtiğiniz dosyalar, seçtiğiniz sırayla tek belge olur. Dosya başına en çok"
            " %(most)s, belge başına en çok %(pages)s sayfa; açmak için parola gerekmemeli."
        )
    elif "pdf" not in accepted:
        words = gettext(
            "Yalnızca resim (%(pictures)s). Birlikte seçtiğiniz resimler, seçtiğiniz sırayla tek belge olur. Dosya"
            " başına en çok %(most)s, belge başına en çok %(pages)s sayfa."
        )
    else:
        words = gettext(
            "Tek dosya (PDF) veya sayfaların resimleri (%(pictures)s). Birlikte seçtiğiniz dosyalar, seçtiğiniz sırayla"
            " tek belge olur. Dosya başına en çok %(most)s, belge başına en çok %(pages)s sayfa; açmak için parola"
            " gerekmemeli."
        )
    words = words % facts
    if multiple:
        together = gettext(
            "Başka bir belgeyi ayrıca seçip ekleyebilirsiniz; bir başvuruda en çok %(files)s belge ve toplam"
            " %(together)s olabilir."
        )
        words += " " + together % facts
    return words
