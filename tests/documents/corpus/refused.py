"""What cannot be taken: other kinds of file and files with nothing to draw. (Bombs: test_bombs.py.)"""

import io
import struct
import zipfile
import zlib
from functools import partial

import pikepdf
from PIL import Image

from .paper import draw_scan
from .sample import Sample, pdf_sample
from .writing import encode, save

MB = 1024 * 1024


def zipped(**files: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name.replace("__", "/").replace("_", "."), content)
    return out.getvalue()


def word_document() -> bytes:
    return zipped(Content_Types_xml=b"<Types/>", word__document_xml=b"<w:document/>")


def spreadsheet() -> bytes:
    return zipped(Content_Types_xml=b"<Types/>", xl__workbook_xml=b"<workbook/>")


def old_word_document() -> bytes:
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000)


def gif(frames: int = 1) -> bytes:
    pictures = [Image.new("P", (200, 200), index) for index in range(1, frames + 1)]
    return encode(pictures[0], "GIF", save_all=True, append_images=pictures[1:])


def avif() -> bytes:
    return encode(draw_scan(40), "AVIF")


def film() -> bytes:
    return struct.pack("!L", 24) + b"ftypmp42\0\0\0\0mp42isom" + bytes(500)


# --- pictures that are no documents -------------------------------------------------------------------


def huge_png(width: int = 11_000, height: int = 10_000) -> bytes:
    """110 megapixels, one bit each: a small file, a large picture."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack("!L", len(data)) + name + data + struct.pack("!L", zlib.crc32(name + data))

    rows = zlib.compress((b"\0" + b"\xff" * (width // 8)) * height, 1)
    header = struct.pack("!LLBBBBB", width, height, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def begun_jpeg() -> bytes:
    """The first kilobytes of a picture: an upload that broke off at its beginning."""
    return encode(draw_scan(100))[:3000]


def tiff(width: int = 40, **changed: int) -> bytes:
    """A grey picture of one strip; ``changed`` puts another number into a tag of its directory."""
    tags = {256: width, 257: 40, 258: 8, 259: 1, 262: 1, 273: 8, 277: 1, 278: 40, 279: 40 * width}
    tags |= {int(name.removeprefix("tag")): value for name, value in changed.items()}
    rows = b"".join(struct.pack("<HHII", tag, 4, 1, value) for tag, value in sorted(tags.items()))
    pixels = bytes(40 * width)
    return struct.pack("<2sHI", b"II", 42, 8 + len(pixels)) + pixels + struct.pack("<H", len(tags)) + rows + bytes(4)


def tiff_with_a_broken_second_page() -> bytes:
    """The second page's directory has no size: a fuzzer's file, which once ended the program that read it."""
    first = tiff()
    second = struct.pack("<HHHII", 1, 259, 4, 1, 1) + bytes(4)
    return first[:-4] + struct.pack("<I", len(first)) + second


# --- documents without pages --------------------------------------------------------------------------


def no_pages() -> bytes:
    with pikepdf.new() as pdf:
        return save(pdf)


def head_only() -> bytes:
    return b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"


def noise() -> bytes:
    return b"%PDF-1.4\n" + bytes((number * 7919) % 251 for number in range(20_000))


def tail_only() -> bytes:
    return b"%PDF-1.4\nxref\n0 1\n0000000000 65535 f \ntrailer << /Size 1 >>\nstartxref\n9\n%%EOF\n"


TEXTS = {
    "svg": b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><text y="20">Belge</text></svg>',
    "html": b"<!doctype html><title>Belge</title><script>alert(1)</script>",
    "txt": "Görevlendirme belgesi".encode(),
    "rtf": rb"{\rtf1\ansi G\u246?revlendirme belgesi}",
    "eml": b"From: a@ornek.example\r\nSubject: belge\r\n\r\nEkte.\r\n",
    "xml": b'<?xml version="1.0"?><belge/>',
    "exe": b"MZ\x90\0" + bytes(300),
    "ps": b"%!PS-Adobe-3.0\n/Helvetica findfont 12 scalefont setfont 72 720 moveto (Belge) show showpage\n",
}
SAMPLES = [
    Sample("empty", "bos.pdf", bytes, "empty"),
    Sample("word-document", "sozlesme.docx", word_document, "wrong_type"),
    Sample("word-document-named-pdf", "sozlesme.pdf", word_document, "wrong_type"),
    Sample("spreadsheet", "liste.xlsx", spreadsheet, "wrong_type"),
    Sample("old-word-document", "sozlesme.doc", old_word_document, "wrong_type"),
    Sample("archive", "belgeler.zip", partial(zipped, belge_txt=b"Belge"), "wrong_type"),
    Sample("gif", "tarama.gif", gif, "wrong_type"),
    Sample("gif-named-jpg", "tarama.jpg", partial(gif, 3), "wrong_type"),
    Sample("avif", "foto.avif", avif, "wrong_type"),
    Sample("film", "kayit.mp4", film, "wrong_type"),
    *(
        Sample(f"text-{ending}", f"belge.{ending}", partial(bytes, text), "wrong_type")
        for ending, text in TEXTS.items()
    ),
    Sample("110-megapixels", "plan.png", huge_png, "too_many_pixels"),
    Sample("jpeg-only-begun", "foto.jpg", begun_jpeg, "unreadable"),
    Sample("jpeg-head-only", "foto.jpg", lambda: b"\xff\xd8\xff\xe0\x00\x10JFIF", "unreadable"),
    Sample("png-head-only", "ekran.png", lambda: b"\x89PNG\r\n\x1a\n", "unreadable"),
    Sample("tiff-broken-second-page", "tarama.tif", tiff_with_a_broken_second_page, "unreadable"),
    Sample("tiff-unpacks-to-nothing", "tarama.tif", partial(tiff, tag259=5), "unreadable"),
    Sample("tiff-broken-lines", "tarama.tif", partial(tiff, tag259=32773, tag279=3), "unreadable"),
    pdf_sample("no-pages", no_pages, "unreadable"),
    pdf_sample("head-only", head_only, "unreadable"),
    pdf_sample("tail-only", tail_only, "unreadable"),
    pdf_sample("noise", noise, "unreadable"),
]
