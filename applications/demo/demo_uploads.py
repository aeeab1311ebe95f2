"""Photos and documents of people who do not exist, drawn for the demo."""

import hashlib
import io
import random
from functools import cache

from django.utils import timezone
from PIL import Image, ImageDraw, ImageFilter

from applicants.models import Applicant
from documents import storage
from documents.models import Upload, UploadState
from emuafiyet.core.outbox.models import OutboxState

SKIN = [(246, 214, 186), (224, 178, 140), (196, 146, 108), (150, 102, 70), (112, 74, 50)]
HAIR = [(38, 28, 24), (84, 54, 34), (150, 104, 58), (24, 24, 28), (120, 116, 112)]
CLOTH = [(24, 48, 84), (84, 32, 44), (44, 66, 52), (60, 60, 68), (110, 84, 40)]


def draw_portrait(seed: int) -> bytes:
    """A drawn face on a plain ground, 600 by 720 pixels: nobody's photograph."""
    pick = random.Random(seed)
    skin, hair, cloth = pick.choice(SKIN), pick.choice(HAIR), pick.choice(CLOTH)
    image = Image.new("RGB", (600, 720), (236, 238, 240))
    draw = ImageDraw.Draw(image)
    long_hair = pick.random() < 0.5
    if long_hair:
        draw.rounded_rectangle((180, 150, 420, 520), 110, fill=hair)
    draw.rounded_rectangle((110, 540, 490, 760), 90, fill=cloth)
    draw.polygon([(250, 545), (350, 545), (300, 620)], fill=(248, 248, 248))
    draw.rectangle((262, 440, 338, 560), fill=tuple(max(0, each - 18) for each in skin))
    draw.ellipse((200, 170, 400, 480), fill=skin)
    draw.pieslice((190, 140, 410, 400), 180, 360, fill=hair)
    for x in (258, 342):
        draw.ellipse((x - 13, 312, x + 13, 328), fill=(250, 250, 250))
        draw.ellipse((x - 6, 313, x + 6, 327), fill=(44, 34, 30))
        draw.line((x - 20, 294, x + 20, 290), fill=hair, width=6)
    draw.line((300, 330, 294, 376), fill=tuple(max(0, each - 30) for each in skin), width=4)
    draw.arc((268, 386, 332, 424), 20, 160, fill=(150, 70, 70), width=5)
    image = image.filter(ImageFilter.GaussianBlur(1.1))
    out = io.BytesIO()
    image.save(out, "JPEG", quality=88)
    return out.getvalue()


@cache
def draw_page(title: str) -> bytes:
    """One A4 page that says what it stands for."""
    image = Image.new("RGB", (620, 877), "white")
    draw = ImageDraw.Draw(image)
    draw.rectangle((40, 40, 580, 837), outline=(180, 186, 190), width=2)
    draw.text((70, 80), f"ORNEK BELGE / SPECIMEN\n\n{title}", fill=(40, 52, 58))
    for y in range(180, 780, 26):
        draw.line((70, y, 550 - (y * 37) % 140, y), fill=(206, 210, 213), width=4)
    out = io.BytesIO()
    image.save(out, "PDF", resolution=75)
    return out.getvalue()


def store_photo(owner: Applicant, seed: int) -> Upload:
    return _store_upload(owner, "biometric-photo", "fotograf.jpg", "image/jpeg", draw_portrait(seed), None)


def store_document(owner: Applicant, kind: str) -> Upload:
    return _store_upload(owner, kind, f"{kind}.pdf", "application/pdf", draw_page(kind), 1)


def _store_upload(owner: Applicant, kind: str, name: str, media_type: str, content: bytes, pages: int | None) -> Upload:
    """Clean from the start: it was made here a moment ago. The same paper of one person is one upload."""
    digest = hashlib.sha256(content).hexdigest()
    known = Upload.objects.filter(owner=owner, kind=kind, sha256=digest, destroyed_at__isnull=True).first()
    if known:
        return known
    upload, suffix = Upload(owner=owner, kind=kind, sha256=digest), "." + name.rpartition(".")[2]
    upload.original_name, upload.media_type, upload.pages = name, media_type, pages
    upload.size = upload.kept_size = len(content)
    original = storage.store_bytes("originals", content, suffix, owner=upload.pk)
    upload.parts = [{"file": original, "format": suffix[1:], "name": name, "size": len(content)}]
    upload.rebuilt = storage.store_bytes("clean", content, suffix, owner=upload.pk)
    upload.state, upload.promise_state, upload.kept_at = UploadState.CLEAN, OutboxState.DELIVERED, timezone.now()
    upload.save(force_insert=True)
    return upload
