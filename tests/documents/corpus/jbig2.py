"""JBIG2 (ITU-T T.88) as office scanners write it: whole pages in T.6 or arithmetic code, or pages made of symbols.

No package of Debian 12 encodes it. The coders here are small and slow; they are for pictures of a few lines.
"""

import struct
from collections import defaultdict
from collections.abc import Iterable, Sequence

from PIL import Image

from .writing import encode_fax

# T.88 table E.1: probability, next state after the likely and the unlikely symbol, and whether they change places.
STATES = [
    (0x5601, 1, 1, 1), (0x3401, 2, 6, 0), (0x1801, 3, 9, 0), (0x0AC1, 4, 12, 0), (0x0521, 5, 29, 0),
    (0x0221, 38, 33, 0), (0x5601, 7, 6, 1), (0x5401, 8, 14, 0), (0x4801, 9, 14, 0), (0x3801, 10, 14, 0),
    (0x3001, 11, 17, 0), (0x2401, 12, 18, 0), (0x1C01, 13, 20, 0), (0x1601, 29, 21, 0), (0x5601, 15, 14, 1),
    (0x5401, 16, 14, 0), (0x5101, 17, 15, 0), (0x4801, 18, 16, 0), (0x3801, 19, 17, 0), (0x3401, 20, 18, 0),
    (0x3001, 21, 19, 0), (0x2801, 22, 19, 0), (0x2401, 23, 20, 0), (0x2201, 24, 21, 0), (0x1C01, 25, 22, 0),
    (0x1801, 26, 23, 0), (0x1601, 27, 24, 0), (0x1401, 28, 25, 0), (0x1201, 29, 26, 0), (0x1101, 30, 27, 0),
    (0x0AC1, 31, 28, 0), (0x09C1, 32, 29, 0), (0x08A1, 33, 30, 0), (0x0521, 34, 31, 0), (0x0441, 35, 32, 0),
    (0x02A1, 36, 33, 0), (0x0221, 37, 34, 0), (0x0141, 38, 35, 0), (0x0111, 39, 36, 0), (0x0085, 40, 37, 0),
    (0x0049, 41, 38, 0), (0x0025, 42, 39, 0), (0x0015, 43, 40, 0), (0x0009, 44, 41, 0), (0x0005, 45, 42, 0),
    (0x0001, 45, 43, 0), (0x5601, 46, 46, 0),
]  # fmt: skip
# T.88 table A.1: from which value on, the bits before the number, and how many bits the number has.
RANGES = [(0, "0", 2), (4, "10", 4), (20, "110", 6), (84, "1110", 8), (340, "11110", 12), (4436, "11111", 32)]
NEAR_PIXELS = struct.pack("8b", 3, -1, -3, -1, 2, -2, -2, -2)  # where the template's movable pixels stand


class ArithmeticCoder:
    """The MQ coder of T.88 annex E, with a state for each context."""

    def __init__(self) -> None:
        self.states: dict[object, tuple[int, int]] = defaultdict(lambda: (0, 0))
        self.a, self.c, self.left, self.out = 0x8000, 0, 12, bytearray(1)

    def put(self, context: object, bit: int) -> None:
        state, likely = self.states[context]
        probability, after_likely, after_unlikely, swap = STATES[state]
        self.a -= probability
        if bit == likely:
            if self.a & 0x8000:
                self.c += probability
                return
            if self.a < probability:
                self.a = probability
            else:
                self.c += probability
            self.states[context] = (after_likely, likely)
        else:
            if self.a < probability:
                self.c += probability
            else:
                self.a = probability
            self.states[context] = (after_unlikely, likely ^ swap)
        while not self.a & 0x8000:
            self.a, self.c, self.left = self.a << 1, self.c << 1, self.left - 1
            if self.left == 0:
                self.put_byte()

    def put_byte(self) -> None:
        if self.out[-1] != 0xFF and self.c >= 0x8000000:
            self.out[-1] += 1
            self.c &= 0x7FFFFFF
        shift = 20 if self.out[-1] == 0xFF else 19
        self.out.append(self.c >> shift & 0xFF)
        self.c &= (1 << shift) - 1
        self.left = 27 - shift

    def put_number(self, kind: str, value: int | None) -> None:
        """An integer by annex A.2; None is the value that ends a row."""
        if value is None:
            bits = "1000"
        else:
            start, prefix, size = next(each for each in reversed(RANGES) if abs(value) >= each[0])
            bits = ("1" if value < 0 else "0") + prefix + format(abs(value) - start, f"0{size}b")
        before = 1
        for bit in map(int, bits):
            self.put((kind, before), bit)
            before = before << 1 | bit if before < 256 else ((before << 1 | bit) & 511) | 256

    def put_symbol(self, number: int, size: int) -> None:
        """The number of a symbol by annex A.3."""
        before = 1
        for bit in map(int, format(number, f"0{size}b")):
            self.put(("IAID", before), bit)
            before = before << 1 | bit

    def put_picture(self, picture: Image.Image) -> None:
        """Every pixel, in the context of sixteen pixels above and to the left of it (template 0)."""
        wide, high = picture.size
        black = pixels(picture)
        rows = [[0] * (wide + 8), [0] * (wide + 8)]
        rows += [[0] * 4 + black[y * wide : (y + 1) * wide] + [0] * 4 for y in range(high)]
        for y in range(2, high + 2):
            far, near, this = rows[y - 2], rows[y - 1], rows[y]
            for x in range(4, wide + 4):
                context = (*far[x - 2 : x + 3], *near[x - 3 : x + 4], *this[x - 4 : x])
                self.put(context, this[x])

    def finish(self) -> bytes:
        high = self.c + self.a
        self.c |= 0xFFFF
        if self.c >= high:
            self.c -= 0x8000
        for _ in range(2):
            self.c <<= self.left
            self.put_byte()
        return bytes(self.out[1:]).removesuffix(b"\xff") + b"\xff\xac"


def pixels(picture: Image.Image) -> list[int]:
    """Row by row, 1 for black."""
    return [0 if value else 1 for value in picture.convert("L").tobytes()]


def segment(number: int, kind: int, data: bytes, page: int = 1, refers_to: Sequence[int] = ()) -> bytes:
    head = struct.pack("!LBB", number, kind, len(refers_to) << 5) + bytes(refers_to)
    return head + struct.pack("!BL", page, len(data)) + data


def page_segment(size: tuple[int, int]) -> bytes:
    return segment(0, 48, struct.pack("!LLLLBH", *size, 0, 0, 0, 0))


def region(size: tuple[int, int]) -> bytes:
    return struct.pack("!LLLLB", *size, 0, 0, 0)


def encode_page(picture: Image.Image) -> bytes:
    """A whole page as one region in T.6 code."""
    coded = region(picture.size) + b"\x01" + encode_fax(picture)
    return page_segment(picture.size) + segment(1, 38, coded)


def encode_page_arithmetic(picture: Image.Image) -> bytes:
    coder = ArithmeticCoder()
    coder.put_picture(picture)
    coded = region(picture.size) + b"\x00" + NEAR_PIXELS + coder.finish()
    return page_segment(picture.size) + segment(1, 38, coded)


def encode_symbols(symbols: Sequence[Image.Image]) -> bytes:
    """The letters of a document, once each: a symbol dictionary, for the stream that all pages share.

    The order of ``symbols`` must be by height and then by width.
    """
    coder, height = ArithmeticCoder(), 0
    position = 0
    while position < len(symbols):
        same = [each for each in symbols[position:] if each.height == symbols[position].height]
        coder.put_number("IADH", same[0].height - height)
        height, width = same[0].height, 0
        for each in same:
            coder.put_number("IADW", each.width - width)
            width = each.width
            coder.put_picture(each)
        coder.put_number("IADW", None)
        position += len(same)
    coder.put_number("IAEX", 0)
    coder.put_number("IAEX", len(symbols))
    head = struct.pack("!H", 0) + NEAR_PIXELS + struct.pack("!LL", len(symbols), len(symbols))
    return segment(0, 0, head + coder.finish(), page=0)


def encode_placed_symbols(
    size: tuple[int, int], symbols: Sequence[Image.Image], rows: Iterable[tuple[int, Sequence[tuple[int, int]]]]
) -> bytes:
    """A page that names symbols and their places: ``rows`` are a top and the pairs of left side and symbol in it."""
    coder, bits, top_before, first_before, count = ArithmeticCoder(), (len(symbols) - 1).bit_length(), 0, 0, 0
    coder.put_number("IADT", 0)
    for top, row in rows:
        coder.put_number("IADT", top - top_before)
        top_before, position = top, None
        for left, number in row:
            if position is None:
                coder.put_number("IAFS", left - first_before)
                first_before = left
            else:
                coder.put_number("IADS", left - position)
            coder.put_symbol(number, bits)
            position = left + symbols[number].width - 1
            count += 1
        coder.put_number("IADS", None)
    head = region(size) + struct.pack("!HL", 1 << 4, count)  # places are those of the top left corner
    page = struct.pack("!LLLLBH", *size, 0, 0, 0, 0)
    return segment(1, 48, page) + segment(2, 6, head + coder.finish(), refers_to=[0])
