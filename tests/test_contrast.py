"""Every pair of colours that carries words or marks a control is legible in light and in dark (WCAG 2.2 AA)."""

import re
from pathlib import Path

import pytest

SCSS = (Path(__file__).parent.parent / "static" / "scss" / "_tokens.scss").read_text(encoding="utf-8")

TEXT = 4.5  # 1.4.3, text of any size
CONTROL = 3.0  # 1.4.11, edges of controls and marks that mean something
PAIRS = [
    *((ink, ground, TEXT) for ink in ("text", "text-2") for ground in ("page", "surface", "surface-2")),
    *((ink, ground, TEXT) for ink in ("link", "visited") for ground in ("page", "surface")),
    ("text", "brand-tint", TEXT),
    ("brand", "brand-tint", TEXT),
    ("brand", "page", TEXT),
    ("on-brand", "brand", TEXT),
    ("on-brand", "brand-hover", TEXT),
    *((tone, f"{tone}-tint", TEXT) for tone in ("ok", "warn", "error", "info")),
    *(("text", f"{tone}-tint", TEXT) for tone in ("ok", "warn", "error", "info")),
    *((tone, "page", TEXT) for tone in ("ok", "warn", "error", "info")),
    ("page", "error", TEXT),
    *((mark, ground, CONTROL) for mark in ("control", "focus", "brand") for ground in ("page", "surface")),
    ("warn-line", "page", CONTROL),
    ("focus", "error-tint", CONTROL),
    ("error", "page", CONTROL),
]


def palette(scheme: str) -> dict[str, str]:
    block = re.search(rf"\${scheme}: \((.*?)\);", SCSS, re.DOTALL)
    assert block, f"no palette named {scheme}"
    return dict(re.findall(r"([a-z0-9-]+): (#[0-9a-f]{6}),", block.group(1)))


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def test_contrast_is_counted_as_wcag_does():
    assert contrast("#ffffff", "#000000") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("ink", "ground", "least"), PAIRS)
def test_pair_is_legible(scheme, ink, ground, least):
    colours = palette(scheme)
    assert contrast(colours[ink], colours[ground]) >= least


def test_both_schemes_name_the_same_tokens():
    assert palette("light").keys() == palette("dark").keys()
