"""Putting pages into another order, turning and removing them, and drawing a frame on a photo: numbers only.

An order is a list of [page, turn]: which page comes next, counted from 0, and how many degrees clockwise it is turned.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from . import rules

TURNS = (0, 90, 180, 270)
SIDES = ("left", "top", "width", "height")
PageOrder = list[list[int]]


@dataclass(frozen=True)
class PageEdit:
    """What a person asks for one page: its place, counted from 1; how it is turned; whether it goes."""

    place: int | None = None
    turn: int = 0
    dropped: bool = False


def unchanged_order(pages: int) -> PageOrder:
    """Every page as it is."""
    return [[number, 0] for number in range(pages)]


def apply_edits(wishes: Mapping[int, PageEdit], pages: int) -> PageOrder:
    """The order that the wishes, by page number from 1, make of so many pages; empty when every page is dropped.

    A page that is given another's place comes before it when it moves up and after it when it moves down.
    """
    placed = []
    for number in range(1, pages + 1):
        wish = wishes.get(number, PageEdit())
        if wish.dropped:
            continue
        place = number if wish.place is None else wish.place
        moved = (place > number) - (place < number)
        placed.append((place, moved, number, wish.turn))
    return [[number - 1, turn] for _place, _moved, number, turn in sorted(placed)]


def compose_orders(first: PageOrder, then: PageOrder) -> PageOrder:
    """The one order that does what both do, one after the other."""
    return [[first[page][0], (first[page][1] + turn) % 360] for page, turn in then]


def find_largest_box(whole_width: int, whole_height: int) -> list[int]:
    """The frame in the middle that keeps most of a picture."""
    return fit_box(0, 0, whole_width, whole_height, whole_width, whole_height)


def fit_box(left: int, top: int, width: int, height: int, whole_width: int, whole_height: int) -> list[int]:
    """A frame as somebody drew it, put right: in the shape of a photo, inside the picture and not too small."""
    least_width, _least_height = rules.PHOTO_RULES["least"]
    wide, high = rules.PHOTO_RULES["ratio"]
    most_width = min(whole_width, whole_height * wide // high)
    middle_x, middle_y = left + width / 2, top + height / 2
    # Rather more than somebody drew than less: what is cut off cannot be seen.
    width = min(max(width, round(height * wide / high), least_width), most_width)
    height = min(round(width * high / wide), whole_height)
    left = min(max(round(middle_x - width / 2), 0), whole_width - width)
    top = min(max(round(middle_y - height / 2), 0), whole_height - height)
    return [left, top, width, height]
