"""Documents as people hand them in: accepted and looking the same, or refused with exactly the right sentence."""

import io
from collections.abc import Iterator
from functools import lru_cache

import pikepdf
import pytest

from documents.upload_rules import rules
from documents.uploads import scanning

from .corpus import SAMPLES, Sample
from .corpus.drawing import (
    COARSE,
    FINE,
    MOST_DRAWN,
    draw_document,
    draw_picture,
    find_difference,
    measure_side,
    open_page_picture,
)
from .corpus.reading import crop_field, draw_field, find_ink, reads

# Whatever can run, reach out, carry a file or wait for somebody to fill it in.
ACTIVE = frozenset(
    {
        *("/JS", "/JavaScript", "/OpenAction", "/AA", "/Launch", "/URI"),
        *("/EF", "/EmbeddedFiles", "/AF", "/RichMedia", "/XFA", "/AcroForm", "/Annots"),
        "/Encrypt",
    }
)


def sniff(sample: Sample, content: bytes) -> str:
    """The code of a refusal by name and first bytes, or else the format."""
    try:
        return rules.sniff_format(sample.file_name, content[:4096])
    except rules.UploadRefusedError as refused:
        return refused.code


@lru_cache(maxsize=2)
def check(format_slug: str, content: bytes) -> scanning.CheckVerdict:
    """Once for each content: the scanner never learns what a file is called."""
    if format_slug not in rules.FORMATS:
        return scanning.CheckVerdict(code=format_slug)
    return scanning.check_document([scanning.UploadPart(format_slug, io.BytesIO(content))])


def find_loss(sample: Sample, content: bytes, verdict: scanning.CheckVerdict, side: int) -> str:
    """Where the kept document, or the pictures that the officer sees, look different from what was handed in."""
    content = sample.like() if sample.like else content
    shown = [open_page_picture(each.picture, side) for each in verdict.images[:MOST_DRAWN]]
    loss = ""
    for fineness in (COARSE, FINE):  # whoever finds a loss looks again, closely
        is_document = b"%PDF-" in content[:1024]
        original = draw_document(content, side, fineness) if is_document else draw_picture(content, side)
        kept = draw_document(verdict.rebuilt, side, fineness)
        loss = find_difference(original, kept, sample.spots, sample.tolerance)
        if not loss and (loss := find_difference(original, shown, sample.spots, sample.tolerance)):
            loss = f"the officer's picture: {loss}"
        if not loss:
            break
    return loss


def find_dictionaries(value: object) -> Iterator[pikepdf.Object]:
    """A dictionary and those directly inside it."""
    if isinstance(value, (pikepdf.Dictionary, pikepdf.Stream)):
        yield value
        inside = [each for _, each in value.items()]
    else:
        inside = list(value) if isinstance(value, pikepdf.Array) else []
    for each in inside:
        if isinstance(each, (pikepdf.Dictionary, pikepdf.Array)) and not each.is_indirect:
            yield from find_dictionaries(each)


def find_active(pdf: pikepdf.Pdf) -> set[str]:
    found = {key for top in pdf.objects for each in find_dictionaries(top) for key in each.keys()}  # noqa: SIM118
    return (found | set(pdf.trailer.keys())) & ACTIVE


def list_unread(sample: Sample, verdict: scanning.CheckVerdict, side: int) -> Iterator[str]:
    """The fields in which nothing is to be seen, or not the words that were written there."""
    for spot in sample.spots:
        fields = {
            "kept": draw_field(verdict.rebuilt, spot, side),
            "the officer's picture": crop_field(verdict.images[spot.page].picture, spot, side),
        }
        for where, field in fields.items():
            ink = find_ink(field)
            if ink is None:
                yield f"{where}: nothing at {spot.box}"
            elif spot.text and not reads(ink, spot.text):
                yield f"{where}: {spot.text} does not read at {spot.box}"


def parametrise() -> Iterator[object]:
    for sample in SAMPLES:
        marks = [pytest.mark.xdist_group(sample.program)] if sample.program else []
        yield pytest.param(sample, id=sample.name, marks=marks)


@pytest.mark.parametrize("sample", list(parametrise()))
def test_a_document_looks_the_same_or_is_refused_with_its_own_sentence(sample: Sample) -> None:
    content = sample.make()
    format_slug = sniff(sample, content)
    verdict = check(format_slug, content)
    assert verdict.code == sample.expect
    if sample.expect:
        assert verdict.code in rules.REASONS
        return
    with pikepdf.open(io.BytesIO(verdict.rebuilt)) as kept:
        assert find_active(kept) == set()
        assert verdict.pages == len(kept.pages) == len(verdict.images)
        side = measure_side(kept)
    assert find_loss(sample, content, verdict, side) == ""
    assert list(list_unread(sample, verdict, side)) == []


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("page-2-of-4-is-missing", ["page_missing"]),
        ("last-page-is-deleted", ["page_missing"]),
        ("count-too-high", ["page_missing"]),
        ("count-too-low", []),
        ("png-moving", ["first_frame"]),
        ("webp-moving", ["first_frame"]),
    ],
)
def test_what_of_a_document_is_not_there_is_told(name: str, told: list[str]) -> None:
    sample = next(each for each in SAMPLES if each.name == name)
    content = sample.make()
    verdict = check(sniff(sample, content), content)
    assert verdict.code == ""
    assert verdict.warnings == told


def test_each_sample_has_a_name_of_its_own() -> None:
    names = [sample.name for sample in SAMPLES]
    assert len(names) >= 130
    assert len(set(names)) == len(names)
