"""One picture of whatever kind, read as a person sees it: upright, on white, in plain colours."""

import io
import warnings
from collections.abc import Iterator

import numpy
import pillow_heif
from PIL import (  # noqa: F401 - the formats register themselves
    BmpImagePlugin,
    Image,
    ImageCms,
    ImageFile,
    ImageOps,
    JpegImagePlugin,
    MpoImagePlugin,
    PngImagePlugin,
    TiffImagePlugin,
    WebPImagePlugin,
)

from .errors import RefusedError
from .page_drawing import check_time
from .unusual_tiff import rewrite_tiff, scale_numbers

MAX_SIDE = 3500  # pixels that are kept of a photo's longer side
SCAN_DPI = 200
IMAGE_READERS = {
    "jpg": ["JPEG", "MPO"],
    "png": ["PNG"],
    "webp": ["WEBP"],
    "tiff": ["TIFF"],
    "bmp": ["BMP", "DIB"],
    "heic": ["HEIF"],
}
# What a picture is made of; comments, histories and other baggage stay outside.
PNG_CHUNKS = {b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND", b"iCCP", b"sRGB", b"gAMA", b"pHYs", b"eXIf"}
ANIMATION_CHUNK = b"acTL"
MOVING = "moving"  # in a picture's facts: of its frames only the first is taken
MAX_PROFILE_BYTES = 8 * 1024 * 1024  # printers' are several megabytes
MAX_LOST_SHARE = 0.125  # of the height: what may be missing at the end of a file that was cut off


def prepare_pillow() -> None:
    Image.preinit()
    pillow_heif.register_heif_opener()
    pillow_heif.options.DECODE_THREADS = 1
    PngImagePlugin.MAX_TEXT_CHUNK = MAX_PROFILE_BYTES  # a profile counts as a text there
    Image.MAX_IMAGE_PIXELS = None  # bounded by ourselves, before a single pixel is decoded
    TiffImagePlugin.READ_LIBTIFF = False
    warnings.simplefilter("ignore")  # broken camera data says nothing about the picture


def open_picture(content: bytes, format_slug: str, most_pixels: int) -> Image.Image:
    """The opened file, not decoded yet. Raises ``RefusedError``."""
    moving = format_slug == "png" and ANIMATION_CHUNK in content[: max(0, content.find(b"IDAT"))]
    if format_slug == "png":
        content = keep_png_chunks(content)
    try:
        image = open_unusual_picture(content, format_slug, most_pixels)
    except (RefusedError, MemoryError):
        raise
    except Exception:  # noqa: BLE001 - a parser may raise anything, and all of it means the same
        raise RefusedError("unreadable") from None
    if image.width * image.height > most_pixels:
        raise RefusedError("too_many_pixels", width=image.width, height=image.height)
    image.info[MOVING] = moving or (format_slug == "webp" and getattr(image, "n_frames", 1) > 1)
    return image


def open_unusual_picture(content: bytes, format_slug: str, most_pixels: int) -> Image.Image:
    """The file as it is, or put into a form that Pillow reads. Raises whatever a parser raises."""
    readers = IMAGE_READERS[format_slug]
    try:
        return Image.open(io.BytesIO(content), formats=readers)
    except Exception:  # noqa: BLE001 - see above
        if format_slug == "tiff":
            content = rewrite_tiff(content, most_pixels)
        elif format_slug == "png":  # an unusable profile: take the numbers as they are
            content = keep_png_chunks(content, PNG_CHUNKS - {b"iCCP", b"eXIf"})
    return Image.open(io.BytesIO(content), formats=readers)


def list_frames(image: Image.Image, format_slug: str, most_frames: int) -> Iterator[Image.Image]:
    """Each page of a TIFF; of everything else the one picture (a phone's second one is depth or HDR)."""
    try:
        count = getattr(image, "n_frames", 1) if format_slug == "tiff" else 1
    except Exception:  # noqa: BLE001 - the directory of a further page is nonsense: no program says how many there are
        raise RefusedError("unreadable") from None
    if count > most_frames:
        raise RefusedError("too_many_pages", pages=count)
    for number in range(count):
        check_time()
        try:
            image.seek(number)
        except Exception:  # noqa: BLE001 - a page of a TIFF that leads nowhere or nowhere sensible
            raise RefusedError("unreadable") from None
        yield image


def read_picture(image: Image.Image, shrink_to: int = MAX_SIDE) -> tuple[Image.Image, bool]:
    """The picture upright in mode 1, L or RGB, its longer side at most ``shrink_to``; whether its end is missing."""
    profile = image.info.get("icc_profile")
    orientation = read_orientation(image)
    if image.format in {"JPEG", "MPO"}:
        image.draft(image.mode if image.mode in {"L", "RGB"} else None, (shrink_to, shrink_to))
    cut = load_image(image)
    if image.mode == "1":
        return turn_upright(image, orientation), cut
    if max(image.size) > 2 * shrink_to and image.mode in {"L", "RGB", "RGBA", "CMYK"}:
        image = image.reduce(max(image.size) // shrink_to)
    image = to_plain_colours(image, profile)
    image = turn_upright(image, orientation)
    if max(image.size) > shrink_to:
        image.thumbnail((shrink_to, shrink_to), Image.Resampling.LANCZOS)
    return image, cut


def copy_frame(image: Image.Image) -> tuple[Image.Image, bool]:
    """A picture of its own out of a file of several; whether its end is missing. Raises ``RefusedError``."""
    cut = load_image(image)
    return image.copy(), cut


def load_image(image: Image.Image) -> bool:
    """Decode; True when the end of the data is missing and the rest is enough. Raises ``RefusedError`` else."""
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    try:
        image.load()
        return False
    except MemoryError:
        raise
    except Exception:  # noqa: BLE001 - whatever the decoder minds, a reader may still show the picture
        ImageFile.LOAD_TRUNCATED_IMAGES = True
    try:
        image.load()
    except MemoryError:
        raise
    except Exception:  # noqa: BLE001
        raise RefusedError("unreadable") from None
    finally:
        ImageFile.LOAD_TRUNCATED_IMAGES = False
    lost = measure_lost(image)
    if lost > MAX_LOST_SHARE:
        raise RefusedError("unreadable")
    return lost > 0


def measure_lost(image: Image.Image) -> float:
    """The share of the height, from below, that the decoder filled up with one value."""
    small = image.convert("RGB") if image.mode not in {"L", "RGB"} else image
    small = small.resize((min(64, small.width), min(800, small.height)), Image.Resampling.NEAREST)
    rows = [small.crop((0, y, small.width, y + 1)).tobytes() for y in range(small.height)]
    last = rows[-1]
    filler = len(set(last[0 :: len(small.getbands())])) == 1 and last[0] in {0, 127, 128}
    if not filler:
        return 0.0
    same = 0
    for row in reversed(rows):
        if row != last:
            break
        same += 1
    return same / len(rows)


def read_orientation(image: Image.Image) -> int:
    """1 to 8 as EXIF has it; 1 when it does not say or cannot be read (HEIF turns by itself)."""
    try:
        orientation = int(image.getexif().get(0x0112, 1))
    except Exception:  # noqa: BLE001 - broken camera data says nothing about the picture itself
        return 1
    return orientation if 1 <= orientation <= 8 and image.format != "HEIF" else 1


def turn_upright(image: Image.Image, orientation: int) -> Image.Image:
    ways = {
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_270,
        7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_90,
    }
    return image.transpose(ways[orientation]) if orientation in ways else image


def to_plain_colours(image: Image.Image, profile: bytes | None) -> Image.Image:
    """The picture as sRGB or grey, without transparency (on white, as paper is)."""
    if image.mode in {"P", "PA"} or "transparency" in image.info:
        image = image.convert("RGBA")
    if image.mode == "La":  # Pillow turns it into nothing else
        image = image.convert("LA")
    if image.mode in {"RGBA", "LA", "RGBa"}:
        image = image.convert("RGBA")
        paper = Image.new("RGBA", image.size, "white")
        paper.alpha_composite(image)
        image = paper.convert("RGB")
    if image.mode.startswith("I"):  # 16 bits of grey
        image = image.convert("I").point(lambda value: value * (1 / 256)).convert("L")
    if image.mode == "F":
        image = Image.fromarray(scale_numbers(numpy.asarray(image)))
    if profile and image.mode in {"RGB", "CMYK"}:
        try:
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            turned = ImageCms.profileToProfile(image, source, ImageCms.createProfile("sRGB"), outputMode="RGB")
            image = turned or image
        except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
            pass  # an unusable profile: take the numbers as they are
    return image.convert("L" if image.mode in {"1", "L"} else "RGB")


def read_dpi(image: Image.Image) -> float:
    """Dots an inch as the scanner wrote them; 0 when it did not, or when nobody can mean it."""
    try:
        dpi = float(image.info.get("dpi", (0, 0))[0])
    except (TypeError, ValueError, IndexError, ZeroDivisionError, OverflowError):
        return 0.0
    return dpi if 70 <= dpi <= 2400 else 0.0


def keep_png_chunks(content: bytes, chunks: set[bytes] = PNG_CHUNKS) -> bytes:
    """A PNG without texts, histories and whatever follows its end."""
    kept, at = [content[:8]], 8
    while at + 12 <= len(content):
        length = int.from_bytes(content[at : at + 4], "big")
        name = content[at + 4 : at + 8]
        if name in chunks:
            kept.append(content[at : at + 12 + length])
        at += 12 + length
        if name == b"IEND":
            break
    else:
        kept.append(content[at:])
    return b"".join(kept)


def strip_metadata(image: Image.Image) -> Image.Image:
    """A new image from bare pixels: comments and metadata survive convert() and save(), but not this."""
    return Image.frombytes(image.mode, image.size, image.tobytes())
