"""One hostile file, rebuilt: ``{"format": "pdf", ...}`` is the order, scan.py gives it.

The answer is a line of JSON (``code`` is empty for a clean file, else why it is refused; ``found`` says what was found)
followed by the rebuilt file.
"""

import io
import json
import warnings
from collections.abc import Iterator
from typing import Any

import pikepdf
from pikepdf.sanitize import Sanitizer
from PIL import Image, ImageCms, ImageOps, ImageStat, JpegImagePlugin, MpoImagePlugin, PngImagePlugin  # noqa: F401

MB = 1024 * 1024
MOST_OUTPUT = 40 * MB
MOST_OBJECTS = 200_000
MOST_DECODED = 64 * MB  # of one stream inside a PDF
MOST_PIXELS_INSIDE = 100_000_000  # of one image inside a PDF: A3 scanned at 600 dpi has 70 million

# Whatever can run, reach out, hide another file or tell where the document comes from.
FORBIDDEN = frozenset(
    {
        *("/JS", "/JavaScript", "/OpenAction", "/AA", "/Launch"),
        *("/EF", "/EmbeddedFiles", "/AF", "/Metadata", "/PieceInfo", "/XFA"),
        *("/RichMedia", "/RichMediaContent", "/RichMediaSettings", "/Rendition", "/Movie", "/Sound", "/3DD"),
    }
)
# All that a page needs of the document's catalogue; the rest goes, known or not.
CATALOGUE = frozenset(
    {"/Type", "/Version", "/Pages", "/PageLabels", "/Lang", "/MarkInfo", "/StructTreeRoot", "/OCProperties"}
)
PAGE_EXTRAS = ("/Annots", "/AA", "/Thumb", "/PieceInfo", "/Metadata", "/AF", "/B", "/Trans", "/Dur", "/PresSteps")


class Refused(Exception):
    def __init__(self, code: str, **found: int):
        super().__init__(code)
        self.code, self.found = code, found


# --- images ---------------------------------------------------------------------------------------


def rebuild_image(content: bytes, order: dict[str, Any]) -> tuple[bytes, dict[str, Any]]:
    pillow_name = {"jpg": "JPEG", "png": "PNG"}[order["format"]]
    warnings.simplefilter("error")
    # A phone's broken second picture is not a broken picture.
    warnings.filterwarnings("ignore", message="Image appears to be a malformed MPO file")
    Image.MAX_IMAGE_PIXELS = None  # bounded by ourselves, before a single pixel is decoded
    image: Image.Image = Image.open(io.BytesIO(content), formats=[pillow_name])
    if image.width * image.height > order["most_pixels"]:
        raise Refused("too_many_pixels", width=image.width, height=image.height)
    # A JPEG with several pictures is what phones write for depth or HDR; its first one is the picture.
    if pillow_name == "PNG" and getattr(image, "n_frames", 1) > 1:
        raise Refused("animated")
    image.load()
    profile = image.info.get("icc_profile")
    image = upright(image)
    photo, frame = order.get("photo"), order.get("frame")
    if photo and not frame:
        check_photo(image.width, image.height, photo)
    image = plain_colours(image, profile)
    if photo and frame:
        image = cut(image, photo, frame)
        check_photo(image.width, image.height, photo)
    # A new image from bare pixels: comments and metadata survive convert() and save(), but not this.
    image = Image.frombytes(image.mode, image.size, image.tobytes())
    out = io.BytesIO()
    if photo or pillow_name == "JPEG":
        image.convert("RGB").save(out, "JPEG", quality=92, subsampling=0 if photo else 2)
        media_type = "image/jpeg"
    else:
        image.save(out, "PNG")
        media_type = "image/png"
    found = {"media_type": media_type, "width": image.width, "height": image.height}
    return out.getvalue(), found | (impression(image) if photo else {})


def cut(image: Image.Image, rules: dict[str, Any], place: str) -> Image.Image:
    """The largest part in the wanted shape: from the start, the middle or the end of the side that is too long."""
    wanted = rules["ratio"][0] / rules["ratio"][1]
    width = min(image.width, round(image.height * wanted))
    height = min(image.height, round(image.width / wanted))
    spare = (image.width - width, image.height - height)
    left, top = ({"start": 0, "middle": each // 2, "end": each}[place] for each in spare)
    image = image.crop((left, top, left + width, top + height))
    image.thumbnail(rules["framed"])
    return image


def impression(image: Image.Image) -> dict[str, int]:
    """What may be said of a photo without judging the face: how light it is beside the head, how colourful it is."""
    side, height = max(1, image.width // 8), max(1, image.height // 4)
    light = image.convert("L")
    beside = [(0, 0, side, height), (image.width - side, 0, image.width, height)]
    means = [ImageStat.Stat(light.crop(box)).mean[0] for box in beside]
    _hue, colour, _value = ImageStat.Stat(image.convert("RGB").convert("HSV")).mean
    return {"background": round(sum(means) / 2), "colour": round(colour)}


def upright(image: Image.Image) -> Image.Image:
    try:
        return ImageOps.exif_transpose(image)
    except Exception:  # noqa: BLE001 - broken camera data says nothing about the picture itself
        return image


def plain_colours(image: Image.Image, profile: bytes | None) -> Image.Image:
    """The picture as sRGB or grey, without transparency (on white, as paper is)."""
    if image.mode in {"P", "PA"} or "transparency" in image.info:
        image = image.convert("RGBA")
    if image.mode in {"RGBA", "LA", "La", "RGBa"}:
        image = image.convert("RGBA")
        paper = Image.new("RGBA", image.size, "white")
        paper.alpha_composite(image)
        image = paper.convert("RGB")
    if image.mode.startswith("I"):  # 16 bits of grey
        image = image.convert("I").point(lambda value: value * (1 / 256)).convert("L")
    if profile and image.mode in {"RGB", "CMYK", "L"}:
        try:
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            mode = "L" if image.mode == "L" else "RGB"
            if mode == "RGB":
                image = ImageCms.profileToProfile(image, source, ImageCms.createProfile("sRGB"), outputMode="RGB")
        except (ImageCms.PyCMSError, OSError, ValueError):
            pass  # an unusable profile: take the numbers as they are
    return image.convert("L" if image.mode in {"1", "L"} else "RGB")


def check_photo(width: int, height: int, rules: dict[str, Any]) -> None:
    """domain.md 7.1. Size first: a tiny square is better told that it is tiny."""
    found = {"width": width, "height": height}
    if width < rules["least"][0] or height < rules["least"][1]:
        raise Refused("photo_small", **found)
    if width > rules["most"][0] or height > rules["most"][1]:
        raise Refused("photo_large", **found)
    wanted = rules["ratio"][0] / rules["ratio"][1]
    if abs(width / height / wanted - 1) > rules["tolerance"]:
        raise Refused("photo_ratio", **found)


# --- PDF ------------------------------------------------------------------------------------------


def rebuild_pdf(content: bytes, order: dict[str, Any]) -> tuple[bytes, dict[str, Any]]:
    if b"%%EOF" not in content[-4096:]:
        raise Refused("unreadable")  # cut off: what can be recovered is not the whole document
    pikepdf.settings.set_qpdf_limits(
        doc_max_warnings=1000,
        flate_max_memory=MOST_DECODED,
        run_length_max_memory=MOST_DECODED,
        png_max_memory=MOST_DECODED,
        tiff_max_memory=MOST_DECODED,
        dct_max_memory=MOST_DECODED,
    )
    try:
        pdf = pikepdf.open(io.BytesIO(content))
    except pikepdf.PasswordError:
        raise Refused("encrypted") from None
    with pdf:
        if pdf.is_encrypted:
            raise Refused("encrypted")
        if len(pdf.objects) > MOST_OBJECTS:
            raise Refused("too_complex")
        pages = len(pdf.pages)
        if pages == 0 or pages != int(pdf.Root.Pages.get("/Count", pages)):
            raise Refused("unreadable")
        if pages > order["most_pages"]:
            raise Refused("too_many_pages", pages=pages)
        refuse_scripts(pdf)
        check_streams(pdf)
        disarm(pdf)
        out = io.BytesIO()
        pdf.save(out, deterministic_id=True, fix_metadata_version=False, preserve_pdfa=False)
    verify(out, pages)
    return out.getvalue(), {"media_type": "application/pdf", "pages": pages}


def dictionaries(pdf: pikepdf.Pdf) -> Iterator[pikepdf.Object]:
    """Every dictionary of the document, those inside other objects too; each indirect object is entered once."""
    for top in pdf.objects:
        waiting = [top]
        while waiting:
            each = waiting.pop()
            if isinstance(each, (pikepdf.Dictionary, pikepdf.Stream)):
                inside = [value for _, value in each.items()]
                yield each
            elif isinstance(each, pikepdf.Array):
                inside = list(each)
            else:
                continue
            waiting += [
                value
                for value in inside
                if isinstance(value, (pikepdf.Dictionary, pikepdf.Array)) and not value.is_indirect
            ]


def refuse_scripts(pdf: pikepdf.Pdf) -> None:
    """domain.md 7.2: a script-bearing PDF is refused, not cured; the person learns that it was."""
    for each in dictionaries(pdf):
        action = each.get("/S")
        if "/JS" in each or (isinstance(action, pikepdf.Name) and action in ("/JavaScript", "/Launch")):
            raise Refused("scripted")


def check_streams(pdf: pikepdf.Pdf) -> None:
    """Whatever a viewer would unpack must unpack, and within bounds."""
    drawings = set()
    for page in pdf.pages:
        contents = page.obj.get("/Contents")
        for part in contents if isinstance(contents, pikepdf.Array) else [contents]:
            if isinstance(part, pikepdf.Stream):
                drawings.add(part.objgen)
    for each in pdf.objects:
        if not isinstance(each, pikepdf.Stream):
            continue
        if each.get("/Subtype") == "/Image":
            if int(each.get("/Width", 0)) * int(each.get("/Height", 0)) > MOST_PIXELS_INSIDE:
                raise Refused("too_complex")
            continue
        try:
            each.read_bytes()
        except pikepdf.PdfError as error:
            if "limit" in str(error) or "memory" in str(error):
                raise Refused("too_complex") from None
            if each.objgen in drawings or each.get("/Subtype") == "/Form":
                raise Refused("unreadable") from None


def disarm(pdf: pikepdf.Pdf) -> None:
    """Draw forms and notes into the pages, then drop all that is not drawing."""
    try:
        pdf.generate_appearance_streams()
        pdf.flatten_annotations("all")
    except pikepdf.PdfError:
        raise Refused("too_complex") from None  # what was filled in would be lost
    (
        Sanitizer()
        .remove_javascript()
        .remove_external_access()
        .remove_attachments()
        .remove_multimedia()
        .remove_private_app_data()
        .remove_web_capture()
        .remove_search_index()
        .remove_thumbnails()
        .remove_collection()
        .apply(pdf)
    )
    for key in set(pdf.Root.keys()) - CATALOGUE:
        del pdf.Root[key]
    for key in set(pdf.trailer.keys()) - {"/Root", "/Size", "/ID"}:
        del pdf.trailer[key]
    for page in pdf.pages:
        for key in PAGE_EXTRAS:
            if key in page.obj:
                del page.obj[key]
    for each in dictionaries(pdf):
        for key in FORBIDDEN.intersection(each.keys()):
            del each[key]


def verify(out: io.BytesIO, pages: int) -> None:
    """The rebuilt file must open without any repair and hold nothing forbidden."""
    out.seek(0)
    with pikepdf.open(out, attempt_recovery=False) as again:
        residue = any(FORBIDDEN.intersection(each.keys()) for each in dictionaries(again))
        if residue or len(again.pages) != pages or again.check_pdf_syntax():
            raise Refused("unreadable")


# --- the program -----------------------------------------------------------------------------------


def judged(content: bytes, order: dict[str, Any]) -> tuple[dict[str, Any], bytes]:
    try:
        rebuild = rebuild_pdf if order["format"] == "pdf" else rebuild_image
        rebuilt, found = rebuild(content, order)
        if len(rebuilt) > MOST_OUTPUT:
            raise Refused("too_complex")
    except Refused as refused:
        return {"code": refused.code, "found": refused.found}, b""
    except MemoryError:
        return {"code": "too_complex", "found": {}}, b""
    except Exception:  # noqa: BLE001 - a parser may raise anything on a broken file, and all of it means the same
        return {"code": "unreadable", "found": {}}, b""
    return {"code": "", "found": found}, rebuilt


def prepare(order: dict[str, Any]) -> None:
    Image.preinit()


def answer(content: bytes, order: dict[str, Any]) -> bytes:
    verdict, rebuilt = judged(content, order)
    return json.dumps(verdict).encode() + b"\n" + rebuilt
