"""The pages of one clean file as pictures, for rows that were checked before the check itself drew them.

The order is ``{"format", "most_pages", "most_pixels"}``.
"""

from typing import Any

from . import pictures
from .page_drawing import PdfiumDocument, make_page_picture
from .rebuild_document import make_shown_picture, pack_answer


def draw_pages(order: dict[str, Any], files: list[bytes]) -> bytes:
    if order["format"] == "pdf":
        drawing = PdfiumDocument(files[0])
        count = min(drawing.count, order["most_pages"])
        left_out = drawing.count - count
        shown = [make_page_picture(drawing.draw_page(number)) for number in range(count)]
    else:
        image, _cut = pictures.read_picture(pictures.open_picture(files[0], order["format"], order["most_pixels"]))
        shown, left_out = [make_shown_picture(image)], 0
    head = {"left_out": left_out, "pages": [{"width": each.width, "height": each.height} for each in shown]}
    return pack_answer(head, [blob for each in shown for blob in (each.picture, each.thumbnail)])
