"""Check digits of a travel document's machine-readable zone (ICAO 9303 part 3, domain 3.4)."""

NUMBER_LENGTH = 9
FILLER = "<"
_WEIGHTS = (7, 3, 1)
_VALUES = {each: value for value, each in enumerate("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ")} | {FILLER: 0}


def check_digit(field: str) -> int:
    """Of a field as it stands in the zone, fillers and all. Raises ``KeyError`` for any other character."""
    return sum(_VALUES[each] * _WEIGHTS[place % 3] for place, each in enumerate(field)) % 10


def extract_number(copied: str) -> str | None:
    """The document number in what was copied from the zone: nine places and their check digit; None when it is not."""
    number, digit = copied[:NUMBER_LENGTH], copied[NUMBER_LENGTH:]
    try:
        right = len(digit) == 1 and digit.isdigit() and check_digit(number) == int(digit)
    except KeyError:
        return None
    return number.rstrip(FILLER) if right else None
