"""Cards on A4: ten a sheet with crop marks, fronts and backs so that a sheet turned over its long edge fits."""

import io

import pikepdf

POINTS_PER_MM = 72 / 25.4
WIDTH, HEIGHT = 210.0, 297.0  # mm, like everything below
CARD_SIZE = (85.6, 53.98)  # ISO/IEC 7810 ID-1
COLUMNS, ROWS = 2, 5
CARD_GAP = 4.0  # between cards: each is cut on its own lines
MARK, AWAY = 1.2, 0.6  # a crop mark's length, and how far from the card it begins
CARDS_PER_SHEET = COLUMNS * ROWS


def impose_cards(content: bytes) -> bytes:
    """``content`` has each card's front and back in turn; the answer has sheets in turn, fronts then their backs.

    The drawings of the cards go over untouched: nothing is rasterised or scaled.
    """
    with pikepdf.open(io.BytesIO(content)) as source, pikepdf.new() as sheets:
        faces = len(source.pages)
        for start in range(0, faces, 2 * CARDS_PER_SHEET):
            cards = range(start, min(start + 2 * CARDS_PER_SHEET, faces), 2)
            for side in (0, 1):
                _add_sheet(sheets, [source.pages[each + side] for each in cards], mirrored=bool(side))
        out = io.BytesIO()
        sheets.save(out, deterministic_id=True)
        return out.getvalue()


def _add_sheet(sheets: pikepdf.Pdf, faces: list[pikepdf.Page], *, mirrored: bool) -> None:
    page = sheets.add_blank_page(page_size=(WIDTH * POINTS_PER_MM, HEIGHT * POINTS_PER_MM))
    forms = pikepdf.Dictionary()
    drawing: list[str] = []
    for place, face in enumerate(faces):
        left, bottom = locate_card(place, mirrored=mirrored)
        name = f"/Card{place}"
        forms[name] = sheets.copy_foreign(face.as_form_xobject())
        drawing += [
            f"q 1 0 0 1 {left * POINTS_PER_MM:.3f} {bottom * POINTS_PER_MM:.3f} cm {name} Do Q",
            *_draw_crop_marks(left, bottom),
        ]
    page.obj.Resources = pikepdf.Dictionary(XObject=forms)
    page.obj.Contents = sheets.make_stream("\n".join(drawing).encode())


def locate_card(place: int, *, mirrored: bool) -> tuple[float, float]:
    """Lower left corner of the card at ``place`` (from 0, row by row), in mm from the sheet's lower left corner."""
    row, column = divmod(place, COLUMNS)
    if mirrored:
        column = COLUMNS - 1 - column
    wide, high = CARD_SIZE
    left = (WIDTH - COLUMNS * wide - (COLUMNS - 1) * CARD_GAP) / 2
    top = (HEIGHT + ROWS * high + (ROWS - 1) * CARD_GAP) / 2
    return left + column * (wide + CARD_GAP), top - high - row * (high + CARD_GAP)


def _draw_crop_marks(left: float, bottom: float) -> list[str]:
    """Two short lines outside each corner."""
    wide, high = CARD_SIZE
    lines = []
    for x, out_x in ((left, -1), (left + wide, 1)):
        for y, out_y in ((bottom, -1), (bottom + high, 1)):
            lines += [
                (x + out_x * AWAY, y, x + out_x * (AWAY + MARK), y),
                (x, y + out_y * AWAY, x, y + out_y * (AWAY + MARK)),
            ]
    drawn = " ".join(
        f"{a * POINTS_PER_MM:.3f} {b * POINTS_PER_MM:.3f} m {c * POINTS_PER_MM:.3f} {d * POINTS_PER_MM:.3f} l"
        for a, b, c, d in lines
    )
    return ["q 0.25 w 0 G", drawn, "S Q"]
