"""The words of notes and comments, written onto the page where it is empty.

Readers show them when somebody points at the note; on paper and in the officer's picture nobody can. So the words are
put beside their sign, in a free place, or else where the sign stands: rather over something than lost.
"""

from pikepdf import Array, Dictionary, Name, Page, Pdf, Stream
from PIL import Image

from .annotations import list_annotations, read_box, read_note_words
from .page_drawing import measure_light_spread
from .text_images import LINE_HEIGHT, TextStyle, Typesetter, make_stencil

COMMENTED_SUBTYPES = {
    *("/Text", "/Highlight", "/Underline", "/StrikeOut", "/Squiggly", "/Caret", "/Ink"),
    *("/Square", "/Circle", "/Line", "/Polygon", "/PolyLine", "/FileAttachment"),
}
HIDDEN, NO_VIEW = 1 << 1, 1 << 5
SIZE, WIDTH, PAD = 8.0, 170.0, 3.0
MAX_NOTES, MAX_COMMENT_LENGTH = 60, 1200
# Of a drawing that is to stand upright on a page that readers turn so many degrees clockwise.
TURN_MATRICES = {0: [1, 0, 0, 1, 0, 0], 90: [0, 1, -1, 0, 0, 0], 180: [-1, 0, 0, -1, 0, 0], 270: [0, -1, 1, 0, 0, 0]}
Box = tuple[float, float, float, float]


def list_comments(page: Page) -> list[tuple[Box, str]]:
    """Where each note stands and what it says."""
    found = []
    for note in list_annotations(page.obj):
        if int(note.get("/F", 0)) & (HIDDEN | NO_VIEW) or str(note.get("/Subtype", "")) not in COMMENTED_SUBTYPES:
            continue
        try:
            words = read_note_words(note)[:MAX_COMMENT_LENGTH]
            if words:
                found.append((read_box(note), words))
        except (KeyError, ValueError, TypeError):
            continue
    return found[:MAX_NOTES]


def write_comments(pdf: Pdf, page: Page, drawing: Image.Image | None, typesetter: Typesetter) -> None:
    """Add each comment's words to the page as a note of its own. ``drawing`` is the page as it looks before."""
    left, bottom, right, top = (float(each) for each in page.cropbox)
    limits = (min(left, right), min(bottom, top), max(left, right), max(bottom, top))
    turn = int(page.obj.get("/Rotate", 0)) % 360
    turn = turn if turn in TURN_MATRICES else 0
    if drawing is not None and turn:  # back to how the page lies in the file; notes are placed there
        drawing = drawing.rotate(turn, expand=True)
    taken: list[Box] = []
    for sign, words in list_comments(page):
        font = typesetter.font(typesetter.choose_typeface(words, "Sans"), round(SIZE * 6))
        lines = typesetter.break_lines(words, font, (WIDTH - 2 * PAD) * 6)
        wide = min(WIDTH, max(font.getlength(line) for line in lines) / 6 + 2 * PAD + 2)
        size = (wide, len(lines) * SIZE * LINE_HEIGHT + 2 * PAD)
        box = find_free_place(sign, size[::-1] if turn % 180 else size, limits, drawing, taken)
        taken.append(box)
        add_note(pdf, page, box, words, typesetter, turn)


def find_free_place(
    sign: Box, size: tuple[float, float], limits: Box, drawing: Image.Image | None, taken: list[Box]
) -> Box:
    """The nearest free place to the sign, beside it first; beside it in any case when there is none."""
    wide, high = size
    beside = [
        (sign[2] + 4, sign[3] - high),
        (sign[0] - 4 - wide, sign[3] - high),
        (sign[0], sign[1] - 4 - high),
        (sign[0], sign[3] + 4),
    ]
    grid = [
        (x, y)
        for x in range(int(limits[0]) + 8, int(limits[2] - wide), 24)
        for y in range(int(limits[1]) + 8, int(limits[3] - high), 12)
    ]
    grid.sort(key=lambda place: abs(place[0] - sign[2]) + abs(place[1] - sign[1]))
    for x, y in [*beside, *grid]:
        box = (x, y, x + wide, y + high)
        inside = box[0] >= limits[0] and box[1] >= limits[1] and box[2] <= limits[2] and box[3] <= limits[3]
        if inside and not any(has_overlap(box, other) for other in taken) and is_free(box, limits, drawing):
            return box
    x, y = max(limits[0], min(beside[0][0], limits[2] - wide)), max(limits[1], min(beside[0][1], limits[3] - high))
    return x, y, x + wide, y + high


def is_free(box: Box, limits: Box, drawing: Image.Image | None) -> bool:
    if drawing is None:
        return True
    across, down = drawing.width / (limits[2] - limits[0]), drawing.height / (limits[3] - limits[1])
    part = drawing.crop(
        (
            int((box[0] - limits[0]) * across),
            int((limits[3] - box[3]) * down),
            int((box[2] - limits[0]) * across) + 1,
            int((limits[3] - box[1]) * down) + 1,
        )
    )
    return measure_light_spread(part) < 16


def has_overlap(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def add_note(pdf: Pdf, page: Page, box: Box, words: str, typesetter: Typesetter, turn: int) -> None:
    """``turn`` is how far readers turn the page clockwise; the words stand upright after it."""
    wide, high = box[2] - box[0], box[3] - box[1]
    if turn % 180:
        wide, high = high, wide
    inner = (wide - 2 * PAD, high - 2 * PAD)
    image = typesetter.draw_text(words, *inner, TextStyle(size=SIZE, multiline=True))
    if image is None:
        return
    drawing = (
        f"/Over gs 1 0.97 0.75 rg 0.7 0.6 0.2 RG 0.5 w 0.25 0.25 {wide - 0.5:.2f} {high - 0.5:.2f} re B "
        f"q 0 g {inner[0]:.2f} 0 0 {inner[1]:.2f} {PAD} {PAD} cm /Words Do Q"
    )
    form = Stream(pdf, f"q {drawing} Q".encode())
    form.update(
        {
            "/Type": Name.XObject,
            "/Subtype": Name.Form,
            "/BBox": Array([0, 0, round(wide, 3), round(high, 3)]),
            "/Matrix": Array(TURN_MATRICES[turn]),
            "/Resources": Dictionary(
                XObject=Dictionary(Words=make_stencil(pdf, image)),
                ExtGState=Dictionary(Over=Dictionary(BM=Name.Multiply)),
            ),
        }
    )
    note = Dictionary(
        Type=Name.Annot,
        Subtype=Name.Stamp,
        F=4,
        Rect=Array([round(each, 3) for each in box]),
        AP=Dictionary(N=pdf.make_indirect(form)),
    )
    page.obj.Annots.append(pdf.make_indirect(note))
