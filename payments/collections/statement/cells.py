"""One cell of each column to its value: what is clear is read, what is not says why."""

import re
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from stdnum.tr import tckimlik

from payments.models import TaxCode
from payments.references import is_reference

from .headings import MONTH_NUMBERS, fold_letters
from .rows import Cell, fold_digits, format_cell
from .statement_findings import UnreadableError

SCIENTIFIC = re.compile(r"[+-]?\d+(?:[.,]\d*)?\s*[eE]\s*[+-]?\d+")
SURELY_SCIENTIFIC = re.compile(r"[+-]?\d+(?:[.,]\d*\s*[eE]\s*[+-]?|\s*[eE]\s*[+-])\d+")  # "12E45" can be a number
ERROR_VALUE = re.compile(r"#(?:#+|[A-ZÇĞİÖŞÜ0-9/]+[!?]?|)", re.IGNORECASE)
FORMULA_TEXT = re.compile(r'=\s*"(.*)"', re.DOTALL)
GROUPED_DIGITS = re.compile(r"\d{1,3}(?:[.,'’ ]\d{3})+")
DATE_LIKE = re.compile(
    r"[^\W\d_]{3,8}[.\-/ ]\d{1,4}"  # Kas.26
    r"|\d{1,4}[.\-/ ]?[^\W\d_]{3,8}[.\-/ ]?\d{0,4}"  # 10.Kas, 10-Nov-26
)
MAX_DIGITS = 15  # of a number in a spreadsheet; those after them become zeros
MAX_KURUS = 10**13  # a hundred billion lira
YES_WORDS = frozenset({"e", "evet", "1", "true", "dogru", "yes", "y", "var"})
NO_WORDS = frozenset({"", "h", "hayir", "0", "false", "yanlis", "no", "n", "yok"})
REPLACEMENT_CHARACTER = "\ufffd"


@dataclass
class CellReading:
    """What a cell came to. ``notes``: how it was mended; ``doubt``: why it is hardly right though it reads well."""

    value: Any
    notes: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    doubt: tuple[str, dict[str, Any]] | None = None

    def note(self, code: str, **params: Any) -> None:
        self.notes.append((code, params))

    def suspect(self, code: str, **params: Any) -> None:
        self.doubt = self.doubt or (code, params)


def read_text(cell: Cell) -> CellReading:
    """The text of a cell without the marks that keep a spreadsheet from counting. Raises ``UnreadableError``."""
    text = format_cell(cell)
    found = CellReading(text)
    if wrapped := FORMULA_TEXT.fullmatch(text):
        text = wrapped[1].replace('""', '"').strip()
        found.note("formula_text")
    elif text.startswith("=") and len(text) > 1:
        raise UnreadableError("formula")
    if text[:1] in "'’`" and len(text) > 1:
        text = text[1:].strip()
        found.note("apostrophe")
    if ERROR_VALUE.fullmatch(text):
        raise UnreadableError("error_value")
    if not text.isprintable():
        raise UnreadableError("unreadable")
    found.value = text
    return found


def read_digits(cell: Cell) -> CellReading:
    """A number of digits as text; whatever else the cell holds stays as it is for the caller to judge."""
    _refuse_other_kinds(cell)
    if isinstance(cell, int | float):
        if isinstance(cell, float) and not cell.is_integer():
            raise UnreadableError("fraction")
        if abs(cell) >= 10**MAX_DIGITS:
            raise UnreadableError("rounded")
        return CellReading(str(int(cell)), [("number_cell", {})])
    found = read_text(cell)
    text = fold_digits(found.value)
    if SCIENTIFIC.fullmatch(text):
        raise UnreadableError("scientific")
    if GROUPED_DIGITS.fullmatch(text):
        text = re.sub(r"\D", "", text)
        found.note("separators")
    elif ends := re.fullmatch(r"(\d+)[.,]0{1,2}", text):
        text = ends[1]
        found.note("decimals")
    elif re.search(r"\d[ \-‐-―]+\d", text) and (joined := re.sub(r"[ \-‐-―]", "", text)).isdigit():
        text = joined
        found.note("separators")
    elif re.fullmatch(r"\d+[.,]\d+", text):
        raise UnreadableError("fraction")
    found.value = text
    return found


def _refuse_other_kinds(cell: Cell) -> None:
    if isinstance(cell, bool):
        raise UnreadableError("unreadable")
    if cell is not None and not isinstance(cell, str | int | float):
        raise UnreadableError("date_for_number")


def read_collection_id(cell: Cell) -> CellReading:
    """GİB's own number, whose form nobody has published: only what a spreadsheet does to numbers is seen."""
    _refuse_other_kinds(cell)
    found = read_digits(cell) if isinstance(cell, int | float) else read_text(cell)
    text = found.value
    if not text:
        raise UnreadableError("required")
    if SURELY_SCIENTIFIC.fullmatch(text):
        raise UnreadableError("scientific")
    if len(text) > 64:
        raise UnreadableError("too_long", n=64)
    if re.fullmatch(r"\d{1,3}(?:[.,' ]\d{3}){2,}", text):
        found.suspect("grouped_id")
    elif text.isdigit() and len(text) > MAX_DIGITS + 1 and not text[MAX_DIGITS:].strip("0"):
        found.suspect("rounded")
    elif DATE_LIKE.fullmatch(text) and re.search(r"\D", text) and _has_month(text):
        found.suspect("date_for_number")
    elif REPLACEMENT_CHARACTER in text:
        found.suspect("broken_letters")
    return found


def _has_month(text: str) -> bool:
    return any(fold_letters(word)[:3] in MONTH_NUMBERS for word in re.findall(r"[^\W\d_]{3,}", text))


def read_collector(cell: Cell) -> CellReading:
    """A bank's code of four digits, IVD, or a name."""
    _refuse_other_kinds(cell)
    if isinstance(cell, int | float) or re.fullmatch(r"[\d.,]+(?:[eE]\+?\d+)?", format_cell(cell)):
        found = read_digits(cell)
        if found.value.isdigit() and 0 < len(found.value) < 4:
            found.value = found.value.zfill(4)
            found.note("zeros_restored", value=found.value)
        return found
    found = read_text(cell)
    mended = _repair_encoding(found.value)
    if mended != found.value:
        found.value = mended
        found.note("letters_restored", value=mended)
    if REPLACEMENT_CHARACTER in mended:
        found.suspect("broken_letters")
    if len(mended) > 64:
        raise UnreadableError("too_long", n=64)
    return found


def _repair_encoding(text: str) -> str:
    """UTF-8 that was read as Windows-1254 or 1252 on its way, as it was; any other text as it is."""
    if text.isascii():
        return text
    for charset in ("windows-1254", "windows-1252"):
        try:
            return text.encode(charset).decode("utf-8")
        except (UnicodeEncodeError, UnicodeDecodeError):
            continue
    return text


def read_tax_code(cell: Cell) -> CellReading:
    found = read_digits(cell)
    if not found.value:
        raise UnreadableError("required")
    if not re.fullmatch(r"[0-9]{1,20}", found.value):
        raise UnreadableError("unreadable")
    if found.value not in TaxCode.values:
        found.suspect("unknown_code")
    return found


def read_foreigner_id(cell: Cell) -> CellReading:
    """The payer's identity number. A payer can have said it wrong at a counter, and then GİB's record is wrong too."""
    found = read_digits(cell)
    text = found.value
    if len(text) > 40:
        raise UnreadableError("too_long", n=40)
    if not text:
        found.suspect("no_person")
    elif not re.fullmatch("[0-9]+", text):
        found.suspect("not_digits")
    elif len(text) != 11:
        found.suspect("person_length", n=len(text))
    elif text.startswith("98"):
        found.suspect("old_person")
    elif not text.startswith("99"):
        found.suspect("not_foreigner")
    elif text.endswith("00000"):
        found.suspect("rounded")
    elif not tckimlik.is_valid(text):
        found.suspect("person_check")
    return found


def read_reference(cell: Cell) -> CellReading:
    """The payment's own number; a bank's counter knows none."""
    found = read_digits(cell)
    text = found.value
    if text in {"-", "–", "—"}:
        text = ""
    if len(text) > 40:
        raise UnreadableError("too_long", n=40)
    found.value = text or None
    if not text:
        return found
    if not re.fullmatch("[0-9]+", text):
        found.suspect("not_digits")
    elif len(text) != 14:
        found.suspect("reference_length", n=len(text))
    elif text.endswith("0" * 8):
        found.suspect("rounded")  # 2,60E+13 written out has the right check digit by chance
    elif not is_reference(text):
        found.suspect("reference_check")
    return found


def read_reversal(cell: Cell) -> CellReading:
    text = "1" if cell is True else "0" if cell is False else fold_letters(read_text(cell).value)
    if re.fullmatch(r"[01]0?", text) and isinstance(cell, float):
        text = text[0]
    if text not in YES_WORDS | NO_WORDS:
        raise UnreadableError("mark")
    return CellReading(text in YES_WORDS)


def read_amount(cell: Cell, *, reversal: bool) -> CellReading:
    """Kuruş, always positive. A minus is clear beside a reversal's mark and nowhere else."""
    if isinstance(cell, bool) or (cell is not None and not isinstance(cell, str | int | float)):
        raise UnreadableError("amount")
    found = CellReading(None)
    if isinstance(cell, int | float):
        kurus, negative = _parse_kurus_number(cell), cell < 0
    else:
        found = read_text(cell)
        kurus, negative = _parse_kurus_text(found)
    if negative and not reversal:
        raise UnreadableError("negative")
    if negative:
        found.note("minus_dropped")
    if kurus <= 0:
        raise UnreadableError("not_positive")
    if kurus > MAX_KURUS:
        raise UnreadableError("too_much")
    found.value = kurus
    return found


def _parse_kurus_number(cell: int | float) -> int:
    exact = abs(Decimal(repr(cell)) * 100)
    if not exact.is_finite() or exact > MAX_KURUS * 10:
        raise UnreadableError("too_much")
    kurus = round(exact)
    if abs(exact - kurus) > Decimal("0.000001"):
        raise UnreadableError("amount_fraction")
    return kurus


def _parse_kurus_text(found: CellReading) -> tuple[int, bool]:
    text = fold_digits(found.value).replace("−", "-").replace("–", "-")
    text = re.sub(r"^(?:TL|TRY|₺)\s*|\s*(?:TL|TRY|₺|YTL)$", "", text, flags=re.IGNORECASE).strip()
    if not text:
        raise UnreadableError("required")
    if SCIENTIFIC.fullmatch(text):
        raise UnreadableError("scientific")
    negative = text.startswith("-") or text.endswith("-") or (text[0], text[-1]) == ("(", ")")
    text = re.sub(r"^[+\-(]\s*|\s*[\-)]$", "", text)
    if re.search(r"\d \d", text):
        if not re.fullmatch(r"\d{1,3}(?: \d{3})+(?:[.,]\d{1,2})?", text):
            raise UnreadableError("amount")
        text = text.replace(" ", "")
        found.note("separators")
    whole, part = _split_amount(text)
    if re.fullmatch(r"(?:\d{1,3}(?:,\d{3})+|\d+)\.\d{1,2}", text):
        found.note("english_amount", value=f"{int(whole):,}".replace(",", ".") + "," + part.ljust(2, "0"))
    return int(whole) * 100 + int(part.ljust(2, "0")), negative


def _split_amount(text: str) -> tuple[str, str]:
    """Lira and kuruş as digits. Three digits after one comma could be thousands or a third decimal."""
    forms = (
        r"(\d{1,3}(?:\.\d{3})+|\d{1,15})(?:,(\d{1,2})0*)?",  # 12.574,90
        r"(\d{1,3}(?:,\d{3})+|\d{1,15})\.(\d{1,2})",  # 12,574.90
        r"(\d{1,15})\.(\d{2})00+",  # 12574.9000
        r"(\d{1,3}(?:,\d{3}){2,})()",  # 1,257,490
    )
    if re.fullmatch(r"\d{1,3},\d{3}", text):
        raise UnreadableError("amount_unclear")
    for form in forms:
        if match := re.fullmatch(form, text):
            return re.sub(r"\D", "", match[1]), match[2] or ""
    if re.fullmatch(r"\d+[.,]\d{3,}", text):
        raise UnreadableError("amount_fraction")
    raise UnreadableError("amount")
