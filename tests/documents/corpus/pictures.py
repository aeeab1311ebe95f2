"""Pictures handed in as files: what cameras, phones, scanners and screens write, under every name they get."""

import io
import struct
import zlib
from functools import partial

import numpy
import pillow_heif
from PIL import Image, ImageCms, PngImagePlugin

from .paper import draw_photo, draw_scan
from .phones import take_photo
from .sample import OTHER_COLOURS, Sample
from .writing import encode

HALF_PAGE = (8.27, 5.85)  # inches


def scan(mode: str = "RGB", dpi: int = 100) -> Image.Image:
    return draw_scan(dpi, mode, inches=HALF_PAGE)


def jpeg(mode: str = "RGB", **options) -> bytes:
    return encode(scan(mode), "JPEG", **{"quality": 80} | options)


def change_jpeg(change) -> bytes:
    return change(jpeg())


def oriented(orientation: int) -> bytes:
    """The camera wrote how the picture must be turned or mirrored to stand upright."""
    back = {
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_90,
        7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_270,
    }
    exif = Image.Exif()
    exif[0x0112] = orientation
    picture = scan()
    return encode(picture.transpose(back[orientation]) if orientation in back else picture, "JPEG", exif=exif)


def broken_camera_data(data: bytes) -> bytes:
    content = jpeg()
    block = b"Exif\0\0" + data
    return content[:2] + b"\xff\xe1" + struct.pack("!H", len(block) + 2) + block + content[2:]


def phone_picture() -> bytes:
    """What phones write for depth or HDR: several pictures in one JPEG; the first is the picture."""
    first = draw_photo(1200, 1600)
    return encode(first, "MPO", save_all=True, append_images=[first.resize((300, 400)).convert("L").convert("RGB")])


def with_preview() -> bytes:
    """A camera's JPEG with a small picture of itself, a maker's note and a long comment."""
    exif = Image.Exif()
    exif[0x010F], exif[0x927C] = "Ornek", b"\0" * 30_000
    return jpeg(exif=exif, comment=b"yorum" * 2000, icc_profile=b"\0" * 3000)


# --- PNG ---------------------------------------------------------------------------------------------


def png(picture: Image.Image, **options) -> bytes:
    return encode(picture, "PNG", compress_level=1, **options)


def png_of_bits(bits: int) -> bytes:
    if bits == 1:
        return png(draw_scan(100, "1", inches=HALF_PAGE))
    return png(scan().quantize(1 << bits), bits=bits)


def png_of_sixteen_bits() -> bytes:
    values = numpy.asarray(scan("L")).astype(numpy.uint16) * 257
    return png(Image.fromarray(values))


def see_through(mode: str) -> Image.Image:
    picture = scan("L")
    alpha = picture.point(lambda value: 255 if value < 200 else 0)
    layered = picture.point(lambda value: min(value, 120)).convert("L" if mode == "LA" else "RGB")
    layered.putalpha(alpha)
    return layered


def palette_with_hole() -> bytes:
    """A palette picture in which one colour, the paper's, is see-through."""
    return png(scan("L").point(lambda value: 0 if value < 128 else 255).convert("P"), transparency=255)


def interlaced_png() -> bytes:
    """Pillow does not write Adam7, so the seven passes are written here; a small picture is enough."""
    pixels = numpy.asarray(draw_scan(60, "L", inches=HALF_PAGE))
    passes = [(0, 0, 8, 8), (0, 4, 8, 8), (4, 0, 8, 4), (0, 2, 4, 4), (2, 0, 4, 2), (0, 1, 2, 2), (1, 0, 2, 1)]
    rows = b"".join(
        b"\0" + row.tobytes() for top, left, down, right in passes for row in pixels[top::down, left::right]
    )
    header = struct.pack("!LLBBBBB", pixels.shape[1], pixels.shape[0], 8, 0, 0, 0, 1)
    parts = [(b"IHDR", header), (b"IDAT", zlib.compress(rows)), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(map(write_chunk, parts))


def write_chunk(part: tuple[bytes, bytes]) -> bytes:
    name, data = part
    return struct.pack("!L", len(data)) + name + data + struct.pack("!L", zlib.crc32(name + data))


def put_into_png(*parts: tuple[bytes, bytes]) -> bytes:
    content = png(scan())
    return content[:33] + b"".join(map(write_chunk, parts)) + content[33:]


def png_with_long_text() -> bytes:
    text = PngImagePlugin.PngInfo()
    text.add_text("Comment", "uzun metin " * 200_000, zip=True)
    return png(scan(), pnginfo=text)


# --- the others ----------------------------------------------------------------------------------------


def tiff(picture: Image.Image, compression: str | None = None, **options) -> bytes:
    return encode(picture, "TIFF", compression=compression, **options)


def fax_tiff(compression: str) -> bytes:
    return tiff(draw_scan(200, "1"), compression, dpi=(200, 200))


def tiff_of_pages(count: int) -> bytes:
    pages = [draw_scan(50, "L", title=f"SAYFA {number % 6}") for number in range(1, count + 1)]
    return tiff(pages[0], "tiff_lzw", save_all=True, append_images=pages[1:])


def tiff_of_sixteen_bits() -> bytes:
    return tiff(Image.fromarray(numpy.asarray(scan("L")).astype(numpy.uint16) * 257))


def big_endian_tiff() -> bytes:
    return tiff_by_hand(small_scan().size, small_scan().tobytes(), 8)


def small_scan(mode: str = "L") -> Image.Image:
    return draw_scan(60, mode, inches=HALF_PAGE)


def tiff_by_hand(size: tuple[int, int], data: bytes, bits: int, light: int = 1, **more: int) -> bytes:
    """Of one strip, with the order of bytes and the depths that Pillow does not write; ``light``: 0 is black."""
    alike = {"samples": 1, "kind": 1} | more
    width, height = size
    depths = struct.pack("!H", bits) * alike["samples"]
    start = 8 + len(data)
    entries = [
        (256, 4, 1, width),
        (257, 4, 1, height),
        (258, 3, alike["samples"], start if alike["samples"] > 2 else int.from_bytes(depths.ljust(4, b"\0"), "big")),
        (259, 3, 1, 1 << 16),
        (262, 3, 1, light << 16),
        (273, 4, 1, 8),
        (277, 3, 1, alike["samples"] << 16),
        (278, 4, 1, height),
        (279, 4, 1, len(data)),
        *([(338, 3, 1, alike["extra"] << 16)] if "extra" in alike else []),
        (339, 3, 1, alike["kind"] << 16),
    ]
    table = b"".join(struct.pack("!HHLL", *entry) for entry in entries)
    places = struct.pack("!L", start + len(depths))
    return b"MM\0*" + places + data + depths + struct.pack("!H", len(entries)) + table + bytes(4)


def tiff_of_bits(bits: int, mode: str = "L", light: int = 1) -> bytes:
    """As scanners for films and cameras for laboratories write it: each row ends with a whole byte."""
    picture = scan(mode)
    values = numpy.asarray(picture).astype(numpy.uint16).reshape(picture.height, -1) << 8 >> (16 - bits)
    values = values if light else (1 << bits) - 1 - values
    each = numpy.unpackbits(values.astype(">u2").view(numpy.uint8).reshape(picture.height, -1, 2), axis=2)
    rows = numpy.packbits(each[:, :, 16 - bits :].reshape(picture.height, -1), axis=1)
    colours = {"L": 1, "RGB": 3}[mode]
    return tiff_by_hand(picture.size, rows.tobytes(), bits, 2 if colours == 3 else light, samples=colours)


def tiff_of_numbers(kind: str) -> bytes:
    """Programs of science write 0 to 1 and not 0 to 255."""
    values = numpy.asarray(small_scan()) / 255
    return tiff_by_hand(small_scan().size, values.astype(kind).tobytes(), 8 * int(kind[-1]), kind=3)


def tiff_premultiplied() -> bytes:
    """Grey with transparency, already counted into the grey."""
    picture = small_scan()
    values = numpy.dstack([numpy.asarray(picture), numpy.full(picture.size[::-1], 255, numpy.uint8)])
    return tiff_by_hand(picture.size, values.tobytes(), 8, samples=2, extra=1)


def png_with_large_profile(size: int) -> bytes:
    """Profiles of printers are several megabytes."""
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    return png(scan(), icc_profile=struct.pack("!L", size) + profile[4:] + bytes(size - len(profile)))


def bmp(mode: str) -> bytes:
    picture = scan("1" if mode == "1" else "RGB")
    return encode({"1": picture, "P": picture.convert("RGB").quantize(64), "RGB": picture}[mode], "BMP")


def bmp_of_four_bits() -> bytes:
    picture = draw_scan(60, "L", inches=HALF_PAGE)
    wide = picture.width // 8 * 8
    values = numpy.asarray(picture.crop((0, 0, wide, picture.height)))[::-1] >> 4
    rows = (values[:, ::2] << 4 | values[:, 1::2]).tobytes()
    colours = b"".join(bytes([value * 17] * 3 + [0]) for value in range(16))
    start = 14 + 40 + len(colours)
    head = b"BM" + struct.pack("<LHHL", start + len(rows), 0, 0, start)
    facts = struct.pack("<LllHHLLllLL", 40, wide, picture.height, 1, 4, 0, len(rows), 2835, 2835, 16, 16)
    return head + facts + colours + rows


def heic(*pictures: Image.Image) -> bytes:
    file = pillow_heif.HeifFile()
    for picture in pictures:
        file.add_from_pillow(picture)
    out = io.BytesIO()
    file.save(out, quality=70, enc_params={"preset": "ultrafast"})
    return out.getvalue()


def iphone_picture() -> bytes:
    return heic(draw_photo(900, 1200))


def turned_heic() -> bytes:
    exif = Image.Exif()
    exif[0x0112] = 6
    picture = scan()
    picture.info["exif"] = exif.tobytes()
    return heic(picture)


def several_heic() -> bytes:
    return heic(scan(), scan("L").convert("RGB").resize((300, 212)))


NAMES = {
    "jpeg-large-ending": "foto.JPEG",
    "jpeg-ending-jpe": "foto.jpe",
    "jpeg-ending-jfif": "foto.jfif",
    "jpeg-no-ending": "foto",
    "jpeg-doubled-ending": "foto.jpg.jpg",
    "jpeg-named-pdf": "foto.pdf",
    "jpeg-odd-name": "صورة İMG 0001 (2).",
}


def moving(form: str) -> bytes:
    """A picture of three frames: a scan, and two of nothing but grey."""
    others = [Image.new("RGB", scan().size, colour) for colour in ("grey", "silver")]
    return encode(scan(), form, save_all=True, append_images=others, duration=500)


SAMPLES = [
    *(Sample(name, file_name, jpeg) for name, file_name in NAMES.items()),
    Sample("jpeg-12-megapixels", "IMG_0001.JPG", take_photo),
    *(Sample(f"jpeg-orientation-{each}", "foto.jpg", partial(oriented, each)) for each in range(1, 9)),
    Sample("jpeg-broken-camera-data", "foto.jpg", partial(broken_camera_data, b"II*\0\xff\xff\xff\x7f" + b"\x99" * 60)),
    Sample("jpeg-cut-camera-data", "foto.jpg", partial(broken_camera_data, b"MM\0*\0\0\0\x08\0\x20")),
    Sample("jpeg-preview-and-notes", "DSC_0001.JPG", with_preview),
    Sample("jpeg-progressive", "foto.jpg", partial(jpeg, progressive=True)),
    Sample("jpeg-cmyk", "tarama.jpg", partial(jpeg, "CMYK"), tolerance=OTHER_COLOURS),
    Sample("jpeg-grey", "tarama.jpg", partial(jpeg, "L")),
    Sample("jpeg-trailing-junk", "foto.jpg", partial(change_jpeg, lambda data: data + b"PK\x03\x04" + bytes(5000))),
    Sample("jpeg-no-end-marker", "foto.jpg", partial(change_jpeg, lambda data: data[:-2])),
    Sample("jpeg-last-kilobyte-missing", "foto.jpg", partial(change_jpeg, lambda data: data[:-1024])),
    Sample("jpeg-of-several-pictures", "IMG_0002.jpg", phone_picture),
    *(Sample(f"png-{bits}-bit", "ekran.png", partial(png_of_bits, bits)) for bits in (1, 2, 4, 8)),
    Sample("png-16-bit", "ekran.png", png_of_sixteen_bits),
    Sample("png-colour", "ekran.png", lambda: png(scan())),
    Sample("png-named-jpg", "ekran.jpg", lambda: png(scan())),
    Sample("png-see-through", "ekran.png", lambda: png(see_through("RGBA"))),
    Sample("png-grey-see-through", "ekran.png", lambda: png(see_through("LA"))),
    Sample("png-palette-with-hole", "ekran.png", palette_with_hole),
    Sample("png-interlaced", "ekran.png", interlaced_png),
    Sample(
        "png-broken-profile", "ekran.png", partial(put_into_png, (b"iCCP", b"bozuk\0\0" + zlib.compress(b"x" * 300)))
    ),
    Sample(
        "png-profile-3-megabytes", "ekran.png", partial(png_with_large_profile, 3_000_000), like=lambda: png(scan())
    ),
    Sample(
        "png-profile-12-megabytes", "ekran.png", partial(png_with_large_profile, 12_000_000), like=lambda: png(scan())
    ),
    Sample("png-long-text", "ekran.png", png_with_long_text),
    Sample("png-gamma", "ekran.png", partial(put_into_png, (b"sRGB", b"\0"), (b"gAMA", struct.pack("!L", 45455)))),
    Sample("webp-lossy", "foto.webp", lambda: encode(scan(), "WEBP", quality=70)),
    Sample("webp-lossless", "foto.webp", lambda: encode(scan(), "WEBP", lossless=True, method=0)),
    Sample("webp-see-through", "foto.webp", lambda: encode(see_through("RGBA"), "WEBP", quality=70)),
    Sample("webp-moving", "film.webp", partial(moving, "WEBP"), like=lambda: encode(scan(), "WEBP")),
    Sample("png-moving", "film.png", partial(moving, "PNG"), like=lambda: png(scan())),
    Sample("tiff-plain", "tarama.tif", lambda: tiff(scan())),
    Sample("tiff-5-pages", "tarama.tiff", partial(tiff_of_pages, 5)),
    Sample("tiff-61-pages", "tarama.tiff", partial(tiff_of_pages, 61), "too_many_pages"),
    Sample("tiff-g3", "faks.tif", partial(fax_tiff, "group3")),
    Sample("tiff-g4", "faks.tif", partial(fax_tiff, "group4")),
    Sample("tiff-lzw", "tarama.tif", lambda: tiff(scan(), "tiff_lzw")),
    Sample("tiff-deflate", "tarama.tif", lambda: tiff(scan("L"), "tiff_adobe_deflate")),
    Sample("tiff-jpeg", "tarama.tif", lambda: tiff(scan(), "jpeg")),
    Sample("tiff-cmyk", "tarama.tif", lambda: tiff(scan("CMYK")), tolerance=OTHER_COLOURS),
    Sample("tiff-16-bit", "tarama.tif", tiff_of_sixteen_bits),
    Sample("tiff-big-endian", "tarama.tif", big_endian_tiff),
    *(
        Sample(f"tiff-{bits}-bit-grey", "tarama.tif", partial(tiff_of_bits, bits), like=lambda: tiff(scan("L")))
        for bits in (10, 12, 14)
    ),
    Sample("tiff-12-bit-white-is-0", "tarama.tif", partial(tiff_of_bits, 12, light=0), like=lambda: tiff(scan("L"))),
    Sample("tiff-12-bit-colour", "foto.tif", partial(tiff_of_bits, 12, "RGB"), like=lambda: tiff(scan())),
    Sample("tiff-float", "olcum.tif", partial(tiff_of_numbers, ">f4"), like=lambda: tiff(small_scan())),
    Sample("tiff-double", "olcum.tif", partial(tiff_of_numbers, ">f8"), like=lambda: tiff(small_scan())),
    Sample("tiff-premultiplied-grey", "tarama.tif", tiff_premultiplied, like=lambda: tiff(small_scan())),
    *(Sample(f"bmp-{bits}-bit", "tarama.bmp", partial(bmp, mode)) for bits, mode in ((1, "1"), (8, "P"), (24, "RGB"))),
    Sample("bmp-4-bit", "tarama.bmp", bmp_of_four_bits),
    Sample("heic", "IMG_0003.HEIC", iphone_picture),
    Sample("heic-named-jpg", "IMG_0003.jpg", lambda: heic(scan())),
    Sample("heic-turned", "IMG_0004.heic", turned_heic),
    Sample("heic-several", "IMG_0005.heic", several_heic),
]
