"""The 81 provinces by plate code and their 973 districts (domain 3.6), sorted the Turkish way."""

import json
from functools import cache
from pathlib import Path

ALPHABET = "aâbcçdefgğhıiîjklmnoöpqrsştuüûvwxyz"


@cache
def _places() -> dict[str, dict]:
    return json.loads((Path(__file__).parent / "places.json").read_text(encoding="utf-8"))


def turkish_key(text: str) -> list[int]:
    """Sort key of the Turkish alphabet: Ç after C, I before İ."""
    lowered = text.replace("I", "ı").replace("İ", "i").lower()
    return [ALPHABET.find(letter) for letter in lowered]


@cache
def provinces() -> list[tuple[str, str]]:
    """(plate code, name), by name."""
    return sorted(((code, place["name"]) for code, place in _places().items()), key=lambda each: turkish_key(each[1]))


def districts(province: str) -> list[str]:
    """The districts of a province; none for an unknown code."""
    place = _places().get(province)
    return place["districts"] if place else []


def province_name(code: str) -> str:
    place = _places().get(code)
    return place["name"] if place else code
