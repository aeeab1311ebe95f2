"""Documents in the shapes that people hand in, made by the tests themselves or by programs from packages.

Each module makes one kind; ``SAMPLES`` holds them all, each with a name of its own.
"""

from . import (
    annotations,
    black_and_white,
    cargo,
    damaged,
    fonts,
    forms,
    geometry,
    office,
    phones,
    pictures,
    protected,
    refused,
    scanners,
    structure,
)
from .sample import Sample, Spot

__all__ = ["SAMPLES", "Sample", "Spot"]

SAMPLES: list[Sample] = [
    *scanners.SAMPLES,
    *black_and_white.SAMPLES,
    *geometry.SAMPLES,
    *phones.SAMPLES,
    *office.SAMPLES,
    *forms.SAMPLES,
    *annotations.SAMPLES,
    *protected.SAMPLES,
    *structure.SAMPLES,
    *fonts.SAMPLES,
    *cargo.SAMPLES,
    *damaged.SAMPLES,
    *refused.SAMPLES,
    *pictures.SAMPLES,
]
