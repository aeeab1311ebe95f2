"""The 81 provinces by plate code and their 973 districts (domain 3.6), sorted the Turkish way."""

import json
from functools import cache
from pathlib import Path

TURKISH_ALPHABET = "aâbcçdefgğhıiîjklmnoöpqrsştuüûvwxyz"


@cache
def _load_places() -> dict[str, dict]:
    return json.loads((Path(__file__).parent / "places.json").read_text(encoding="utf-8"))


def turkish_sort_key(text: str) -> list[int]:
    """Sort key of the Turkish alphabet: Ç after C, I before İ."""
    lowered = text.replace("I", "ı").replace("İ", "i").lower()
    return [TURKISH_ALPHABET.find(letter) for letter in lowered]


@cache
def list_provinces() -> list[tuple[str, str]]:
    """(plate code, name), by name."""
    return sorted(
        ((code, place["name"]) for code, place in _load_places().items()), key=lambda each: turkish_sort_key(each[1])
    )


def list_districts(province: str) -> list[str]:
    """The districts of a province; none for an unknown code."""
    place = _load_places().get(province)
    return place["districts"] if place else []


def province_name(code: str) -> str:
    place = _load_places().get(code)
    return place["name"] if place else code
