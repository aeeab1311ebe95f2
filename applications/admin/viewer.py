"""The viewer of uploads at the desk: a tab per document, its pages as pictures, larger and turned by plain links."""

import struct
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse

from applicants.staff import audit
from documents import storage
from documents.models import PageImages, Upload

ZOOMS = ("100", "150", "200")
# Degrees to the right, and how a JPEG's camera data says it (EXIF 2.3, tag 0x0112).
EXIF_ORIENTATIONS = {0: 1, 90: 6, 180: 3, 270: 8}
DAY_SECONDS = 24 * 3600


@dataclass(frozen=True)
class ViewedUpload:
    """One paper with its tab."""

    label: Any
    upload: Upload
    file_url: str
    page_url: Callable[[int], str]
    question: str = ""  # what it answers, "" for papers on which no verdict is given
    verdict: Any = None  # the ``findings.CurrentVerdict`` on it

    @property
    def key(self) -> str:
        return str(self.upload.pk)

    @property
    def images(self) -> PageImages | None:
        return getattr(self.upload, "page_images", None)

    @property
    def failed(self) -> bool:
        return bool(self.images and self.images.failed)

    def list_pages(self, turn: int) -> list[dict[str, Any]]:
        found = []
        for number, each in enumerate(self.images.pages if self.images else [], 1):
            size = (each["width"], each["height"])
            width, height = size[::-1] if turn in {90, 270} else size
            address = self.page_url(number) + (f"?don={turn}" if turn else "")
            found.append({"number": number, "url": address, "width": width, "height": height})
        return found


def build_viewer_context(request: HttpRequest, documents: list[ViewedUpload], **kept: str) -> dict[str, Any]:
    """What the viewer's template needs; the address says which document, how large and which way up.

    Pictures that are not there yet are enqueued. ``kept`` stays in every address.
    """
    if lacking := [each.upload.pk for each in documents if each.images is None and each.upload.is_clean]:
        PageImages.enqueue_missing(lacking)
    wanted = request.GET.get("belge", "")
    shown = next((each for each in documents if each.key == wanted), documents[0] if documents else None)
    zoom = request.GET.get("yakin", "")
    zoom = zoom if zoom in ZOOMS else ZOOMS[0]
    turn = request.GET.get("don", "")
    degrees = int(turn) if turn in {"90", "180", "270"} else 0

    def address(**other: str) -> str:
        present = {"belge": shown.key if shown else "", "yakin": zoom, "don": str(degrees)}
        return "?" + urlencode(kept | present | other) + "#belgeler"

    return {
        "documents": [(each, address(belge=each.key, don="0")) for each in documents],
        "shown": shown,
        "pages": shown.list_pages(degrees) if shown else [],
        "zoom": zoom,
        "zooms": [(each, address(yakin=each)) for each in ZOOMS],
        "left_url": address(don=str((degrees - 90) % 360)),
        "right_url": address(don=str((degrees + 90) % 360)),
        "again_url": address(),
    }


def serve_page_image(request: HttpRequest, upload: Upload, number: int) -> HttpResponse:
    """One page of a file whose reader's right has been checked by the caller, with its entry in the audit log.

    Raises ``Http404`` when there is none.
    """
    images = PageImages.objects.filter(upload=upload).first()
    if images is None or not 1 <= number <= len(images.pages):
        raise Http404
    turn = request.GET.get("don", "0")
    try:
        content = storage.read_file(images.pages[number - 1]["file"])
    except FileNotFoundError:
        raise Http404 from None
    audit.record_action(request, "saw_file", "upload", upload.pk, detail=str(number))
    response = HttpResponse(
        turn_jpeg(content, int(turn) if turn in {"90", "180", "270"} else 0), content_type="image/jpeg"
    )
    response["Cache-Control"] = f"private, max-age={DAY_SECONDS}, immutable"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    return response


def turn_jpeg(jpeg: bytes, degrees: int) -> bytes:
    """The same picture with a note of its orientation: the browser turns it, and nothing is encoded again."""
    if not degrees:
        return jpeg
    entry = struct.pack(">HHIHH", 0x0112, 3, 1, EXIF_ORIENTATIONS[degrees], 0)
    body = b"Exif\0\0" + b"MM\0*" + struct.pack(">IH", 8, 1) + entry + struct.pack(">I", 0)
    return jpeg[:2] + b"\xff\xe1" + struct.pack(">H", len(body) + 2) + body + jpeg[2:]
