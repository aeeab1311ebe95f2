"""Draws what a reader shows and the file does not: form values and notes that carry no appearance of their own.

ISO 32000 leaves it to the reader to draw the value of a field (12.7.4.3) and most notes (12.5.6) when their ``/AP`` is
missing. Each gets one here, so that they can be flattened into the page and nothing is lost in silence.
"""

from collections.abc import Callable
from dataclasses import replace

import pikepdf
from pikepdf import Array, Dictionary, Name, Stream

from .annotations import (
    build_paint_operators,
    draw_border_and_background,
    draw_check_mark,
    draw_ellipse,
    draw_frame,
    draw_selection_bars,
    draw_underline,
    find_inherited,
    has_appearance,
    has_state,
    list_annotations,
    read_border_width,
    read_box,
    read_colour,
    read_dashes,
    read_default_appearance,
    read_note_words,
    read_numbers,
    read_option_texts,
    read_value_text,
)
from .text_images import LINE_HEIGHT, TextStyle, Typesetter, make_stencil

MULTILINE, PASSWORD, COMB = 1 << 12, 1 << 13, 1 << 24
PUSH_BUTTON, COMBO = 1 << 16, 1 << 17
HIDDEN, NO_VIEW = 1 << 1, 1 << 5
MARK_SUBTYPES = {"/Highlight", "/Underline", "/StrikeOut", "/Squiggly"}


class AppearanceWriter:
    """Adds what is missing to one document, never touching an appearance that is there and counts."""

    def __init__(self, pdf: pikepdf.Pdf, typesetter: Typesetter) -> None:
        self.pdf, self.typesetter = pdf, typesetter
        self.form = pdf.Root.get("/AcroForm", Dictionary())
        self.stale = bool(self.form.get("/NeedAppearances", False)) if isinstance(self.form, Dictionary) else False
        self.added = 0

    def add_missing(self) -> int:
        """How many were added."""
        for page in self.pdf.pages:
            for annotation in list_annotations(page.obj):
                if int(annotation.get("/F", 0)) & (HIDDEN | NO_VIEW):
                    continue
                try:
                    self._add_appearance(annotation)
                except (ValueError, TypeError, KeyError, IndexError, OverflowError, ZeroDivisionError):
                    continue  # a broken note, which no reader draws either
        if self.stale:
            self.form["/NeedAppearances"] = False
        return self.added

    def _add_appearance(self, annotation: Dictionary) -> None:
        subtype = str(annotation.get("/Subtype", ""))
        if subtype == "/Widget":
            self._add_to_field(annotation)
        elif not has_appearance(annotation) and subtype in DRAWERS:
            left, bottom, right, top = read_box(annotation)
            DRAWERS[subtype](self, annotation, (left, bottom, right, top))

    def _add_to_field(self, widget: Dictionary) -> None:
        kind, flags = str(find_inherited(widget, "/FT") or ""), int(find_inherited(widget, "/Ff") or 0)
        left, bottom, right, top = read_box(widget)
        if kind in {"/Tx", "/Ch"} and (self.stale or not has_appearance(widget)):
            options = find_inherited(widget, "/Opt") if kind == "/Ch" else None
            text = read_value_text(find_inherited(widget, "/V"), options)
            if flags & PASSWORD and kind == "/Tx":
                text = "*" * len(text)
            if self.stale and "/AP" in widget:
                del widget["/AP"]
            style, under = self._field_style(widget, flags), draw_border_and_background(widget)
            if kind == "/Ch" and not flags & COMBO:  # a list box shows all that could be chosen, the chosen ones marked
                chosen, lines = text.split("\n"), read_option_texts(options)[int(find_inherited(widget, "/TI") or 0) :]
                style = replace(style, size=style.size or 12, multiline=True)
                under += draw_selection_bars(
                    [line in chosen for line in lines], style.size * LINE_HEIGHT, right - left, top - bottom
                )
                text = "\n".join(lines)
            self._set_text(widget, text, (left, bottom, right, top), style, under)
        elif kind == "/Btn" and (not has_appearance(widget) or (self.stale and not has_state(widget))):
            self._draw_button(widget, flags, (left, bottom, right, top))

    def _draw_button(self, widget: Dictionary, flags: int, box: tuple[float, ...]) -> None:
        """A push button with its words; a check box or radio button with its mark when it is on."""
        around = draw_border_and_background(widget)
        if flags & PUSH_BUTTON:
            look = widget.get("/MK")
            words = str(look.get("/CA", "")) if isinstance(look, Dictionary) else ""
            self._set_text(widget, words, box, replace(self._field_style(widget, 0), align=1), around)
            return
        state = widget.get("/AS") or find_inherited(widget, "/V")
        on = state is not None and str(state) not in {"/Off", "Off", ""}
        mark = draw_check_mark(box[2] - box[0], box[3] - box[1]) if on else ""
        if around or mark:
            self._set_appearance(widget, box, around + mark)

    def _field_style(self, widget: Dictionary, flags: int) -> TextStyle:
        default = str(find_inherited(widget, "/DA") or self.form.get("/DA", ""))
        family, size, colour = read_default_appearance(default)
        length = int(find_inherited(widget, "/MaxLen") or 0)
        return TextStyle(
            family=family,
            size=size,
            align=int(find_inherited(widget, "/Q") or self.form.get("/Q", 0)),
            multiline=bool(flags & MULTILINE),
            comb=length if flags & COMB and 0 < length <= 200 else 0,
            colour=colour,
        )

    # --- notes --------------------------------------------------------------------------------------

    def _draw_words(self, note: Dictionary, box: tuple[float, ...]) -> None:
        """Free text: its words in its box."""
        family, size, colour = read_default_appearance(str(note.get("/DA", "")))
        style = TextStyle(family=family, size=size, align=int(note.get("/Q", 0)), multiline=True, colour=colour)
        around = draw_border_and_background(note) + (draw_frame(colour, box) if read_border_width(note) > 0 else "")
        self._set_text(note, read_note_words(note), box, style, around)

    def _draw_stamp(self, note: Dictionary, box: tuple[float, ...]) -> None:
        words = read_note_words(note) or str(note.get("/Name", "/Draft"))[1:]
        colour = read_colour(note, "/C") or (0.7, 0.1, 0.1)
        size = min(36.0, (box[3] - box[1]) * 0.5)
        self._set_text(
            note, words, box, TextStyle(size=0 if size < 6 else size, align=1, colour=colour), draw_frame(colour, box)
        )

    def _draw_text_note(self, note: Dictionary, box: tuple[float, ...]) -> None:
        """A sticky note: its sign, as readers show it; its words follow on a page of their own."""
        width, height = max(box[2] - box[0], 12), max(box[3] - box[1], 12)
        r, g, b = read_colour(note, "/C") or (1, 0.9, 0.4)
        lines = "".join(
            f"{width * 0.2:.2f} {height * at:.2f} m {width * 0.8:.2f} {height * at:.2f} l S " for at in (0.3, 0.5, 0.7)
        )
        sign = f"{r} {g} {b} rg 0 G 1 w 0.5 0.5 {width - 1:.2f} {height - 1:.2f} re B {lines}"
        self._set_appearance(note, (box[0], box[3] - height, box[0] + width, box[3]), sign, multiply=True)

    def _draw_link(self, note: Dictionary, box: tuple[float, ...]) -> None:
        """The frame that some readers draw around a link, where the file asks for one."""
        line, colour = read_border_width(note), read_colour(note, "/C") or (0, 0, 0)
        if ("/Border" in note or "/BS" in note) and line > 0:
            style = note.get("/BS")
            under = isinstance(style, Dictionary) and str(style.get("/S", "")) == "/U"
            frame = draw_underline(colour, box, line) if under else draw_frame(colour, box, line, read_dashes(note))
            self._set_appearance(note, box, frame)

    def _draw_line(self, note: Dictionary, box: tuple[float, ...]) -> None:
        self._draw_path(note, box, [read_numbers(note.get("/L"))], close=False)

    def _draw_ink(self, note: Dictionary, box: tuple[float, ...]) -> None:
        self._draw_path(note, box, [read_numbers(each) for each in note.get("/InkList", [])], close=False)

    def _draw_polygon(self, note: Dictionary, box: tuple[float, ...]) -> None:
        self._draw_path(note, box, [read_numbers(note.get("/Vertices"))], close=str(note.get("/Subtype")) == "/Polygon")

    def _draw_path(self, note: Dictionary, box: tuple[float, ...], strokes: list[list[float]], close: bool) -> None:
        drawing = build_paint_operators(note, close)
        xs = [x for stroke in strokes for x in stroke[0::2]]
        ys = [y for stroke in strokes for y in stroke[1::2]]
        width = read_border_width(note)
        wide = (min(*xs, box[0]) - width, min(*ys, box[1]) - width, max(*xs, box[2]) + width, max(*ys, box[3]) + width)
        steps = ""
        for stroke in strokes:
            pairs = list(zip(stroke[0::2], stroke[1::2], strict=False))
            for number, (x, y) in enumerate(pairs):
                steps += f"{x - wide[0]:.2f} {y - wide[1]:.2f} {'l' if number else 'm'} "
            steps += "h " if close else ""
        self._set_appearance(note, wide, drawing.replace("PATH", steps))

    def _draw_shape(self, note: Dictionary, box: tuple[float, ...]) -> None:
        inset = read_border_width(note) / 2
        width, height = box[2] - box[0] - 2 * inset, box[3] - box[1] - 2 * inset
        if str(note.get("/Subtype")) == "/Square":
            path = f"{inset:.2f} {inset:.2f} {width:.2f} {height:.2f} re "
        else:
            path = draw_ellipse(inset, inset, width, height)
        self._set_appearance(note, box, build_paint_operators(note, close=True).replace("PATH", path))

    def _draw_mark(self, note: Dictionary, box: tuple[float, ...]) -> None:
        """Highlight, underline, strike-out: over each of the four-cornered areas."""
        kind, (r, g, b) = str(note.get("/Subtype")), read_colour(note, "/C") or (1, 1, 0)
        corners = read_numbers(note.get("/QuadPoints")) or [
            *(box[0], box[3], box[2], box[3], box[0], box[1], box[2], box[1])
        ]
        drawing = f"{r} {g} {b} {'rg' if kind == '/Highlight' else 'RG'} "
        for at in range(0, len(corners) - 7, 8):
            xs, ys = corners[at : at + 8 : 2], corners[at + 1 : at + 8 : 2]
            left, right, low, high = min(xs) - box[0], max(xs) - box[0], min(ys) - box[1], max(ys) - box[1]
            if kind == "/Highlight":
                drawing += f"{left:.2f} {low:.2f} {right - left:.2f} {high - low:.2f} re f "
            else:
                level = (low + high) / 2 if kind == "/StrikeOut" else low + (high - low) * 0.08
                drawing += f"1 w {left:.2f} {level:.2f} m {right:.2f} {level:.2f} l S "
        self._set_appearance(note, box, drawing, multiply=kind == "/Highlight")

    def _draw_caret(self, note: Dictionary, box: tuple[float, ...]) -> None:
        width, height = box[2] - box[0], box[3] - box[1]
        r, g, b = read_colour(note, "/C") or (0, 0, 1)
        self._set_appearance(note, box, f"{r} {g} {b} rg 0 0 m {width / 2:.2f} {height:.2f} l {width:.2f} 0 l f")

    # --- putting it into the file ---------------------------------------------------------------------

    def _set_text(
        self, annotation: Dictionary, text: str, box: tuple[float, ...], style: TextStyle, under: str
    ) -> None:
        width, height, pad = box[2] - box[0], box[3] - box[1], 2.0
        turn = read_turn(annotation)
        if turn % 180:
            width, height = height, width
        image = self.typesetter.draw_text(text, width - 2 * pad, height, style)
        if image is None:
            if under:
                self._set_appearance(annotation, box, under)
            return
        r, g, b = style.colour
        words = f"q {r} {g} {b} rg {width - 2 * pad:.2f} 0 0 {height:.2f} {pad} 0 cm /Words Do Q"
        resources = Dictionary(XObject=Dictionary(Words=make_stencil(self.pdf, image)))
        if turn:
            words = f"q {TURN_MATRICES[turn].format(w=box[2] - box[0], h=box[3] - box[1])} cm {words} Q"
        self._set_appearance(annotation, box, under + words, resources)

    def _set_appearance(
        self,
        annotation: Dictionary,
        box: tuple[float, ...],
        drawing: str,
        resources: Dictionary | None = None,
        multiply: bool = False,
    ) -> None:
        resources = resources or Dictionary()
        opacity = min(1.0, max(0.0, float(annotation.get("/CA", 1))))
        if multiply or opacity < 1:
            over = Dictionary(ca=opacity, CA=opacity)
            if multiply:
                over["/BM"] = Name.Multiply
            resources["/ExtGState"] = Dictionary(Over=over)
            drawing = "/Over gs " + drawing
        form = Stream(self.pdf, f"q {drawing} Q".encode())
        form.update(
            {
                "/Type": Name.XObject,
                "/Subtype": Name.Form,
                "/BBox": Array([0, 0, round(box[2] - box[0], 3), round(box[3] - box[1], 3)]),
                "/Resources": resources,
            }
        )
        annotation["/Rect"] = Array([round(each, 3) for each in box])
        annotation["/AP"] = Dictionary(N=self.pdf.make_indirect(form))
        if "/AS" in annotation:
            del annotation["/AS"]
        self.added += 1


# How a field that stands on its side is put upright: operands of cm, by /MK /R counterclockwise.
TURN_MATRICES = {90: "0 1 -1 0 {w:.2f} 0", 180: "-1 0 0 -1 {w:.2f} {h:.2f}", 270: "0 -1 1 0 0 {h:.2f}"}


def read_turn(annotation: Dictionary) -> int:
    look = annotation.get("/MK")
    turn = int(look.get("/R", 0)) % 360 if isinstance(look, Dictionary) else 0
    return turn if turn in TURN_MATRICES else 0


DRAWERS: dict[str, Callable[[AppearanceWriter, Dictionary, tuple[float, ...]], None]] = {
    "/FreeText": AppearanceWriter._draw_words,
    "/Stamp": AppearanceWriter._draw_stamp,
    "/Text": AppearanceWriter._draw_text_note,
    "/FileAttachment": AppearanceWriter._draw_text_note,
    "/Link": AppearanceWriter._draw_link,
    "/Line": AppearanceWriter._draw_line,
    "/Ink": AppearanceWriter._draw_ink,
    "/Polygon": AppearanceWriter._draw_polygon,
    "/PolyLine": AppearanceWriter._draw_polygon,
    "/Square": AppearanceWriter._draw_shape,
    "/Circle": AppearanceWriter._draw_shape,
    "/Caret": AppearanceWriter._draw_caret,
    **dict.fromkeys(MARK_SUBTYPES, AppearanceWriter._draw_mark),
}
