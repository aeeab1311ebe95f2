"""Files that applicants hand in, made for the occasion."""

import random
from pathlib import Path

import pikepdf
from PIL import Image, ImageDraw


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
