"""The typefaces for text whose own is not in the PDF, held in memory: in isolation no file can be opened.

PDFium asks for a substitute through ``FPDF_SYSFONTINFO``. The families are fixed and come from Debian packages
(fonts-liberation, fonts-dejavu-core, fonts-droid-fallback), so that a document looks the same wherever it is drawn.
"""

import ctypes
from dataclasses import dataclass, field
from pathlib import Path

import pypdfium2.raw as pdfium

FONT_FOLDERS = (Path("/usr/share/fonts"), Path("/usr/local/share/fonts"))
# Windows' numbers of character sets, as PDFium uses them.
JAPANESE, KOREAN, CHINESE, TAIWANESE, HEBREW, ARABIC, THAI = 128, 129, 134, 136, 177, 178, 222
EAST_ASIAN = {JAPANESE, KOREAN, CHINESE, TAIWANESE}
FIXED_PITCH, ROMAN = 1, 16
STYLE_NAMES = {(False, False): "Regular", (True, False): "Bold", (False, True): "Italic", (True, True): "BoldItalic"}
SERIF_WORDS = ("times", "serif", "roman", "georgia", "garamond", "cambria", "book", "palatino", "minion", "mincho")
FIXED_WORDS = ("courier", "mono", "consol", "typewriter")


@dataclass
class Typefaces:
    """Every typeface of the packages that this machine has, by its file's name."""

    contents: dict[str, bytes] = field(default_factory=dict)

    @classmethod
    def load(cls, folders: list[Path]) -> "Typefaces":
        found = cls()
        for folder in (*folders, *FONT_FOLDERS):
            for pattern in ("Liberation*.ttf", "DejaVu*.ttf", "DroidSansFallbackFull.ttf"):
                for path in sorted(folder.rglob(pattern)):
                    found.contents.setdefault(path.name, path.read_bytes())
        return found

    def choose(self, face: str, weight: int, italic: bool, charset: int, pitch_family: int) -> str:
        """The file that stands in best; empty when there is none at all."""
        words = face.lower()
        same = next(
            (name for name in self.contents if name.startswith(f"{face}.") or name == f"{face}-Regular.ttf"), ""
        )
        if same:
            return same
        bold = weight >= 600 or "bold" in words
        italic = italic or "italic" in words or "oblique" in words
        fixed = bool(pitch_family & FIXED_PITCH) or any(word in words for word in FIXED_WORDS)
        roman = "sans" not in words and (bool(pitch_family & ROMAN) or any(word in words for word in SERIF_WORDS))
        family = "Mono" if fixed else "Serif" if roman else "Sans"
        heavy = "-Bold" if bold else ""
        wanted = [f"Liberation{family}-{STYLE_NAMES[bold, italic]}.ttf", f"DejaVuSans{heavy}.ttf", "DejaVuSans.ttf"]
        if charset in EAST_ASIAN:
            wanted.insert(0, "DroidSansFallbackFull.ttf")
        elif charset in {ARABIC, HEBREW}:
            wanted = wanted[1:]
        return next((name for name in wanted if name in self.contents), "")


class FontInfo:
    """Answers PDFium's questions about system typefaces from memory. Keep the object alive as long as PDFium."""

    def __init__(self, typefaces: Typefaces) -> None:
        self.typefaces = typefaces
        self.names = sorted(typefaces.contents)
        types = dict(pdfium.FPDF_SYSFONTINFO._fields_)
        self.info = pdfium.FPDF_SYSFONTINFO(
            version=1,
            Release=types["Release"](lambda _info: None),
            EnumFonts=types["EnumFonts"](lambda _info, _mapper: None),
            MapFont=types["MapFont"](self._map_font),
            GetFont=types["GetFont"](self._get_font),
            GetFontData=types["GetFontData"](self._get_font_data),
            GetFaceName=types["GetFaceName"](self._get_face_name),
            GetFontCharset=types["GetFontCharset"](lambda _info, _font: 1),
            DeleteFont=types["DeleteFont"](lambda _info, _font: None),
        )

    def install(self) -> None:
        pdfium.FPDF_SetSystemFontInfo(ctypes.byref(self.info))

    def _map_font(self, _info, weight, italic, charset, pitch_family, face, exact) -> int | None:
        name = self.typefaces.choose(_read_text(face), weight, bool(italic), charset, pitch_family)
        return self.names.index(name) + 1 if name else None

    def _get_font(self, _info, _face) -> int | None:
        return None

    def _get_font_data(self, _info, handle, table, buffer, size) -> int:
        """The whole file for table 0, else the one table of it; the length in any case."""
        content = self.typefaces.contents[self.names[int(handle) - 1]]
        if table:
            content = read_font_table(content, table)
        if buffer and size >= len(content) > 0:
            ctypes.memmove(buffer, content, len(content))
        return len(content)

    def _get_face_name(self, _info, handle, buffer, size) -> int:
        name = self.names[int(handle) - 1].partition(".")[0].encode() + b"\0"
        if buffer and size >= len(name):
            ctypes.memmove(buffer, name, len(name))
        return len(name)


def read_font_table(content: bytes, tag: int) -> bytes:
    """One table of a TrueType file; empty when it has none of that name."""
    wanted = tag.to_bytes(4, "big")
    for number in range(int.from_bytes(content[4:6], "big")):
        entry = content[12 + 16 * number : 28 + 16 * number]
        if entry[:4] == wanted:
            start = int.from_bytes(entry[8:12], "big")
            return content[start : start + int.from_bytes(entry[12:16], "big")]
    return b""


def _read_text(pointer) -> str:
    raw = ctypes.cast(pointer, ctypes.c_char_p).value if pointer else b""
    return (raw or b"").decode("utf-8", "replace")
