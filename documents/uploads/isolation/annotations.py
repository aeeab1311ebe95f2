"""What a PDF says of its notes and form fields: boxes, colours, inherited values, operators that draw them."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any

from pikepdf import Array, Dictionary, Stream

Colour = tuple[float, float, float]
MAX_RICH_TEXT = 64 * 1024  # characters


def list_annotations(page: Dictionary) -> Iterator[Dictionary]:
    notes = page.get("/Annots")
    if isinstance(notes, Array):
        yield from (each for each in notes if isinstance(each, Dictionary))


def has_appearance(annotation: Dictionary) -> bool:
    """Whether something would be drawn: a stream, or the stream of the present state."""
    appearance = annotation.get("/AP")
    normal = appearance.get("/N") if isinstance(appearance, Dictionary) else None
    if isinstance(normal, Stream):
        return True
    return isinstance(normal, Dictionary) and len(normal) > 0


def has_state(widget: Dictionary) -> bool:
    """Whether a button that is drawn in one way for each state has a drawing for its present one."""
    normal: Any = widget.AP.get("/N")
    return isinstance(normal, Stream) or isinstance(normal.get(str(widget.get("/AS", "/Off"))), Stream)


def find_inherited(field: Dictionary, key: str) -> Any:
    """A value of the field or of the nearest parent that has it."""
    for _level in range(32):
        if key in field:
            return field[key]
        parent = field.get("/Parent")
        if not isinstance(parent, Dictionary):
            return None
        field = parent
    return None


def read_value_text(value: Any, options: Any = None) -> str:
    """The words of a field's value; of a choice, the words that stand for it."""
    if isinstance(value, Stream):
        return value.read_bytes().decode("utf-8", "replace")
    if isinstance(value, Array):
        return "\n".join(read_value_text(each, options) for each in value)
    text = "" if value is None else str(value)
    for option in options if isinstance(options, Array) else []:
        if isinstance(option, Array) and len(option) == 2 and str(option[0]) == text:
            return str(option[1])
    return text


class RichTextParser(HTMLParser):
    """Collects the words of rich text (ISO 32000-2, 12.7.4.3.4), a line for each paragraph."""

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in {"p", "br", "div", "li"}:
            self.words.append("\n")

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def read_note_words(note: Dictionary) -> str:
    """What a note says, in plain words or, where it has none, in rich text."""
    words = read_value_text(note.get("/Contents")).strip()
    if words or "/RC" not in note:
        return words
    parser = RichTextParser()
    parser.feed(read_value_text(note.get("/RC"))[:MAX_RICH_TEXT])
    parser.close()
    lines = (" ".join(line.split()) for line in "".join(parser.words).split("\n"))
    return "\n".join(line for line in lines if line)


def read_option_texts(options: Any) -> list[str]:
    """The words of each choice, as a reader shows them."""
    if not isinstance(options, Array):
        return []
    return [str(each[1]) if isinstance(each, Array) and len(each) == 2 else str(each) for each in options]


def read_box(annotation: Dictionary) -> tuple[float, float, float, float]:
    x1, y1, x2, y2 = read_numbers(annotation["/Rect"])[:4]
    return min(x1, x2), min(y1, y2), max(x1, x2), max(y1, y2)


def read_numbers(values: Any) -> list[float]:
    return [float(each) for each in values] if isinstance(values, Array) else []


def read_colour(annotation: Dictionary, key: str) -> Colour | None:
    return to_rgb(read_numbers(annotation.get(key)))


def to_rgb(values: list[float]) -> Colour | None:
    if len(values) == 1:
        return values[0], values[0], values[0]
    if len(values) == 3:
        return values[0], values[1], values[2]
    if len(values) == 4:
        c, m, y, k = values
        return (1 - c) * (1 - k), (1 - m) * (1 - k), (1 - y) * (1 - k)
    return None


def read_default_appearance(words: str) -> tuple[str, float, Colour]:
    """Family, size and colour of a ``/DA`` string such as ``/Helv 14 Tf 0 g``."""
    font = re.search(r"/(\S+)\s+(-?[\d.]+)\s+Tf", words)
    name, size = (font[1].lower(), abs(float(font[2]))) if font else ("helv", 0.0)
    family = "Mono" if "cour" in name or "mono" in name else "Serif" if "ti" in name or "serif" in name else "Sans"
    painted = re.findall(r"((?:[\d.]+\s+){1,4})(g|rg|k)\b", words)
    colour = to_rgb([float(each) for each in painted[-1][0].split()]) if painted else None
    return family, size, colour or (0, 0, 0)


def read_border_width(note: Dictionary) -> float:
    style, border = note.get("/BS"), note.get("/Border")
    if isinstance(style, Dictionary):
        return float(style.get("/W", 1))
    return float(border[2]) if isinstance(border, Array) and len(border) > 2 else 1.0


def read_dashes(note: Dictionary) -> str:
    """The operator that breaks the line of a border, where the note asks for it; else nothing."""
    style, border = note.get("/BS"), note.get("/Border")
    dashes: list[float] = []
    if isinstance(style, Dictionary):
        dashes = read_numbers(style.get("/D", Array([3]))) if str(style.get("/S", "")) == "/D" else []
    elif isinstance(border, Array) and len(border) > 3:
        dashes = read_numbers(border[3])
    usable = dashes and all(each >= 0 for each in dashes) and any(dashes)
    return f"[{' '.join(f'{each:.2f}' for each in dashes[:8])}] 0 d " if usable else ""


def draw_border_and_background(annotation: Dictionary) -> str:
    """The box of a field or of free text, as its ``/MK`` or colours say."""
    look = annotation.get("/MK")
    left, bottom, right, top = read_box(annotation)
    if isinstance(look, Dictionary):
        ground, edge = to_rgb(read_numbers(look.get("/BG"))), to_rgb(read_numbers(look.get("/BC")))
    else:
        ground, edge = (read_colour(annotation, "/C"), None) if "/FT" not in annotation else (None, None)
    drawing = ""
    if ground:
        drawing += f"q {ground[0]} {ground[1]} {ground[2]} rg 0 0 {right - left:.2f} {top - bottom:.2f} re f Q "
    if edge:
        drawing += draw_frame(edge, (left, bottom, right, top))
    return drawing


def draw_frame(colour: Colour, box: tuple[float, ...], line: float = 1, dashes: str = "") -> str:
    width, height, inset = box[2] - box[0] - line, box[3] - box[1] - line, line / 2
    path = f"{inset:.2f} {inset:.2f} {width:.2f} {height:.2f} re"
    return f"q {colour[0]} {colour[1]} {colour[2]} RG {line:.2f} w {dashes}{path} S Q "


def draw_underline(colour: Colour, box: tuple[float, ...], line: float) -> str:
    path = f"0 {line / 2:.2f} m {box[2] - box[0]:.2f} {line / 2:.2f} l"
    return f"q {colour[0]} {colour[1]} {colour[2]} RG {line:.2f} w {path} S Q "


def build_paint_operators(note: Dictionary, close: bool) -> str:
    """The operators around PATH that stroke and fill it as the note says."""
    line, ground, width = read_colour(note, "/C"), read_colour(note, "/IC") if close else None, read_border_width(note)
    stroke = line if width > 0 else None
    if not ground and not stroke:
        stroke = (0, 0, 0)
    drawing = f"{width or 1} w 1 J 1 j "
    drawing += f"{ground[0]} {ground[1]} {ground[2]} rg " if ground else ""
    drawing += f"{stroke[0]} {stroke[1]} {stroke[2]} RG " if stroke else ""
    return drawing + "PATH " + ("B" if ground and stroke else "f" if ground else "S")


def draw_ellipse(x: float, y: float, width: float, height: float) -> str:
    k = 0.5523
    rx, ry = width / 2, height / 2
    cx, cy = x + rx, y + ry
    arcs = ((1, 0, 0, 1), (0, 1, -1, 0), (-1, 0, 0, -1), (0, -1, 1, 0))
    path = f"{cx + rx:.2f} {cy:.2f} m "
    for ax, ay, bx, by in arcs:
        first = (cx + rx * (ax + k * bx), cy + ry * (ay + k * by))
        second = (cx + rx * (bx + k * ax), cy + ry * (by + k * ay))
        end = (cx + rx * bx, cy + ry * by)
        path += " ".join(f"{each:.2f}" for pair in (first, second, end) for each in pair) + " c "
    return path + "h "


def draw_check_mark(width: float, height: float) -> str:
    return (
        f"1.5 w {width * 0.2:.2f} {height * 0.5:.2f} m {width * 0.42:.2f} {height * 0.22:.2f} l "
        f"{width * 0.8:.2f} {height * 0.8:.2f} l S"
    )


def draw_selection_bars(chosen: list[bool], step: float, width: float, height: float) -> str:
    """A bar behind each chosen line of a list, as far as the box goes."""
    drawing = ""
    for number, marked in enumerate(chosen):
        low = height - (number + 1) * step
        if marked and low + step > 0:
            drawing += f"q 0.6 0.75 0.86 rg 1 {max(low, 0):.2f} {width - 2:.2f} {min(step, low + step):.2f} re f Q "
    return drawing
