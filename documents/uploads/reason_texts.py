"""What people are told about files, in the reader's language: limits, sizes, refusals, warnings and hints."""

from typing import Any

from django.utils.formats import number_format
from django.utils.functional import lazy
from django.utils.translation import gettext

from . import rules
from .reasons import FORMER_REASONS, HINTS, REASONS, WARNINGS


def reason(code: str, found: dict[str, Any]) -> str:
    """The sentence for a refusal; it follows the file's name and a colon."""
    if code == "too_large" and "size" not in found:  # only found out after it had been made smaller
        sentence = gettext("dosya küçültüldükten sonra da %(most)s sınırını aşıyor. Belgeyi birkaç dosyaya bölün.")
        return sentence % {"most": size_words(rules.MOST_BYTES_KEPT)}
    facts: dict[str, Any] = {
        "formats": rules.FORMAT_NAMES,
        "pictures": _picture_names(),
        "pages": "",
        "width": "",
        "height": "",
        "most": rules.MOST_PAGES if code == "too_many_pages" else size_words(found.get("most", rules.MOST_BYTES)),
        "megapixels": rules.MOST_PIXELS // 1_000_000,
        "least_width": rules.PHOTO["least"][0],
        "least_height": rules.PHOTO["least"][1],
    }
    told = {key: found[key] for key in ("pages", "width", "height") if key in found}
    words = (REASONS | FORMER_REASONS).get(code, REASONS["unchecked"])
    return str(words) % (facts | told | {"size": size_words(found.get("size", 0))})


def warning(code: str) -> str:
    return str(WARNINGS[code]) if code in WARNINGS else ""


def photo_hints(found: dict[str, Any]) -> list[str]:
    """What a person should look at again in a photo that was taken."""
    least_head, most_head = rules.HEAD
    faces, head = found.get("faces", 1), found.get("head") or least_head
    seen = {
        "background": found.get("background", 255) < rules.LIGHT_BACKGROUND,
        "colour": found.get("colour", 255) < rules.SOME_COLOUR,
        "no_face": faces == 0,
        "several_faces": faces > 1,
        "head_small": faces == 1 and head < least_head,
        "head_large": faces == 1 and head > most_head,
        "tilted": faces == 1 and abs(found.get("tilt", 0)) > rules.MOST_TILT,
    }
    return [str(HINTS[name]) for name, applies in seen.items() if applies]


def frame_label(place: str, found: dict[str, Any]) -> Any:
    """The words for one way to cut: a photo that is too wide loses its sides, one too high its top or bottom."""
    width, height = rules.PHOTO["ratio"]
    too_high = found.get("width", 0) * height < found.get("height", 0) * width
    return rules.FRAMES[place][too_high]


def size_words(size: int) -> str:
    """A size in bytes as people write it: 31 KB, 2,4 MB (decimal mark of the reader's language)."""
    if size < rules.MB:
        return f"{max(1, -(-size // rules.KB)) if size else 0} KB"
    # Rounded up at the first decimal, so that a file over the limit never reads as exactly the limit.
    tenths = -(-size * 10 // rules.MB)
    return f"{number_format(tenths // 10 if tenths % 10 == 0 else tenths / 10)} MB"


def _picture_names() -> str:
    return ", ".join(rules.FORMATS[each].label for each in rules.PICTURES)


def limits_words(kind: str, multiple: bool = False) -> str:
    """The limits of one kind, for the hint beside the field."""
    facts = {
        "pictures": _picture_names(),
        "most": size_words(rules.MOST_BYTES),
        "pages": rules.MOST_PAGES,
        "files": rules.MOST_FILES,
        "together": size_words(rules.MOST_BYTES_TOGETHER),
    }
    if kind == rules.PHOTO_KIND:
        return (
            gettext(
                "%(pictures)s; en az 591 × 709 piksel, en çok %(most)s. Telefonla çekilmiş, yan veya büyük bir fotoğraf"
                " da olur: yükledikten sonra kırparsınız."
            )
            % facts
        )
    words = (
        gettext(
            "Tek dosya (PDF) veya sayfaların resimleri (%(pictures)s). Birlikte seçtiğiniz dosyalar, seçtiğiniz sırayla"
            " tek belge olur. Dosya başına en çok %(most)s, belge başına en çok %(pages)s sayfa; açmak için parola"
            " gerekmemeli."
        )
        % facts
    )
    if multiple:
        together = gettext(
            "Başka bir belgeyi ayrıca seçip ekleyebilirsiniz; bir başvuruda en çok %(files)s belge ve toplam"
            " %(together)s olabilir."
        )
        words += " " + together % facts
    return words


limits_words_lazy = lazy(limits_words, str)
