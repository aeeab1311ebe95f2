"""Photos of papers, as phones and their scanner apps put them into a PDF."""

import io
from functools import cache

import img2pdf
import pikepdf
from pikepdf import Dictionary, Name
from PIL import Image, ImageCms

from .paper import draw_paper, draw_photo, draw_scan
from .sample import pdf_sample
from .scanners import embed_jpeg, profiled
from .writing import A4, add_page, encode, make_image, place, save


@cache
def take_photo(width: int = 3000, height: int = 4000, orientation: int = 1, **options) -> bytes:
    """A phone's JPEG: 12 megapixels, with camera data."""
    exif = Image.Exif()
    exif[0x010F], exif[0x0110], exif[0x0112] = "Ornek", "Telefon 12", orientation
    picture = draw_photo(width, height)
    turn = {3: Image.Transpose.ROTATE_180, 6: Image.Transpose.ROTATE_90, 8: Image.Transpose.ROTATE_270}
    if orientation in turn:
        picture = picture.transpose(turn[orientation])
    return encode(picture, **{"quality": 80, "exif": exif} | options)


def photos_to_pdf(*photos: bytes, **options) -> bytes:
    """With img2pdf, which keeps the JPEG as it is and lets the PDF turn it."""
    return img2pdf.convert(list(photos), nodate=True, **options)


def photo_of_twelve_megapixels() -> bytes:
    return photos_to_pdf(take_photo())


def photo_on_a4() -> bytes:
    layout = img2pdf.get_layout_fun((img2pdf.mm_to_pt(210), img2pdf.mm_to_pt(297)))
    return photos_to_pdf(take_photo(1500, 2000, 6), layout_fun=layout)


def passport_pages() -> bytes:
    return photos_to_pdf(*(take_photo(1200, 1600, orientation) for orientation in (1, 3, 6, 8)))


def scanner_app() -> bytes:
    """Straightened pages with a white border, a colour profile and invisible words, as scanner apps write."""
    with pikepdf.new() as pdf:
        for number in (1, 2):
            picture = draw_scan(120, title=f"SAYFA {number}")
            image = make_image(pdf, encode(picture), picture.size, profiled(pdf), Name.DCTDecode, Interpolate=True)
            words = f"BT 3 Tr /F1 11 Tf 50 770 Td (SAYFA {number}) Tj ET\n".encode()
            content = b"q 0 0 595 842 re W n " + place("Im0", 14, 20, 567, 802) + b"Q\n" + words
            add_page(pdf, content, XObject=Dictionary(Im0=image))
        pdf.docinfo["/Producer"] = "iOS 26 Quartz PDFContext"
        return save(pdf, min_version="1.3")


def whitened_page() -> bytes:
    """A photo turned into white paper with black words: a transparent picture over a white field."""
    paper = draw_paper(120).convert("L").point(lambda value: 0 if value > 170 else 255)
    with pikepdf.new() as pdf:
        ink = make_image(pdf, encode(Image.new("L", (8, 8), 20)), (8, 8), Name.DeviceGray, Name.DCTDecode)
        ink.SMask = embed_jpeg(pdf, paper, quality=85)
        content = b"1 1 1 rg 0 0 595 842 re f\n" + place("Ink", 0, 0, *A4)
        add_page(pdf, content, XObject=Dictionary(Ink=ink))
        return save(pdf)


def photo_with_wide_colours() -> bytes:
    """Phones photograph in Display P3; the numbers mean other colours than in sRGB."""
    picture = draw_scan(100)
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    return photos_to_pdf(encode(picture, icc_profile=profile, dpi=(100, 100)))


def small_photo_large_page() -> bytes:
    """A picture from a messenger, 72 dots per inch, on a page as large as a door."""
    return photos_to_pdf(encode(draw_photo(900, 1200), quality=60, dpi=(30, 30)))


def pictures_by_pillow() -> bytes:
    out = io.BytesIO()
    pages = [draw_scan(100, mode, inches=(8.27, 5.85)) for mode in ("RGB", "L", "1")]
    pages[0].save(out, "PDF", save_all=True, append_images=pages[1:], resolution=100)
    return out.getvalue()


def screenshot() -> bytes:
    """A lossless PNG with see-through parts, put into a PDF."""
    picture = draw_scan(80).convert("RGBA")
    picture.putalpha(draw_paper(80).convert("L").point(lambda value: 0 if value > 240 else 255))
    layers = picture.split()
    with pikepdf.new() as pdf:
        colours = Image.merge("RGB", layers[:3])
        image = make_image(pdf, encode(colours, quality=95), colours.size, Name.DeviceRGB, Name.DCTDecode)
        image.SMask = make_image(pdf, layers[3].tobytes(), layers[3].size, Name.DeviceGray)
        add_page(pdf, place("Im0", 0, 0, *A4), XObject=Dictionary(Im0=image))
        return save(pdf, compress_streams=True)


SAMPLES = [
    pdf_sample("phone-12-megapixels", photo_of_twelve_megapixels),
    pdf_sample("phone-photo-on-a4-turned", photo_on_a4),
    pdf_sample("phone-passport-four-pages", passport_pages),
    pdf_sample("phone-scanner-app", scanner_app),
    pdf_sample("phone-whitened-page", whitened_page),
    pdf_sample("phone-photo-with-profile", photo_with_wide_colours),
    pdf_sample("phone-messenger-picture", small_photo_large_page),
    pdf_sample("phone-pictures-by-pillow", pictures_by_pillow),
    pdf_sample("phone-screenshot", screenshot),
]
