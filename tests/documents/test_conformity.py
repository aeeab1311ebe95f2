"""Every kind of paper, hard cases and every seal included, judged by programs that are not ours."""

import io
import subprocess
from pathlib import Path
from typing import Any

import pikepdf
import pytest

from documents.certificate.render import renderer
from documents.gallery import papers
from documents.seal.sealer import build, sealer
from emuafiyet.machine import program

from .authority import PASSWORD, authority
from .conformity import failures
from .test_certificate_page import PHOTO, frozen


@pytest.fixture(scope="module")
def page() -> bytes:
    return renderer().pdf(frozen(), PHOTO)


@pytest.mark.requirement("R76")
def test_every_paper_keeps_every_standard_it_names(page: bytes, tmp_path: Path, settings: Any) -> None:
    """PDF/A-3a, PDF/A-3u, PDF/UA-1; a sheet of cards for the guillotine names none."""
    alike = ("cards-on-a4", "letter-to-")  # the latter differ in the name alone, which certificates have too
    made = {name: pdf for name, pdf in papers() if not name.startswith(alike)}
    assert {name.partition("-")[0] for name in made} == {"certificate", "card", "letter"}
    made["sealed-b-b"] = sealer().seal(page)
    with authority(tmp_path) as ours:
        settings.SEAL_KEY, settings.SEAL_PASSWORD = f"file://{ours.seal}", PASSWORD
        settings.SEAL_TIMESTAMP_URL = ours.clock
        made["sealed-b-t"] = build().seal(page)
        settings.SEAL_ROOTS = str(ours.roots)
        made["sealed-b-lt"] = build().seal(page)
    assert failures(made, tmp_path) == {}
    qpdf = program("qpdf")
    assert qpdf
    for name in made:
        checked = subprocess.run([qpdf, "--check", tmp_path / name], capture_output=True, text=True, check=False)
        assert "No syntax or stream encoding errors" in checked.stdout, f"{name}: {checked.stdout}{checked.stderr}"


def test_the_judge_refuses_a_paper_that_does_not_keep_them(page: bytes, tmp_path: Path) -> None:
    spoiled = {name: without(page, name) for name in ("Lang", "OutputIntents")}
    assert {judged.partition(" ")[0] for judged in failures(spoiled, tmp_path)} == set(spoiled)


def without(pdf: bytes, entry: str) -> bytes:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        del opened.Root[f"/{entry}"]
        opened.save(out)
    return out.getvalue()
