"""Files to hand in, made on the spot: good ones, broken ones and ones that mean harm."""

import io
import os
import struct
import zlib

import pikepdf
import pillow_heif
from pikepdf import Array, Dictionary, Name, Stream
from PIL import Image, PngImagePlugin

SECRET = b"<?php system($_GET['c']); ?>"


def picture(form: str = "JPEG", size: tuple[int, int] = (600, 720), mode: str = "RGB", **options) -> bytes:
    """A picture with enough noise to weigh what a scan weighs."""
    noise = Image.frombytes("L", (size[0] // 4, size[1] // 4), os.urandom((size[0] // 4) * (size[1] // 4)))
    out = io.BytesIO()
    noise.resize(size).convert(mode).save(out, form, **options)
    return out.getvalue()


def heic(size: tuple[int, int] = (600, 720)) -> bytes:
    """What an iPhone makes."""
    out = io.BytesIO()
    pillow_heif.from_pillow(Image.open(io.BytesIO(picture(size=size)))).save(out)
    return out.getvalue()


def photo_with_traces() -> bytes:
    """A portrait held sideways, with place and author in its EXIF, a comment that is a program, and a trailer."""
    exif = Image.Exif()
    exif[0x0112] = 6  # turn right
    exif[0x013B] = "Gizli Fotografci"
    exif.get_ifd(0x8825)[2] = (39.0, 55.0, 0.0)
    sideways = picture(size=(1080, 900), exif=exif, comment=SECRET)
    return sideways + b"PK\x03\x04" + SECRET


def png_with_text() -> bytes:
    text = PngImagePlugin.PngInfo()
    text.add_text("Author", SECRET.decode())
    return picture("PNG", (300, 300), pnginfo=text)


def animated_png() -> bytes:
    frames = [Image.new("RGB", (200, 200), colour) for colour in ("red", "green", "blue")]
    out = io.BytesIO()
    frames[0].save(out, "PNG", save_all=True, append_images=frames[1:])
    return out.getvalue()


def animated_gif() -> bytes:
    frames = [Image.new("P", (200, 200), index) for index in (1, 2, 3)]
    out = io.BytesIO()
    frames[0].save(out, "GIF", save_all=True, append_images=frames[1:])
    return out.getvalue()


def phone_picture() -> bytes:
    """What phones write for HDR: two pictures in one JPEG."""
    frames = [Image.new("RGB", (640, 480), colour) for colour in ("white", "grey")]
    out = io.BytesIO()
    frames[0].save(out, "MPO", save_all=True, append_images=frames[1:])
    return out.getvalue()


def png_bomb(width: int = 30_000, height: int = 30_000) -> bytes:
    """900 megapixels in a megabyte: unpacked it would be 2.7 GB."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack("!L", len(data)) + name + data + struct.pack("!L", zlib.crc32(name + data))

    packer = zlib.compressobj(9)
    row = b"\0" * (width // 8 + 1)
    data = b"".join(packer.compress(row) for _ in range(height)) + packer.flush()
    header = struct.pack("!LLBBBBB", width, height, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", data) + chunk(b"IEND", b"")


def pdf(pages: int = 1, change=None, size: tuple[int, int] = (612, 792), **options) -> bytes:
    document = pikepdf.new()
    for number in range(pages):
        page = document.add_blank_page(page_size=size)
        page.obj.Contents = Stream(document, f"BT /F1 12 Tf 72 720 Td (Sayfa {number}) Tj ET".encode())
    if change:
        change(document)
    out = io.BytesIO()
    document.save(out, **options)
    return out.getvalue()


def encrypted_pdf(password: str) -> bytes:
    """With an empty ``password`` it opens for everybody but is encrypted all the same."""
    return pdf(encryption=pikepdf.Encryption(owner="sahibi", user=password))


def script_on_open(document: pikepdf.Pdf) -> None:
    document.Root.OpenAction = Dictionary(S=Name.JavaScript, JS="app.alert('merhaba')")


def script_in_page(document: pikepdf.Pdf) -> None:
    document.pages[0].obj.AA = Dictionary(O=Dictionary(S=Name.JavaScript, JS=Stream(document, b"this.print()")))


def starts_program(document: pikepdf.Pdf) -> None:
    document.Root.OpenAction = Dictionary(S=Name.Launch, F="cmd.exe")


def carries_things(document: pikepdf.Pdf) -> None:
    """Attachment, link outside, author, title, tracking image of a form: nothing that runs, nothing we want."""
    document.attachments["fatura.exe"] = b"MZ" + SECRET
    document.docinfo["/Author"] = "Gizli Yazar"
    with document.open_metadata() as metadata:
        metadata["dc:title"] = "Gizli Baslik"
    link = Dictionary(S=Name.URI, URI="https://izleyen.example/")
    document.pages[0].obj.Annots = Array(
        [Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=[0, 0, 99, 99], A=link, AA=Dictionary(E=link))]
    )
    document.Root.AF = Array([document.attachments["fatura.exe"].obj])


def filled_form(document: pikepdf.Pdf) -> None:
    """A form field that somebody filled in: the words must survive, the form must not."""
    words = Stream(document, b"/Tx BMC BT /Helv 12 Tf 2 5 Td (ELLE DOLDURULDU) Tj ET EMC")
    words.update({"/Type": Name.XObject, "/Subtype": Name.Form, "/BBox": Array([0, 0, 200, 20])})
    box = document.make_indirect(
        Dictionary(
            Type=Name.Annot,
            Subtype=Name.Widget,
            FT=Name.Tx,
            T="ad",
            V="ELLE DOLDURULDU",
            F=4,
            Rect=[72, 600, 272, 620],
            AP=Dictionary(N=document.make_indirect(words)),
        )
    )
    document.pages[0].obj.Annots = Array([box])
    document.Root.AcroForm = Dictionary(Fields=Array([box]))


def unpacks_to_gigabytes(document: pikepdf.Pdf) -> None:
    twice = zlib.compress(zlib.compress(b" " * 70_000_000, 1), 9)
    drawing = Stream(document, b"")
    drawing.write(twice, filter=Array([Name.FlateDecode, Name.FlateDecode]))
    document.pages[0].obj.Contents = document.make_indirect(drawing)


def broken_drawing(document: pikepdf.Pdf) -> None:
    drawing = Stream(document, b"")
    drawing.write(b"bu zlib degil", filter=Name.FlateDecode)
    document.pages[0].obj.Contents = document.make_indirect(drawing)
