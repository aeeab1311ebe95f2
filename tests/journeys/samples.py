"""Files that applicants hand in, made for the occasion."""

import random
from pathlib import Path

import pikepdf
import pillow_heif
from PIL import Image, ImageDraw, ImageFilter, ImageFont

# The bar at the top of each page of the photographed passport, by which a test knows it again.
BARS = [(178, 34, 34), (30, 90, 180), (30, 130, 60), (200, 130, 0), (110, 50, 150), (0, 140, 150)]
DESK, PAPER, CORNER = (96, 74, 58), (244, 238, 222), (20, 20, 20)


def photo(folder: Path) -> Path:
    """A biometric photo as the rules want it: 5:6, 750 × 900 pixels, a JPEG of some 100 KB."""
    grain = random.Random(7)
    small = Image.new("RGB", (150, 180))
    small.putdata([tuple(min(255, 236 + grain.randrange(18)) for _ in range(3)) for _ in range(150 * 180)])
    picture = small.resize((750, 900))
    draw = ImageDraw.Draw(picture)
    draw.ellipse((235, 160, 515, 560), fill=(224, 188, 160))
    draw.pieslice((225, 130, 525, 480), 180, 360, fill=(60, 42, 33))
    draw.rectangle((150, 620, 600, 900), fill=(28, 52, 90))
    for x in (320, 430):
        draw.ellipse((x - 14, 330, x + 14, 350), fill=(40, 40, 40))
    path = folder / "fotograf.jpg"
    picture.save(path, quality=95)
    return path


def pdf(folder: Path, name: str, pages: int = 1) -> Path:
    document = pikepdf.new()
    for _ in range(pages):
        document.add_blank_page(page_size=(595, 842))
    path = folder / name
    document.save(path)
    return path


def passport_page(folder: Path, number: int, width: int = 1200, *, held: int = 1, sideways: bool = False) -> Path:
    """A page photographed on a desk, three wide to four high: the bar at its top, a dark corner at the top left.

    ``held`` is how the telephone was held, as its EXIF says; ``sideways`` is how the page lay, which nothing says.
    """
    height = width * 4 // 3
    grain = Image.effect_noise((width, height), 40)
    picture = Image.blend(Image.new("RGB", (width, height), DESK), grain.convert("RGB"), 0.12)
    draw, edge, unit = ImageDraw.Draw(picture), width // 12, width // 100
    draw.rectangle((edge, edge, width - edge, height - edge), fill=PAPER)
    draw.rectangle((edge, edge, width - edge, height // 4), fill=BARS[number - 1])
    draw.rectangle((edge, edge, edge + width // 6, height // 4), fill=CORNER)
    large = ImageFont.truetype("DejaVuSans.ttf", unit * 34)
    draw.text((width // 2, height * 6 // 10), str(number), fill=(40, 40, 40), font=large, anchor="mm")
    for line in range(12):
        draw.rectangle(
            (
                edge * 2,
                height * 76 // 100 + line * unit * 2,
                width - edge * 2,
                height * 76 // 100 + line * unit * 2 + unit // 2,
            ),
            fill=(120, 116, 104),
        )
    if sideways:
        picture = picture.rotate(90, expand=True)
    if held == 6:  # to be turned clockwise by whoever shows it
        picture = picture.rotate(90, expand=True)
    exif = Image.Exif()
    exif[0x0112] = held
    path = folder / f"IMG_{2040 + number}.jpg"
    picture.save(path, quality=88, exif=exif)
    return path


def portrait(
    folder: Path, width: int = 2400, *, middle: tuple[float, float] = (0.6, 0.42), scale: float = 0.0018
) -> Path:
    """A telephone's HEIC, three wide to four high, of somebody with a face plain enough for a detector.

    The head is 315 units high, from 175 above ``middle`` (shares of the sides) to 140 below it; a unit is ``scale`` of
    the width.
    """
    width //= 2
    height, unit = width * 4 // 3, width * scale
    x, y = width * middle[0], height * middle[1]
    picture = Image.new("RGB", (width, height), (240, 240, 238))

    def oval(
        image: Image.Image, left: float, top: float, right: float, bottom: float, fill: tuple[int, int, int]
    ) -> None:
        box = (x + left * unit, y + top * unit, x + right * unit, y + bottom * unit)
        ImageDraw.Draw(image).ellipse(box, fill=fill)

    def line(left: float, top: float, right: float, bottom: float, fill: tuple[int, int, int], wide: float) -> None:
        ends = (x + left * unit, y + top * unit, x + right * unit, y + bottom * unit)
        ImageDraw.Draw(picture).line(ends, fill=fill, width=max(1, round(wide * unit)))

    draw = ImageDraw.Draw(picture)
    shoulders = (x - 170 * unit, y + 165 * unit, x + 170 * unit, y + 700 * unit)
    draw.rounded_rectangle(shoulders, radius=90 * unit, fill=(40, 70, 110))
    draw.rectangle((x - 42 * unit, y + 90 * unit, x + 42 * unit, y + 190 * unit), fill=(190, 146, 118))
    oval(picture, -108, -175, 108, 40, (58, 42, 34))
    oval(picture, -92, -140, 92, 140, (228, 190, 162))
    shaded = picture.copy()
    for eye in (-38, 38):
        oval(shaded, eye - 30, -34, eye + 30, -6, (120, 84, 66))
        oval(shaded, eye - 26, 24, eye + 26, 66, (246, 214, 190))
    oval(shaded, -12, -50, 12, 40, (250, 222, 198))
    oval(shaded, -26, 36, 26, 52, (150, 105, 85))
    face = Image.new("L", picture.size, 0)
    ImageDraw.Draw(face).ellipse((x - 90 * unit, y - 136 * unit, x + 90 * unit, y + 136 * unit), fill=255)
    picture.paste(
        shaded.filter(ImageFilter.GaussianBlur(6 * unit)), (0, 0), face.filter(ImageFilter.GaussianBlur(3 * unit))
    )
    for eye in (-38, 38):
        oval(picture, eye - 19, -28, eye + 19, -11, (235, 230, 225))
        oval(picture, eye - 9, -29, eye + 9, -11, (30, 20, 18))
        line(eye - 26, -44, eye + 26, -46, (50, 34, 28), 9)
        line(eye - 20, -28, eye + 20, -28, (40, 28, 24), 4)
    oval(picture, -32, 76, 32, 94, (150, 70, 66))
    line(-32, 85, 32, 85, (90, 40, 40), 4)
    path = folder / "IMG_3107.HEIC"
    pillow_heif.from_pillow(picture.resize((width * 2, height * 2), Image.Resampling.BICUBIC)).save(path, quality=80)
    return path


FORM_VALUES = {"ad": "Şükrü Yağız Işık", "yer": "Iğdır / Çankırı", "is": "Öğretim görevlisi, İğne oyası"}
FORM_TOP, FORM_STEP = 700, 80  # points: where the first field begins, and how far down the next one does


def filled_form(folder: Path, name: str = "form.pdf", values: dict[str, str] = FORM_VALUES) -> Path:
    """An official form as a program leaves it that fills in values and lets the reader draw them."""
    document = pikepdf.new()
    page = document.add_blank_page(page_size=(595, 842))
    font = pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica)
    fields = []
    for number, (field, value) in enumerate(values.items()):
        top = FORM_TOP - number * FORM_STEP
        fields.append(
            document.make_indirect(
                pikepdf.Dictionary(
                    Type=pikepdf.Name.Annot,
                    Subtype=pikepdf.Name.Widget,
                    FT=pikepdf.Name.Tx,
                    T=field,
                    V=value,
                    DA="/Helv 18 Tf 0 g",
                    Rect=[60, top - 30, 540, top],
                    F=4,
                    P=page.obj,
                )
            )
        )
    page.obj.Annots = document.make_indirect(pikepdf.Array(fields))
    document.Root.AcroForm = pikepdf.Dictionary(
        Fields=pikepdf.Array(fields),
        NeedAppearances=True,
        DA="/Helv 0 Tf 0 g",
        DR=pikepdf.Dictionary(Font=pikepdf.Dictionary(Helv=font)),
    )
    path = folder / name
    document.save(path)
    return path
