"""Every kind of paper, hard cases and every seal included, judged by programs that are not ours."""

import io
import subprocess
from pathlib import Path

import pikepdf
import pytest
from django.core.management import call_command
from django.test import override_settings
from PIL import Image

from documents.document_gallery import PEOPLE, REASONS
from documents.issued.certificate.render_certificate import get_certificate_renderer
from documents.issued.seal.pdf_sealer import build_sealer, get_sealer
from emuafiyet.dev.packages import find_program
from tests.builders.certificates import PHOTO, frozen

from .authority import PASSWORD, authority
from .conformity import failures

SPOILED = ("Lang", "OutputIntents")


@pytest.fixture(scope="module")
def page() -> bytes:
    return get_certificate_renderer().render_pdf(frozen(), PHOTO)


@pytest.fixture(scope="module")
def gallery(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Every printed paper with its hard cases, as PDF and drawn."""
    folder = tmp_path_factory.mktemp("gallery")
    call_command("gallery", str(folder), "--dpi", "40")
    return folder


@pytest.fixture(scope="module")
def made(page: bytes, gallery: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """A paper of each kind, with the hard cases, unsealed and with every seal."""
    alike = ("cards-on-a4", "letter-to-")  # the latter differ in the name alone, which certificates have too
    made = {path.stem: path.read_bytes() for path in gallery.glob("*.pdf") if not path.stem.startswith(alike)}
    made["sealed-b-b"] = get_sealer().seal(page)
    with authority(tmp_path_factory.mktemp("authority")) as ours:
        key = {"SEAL_KEY": f"file://{ours.seal}", "SEAL_PASSWORD": PASSWORD, "SEAL_TIMESTAMP_URL": ours.clock}
        with override_settings(**key):
            made["sealed-b-t"] = build_sealer().seal(page)
        with override_settings(**key, SEAL_ROOTS=str(ours.roots)):
            made["sealed-b-lt"] = build_sealer().seal(page)
    return made


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("papers")


@pytest.fixture(scope="module")
def failed(page: bytes, made: dict[str, bytes], folder: Path) -> dict[str, str]:
    """What the judge has against the papers and two spoiled ones, in one run: it is slow to start."""
    return failures(made | {f"without-{entry}": without(page, entry) for entry in SPOILED}, folder)


@pytest.mark.requirement("R76")
def test_every_paper_keeps_every_standard_it_names(made: dict, failed: dict, folder: Path) -> None:
    """PDF/A-3a, PDF/A-3u, PDF/UA-1; a sheet of cards for the guillotine names none."""
    assert {name.partition("-")[0] for name in made} == {"certificate", "card", "letter", "sealed"}
    assert {judged: said for judged, said in failed.items() if not judged.startswith("without-")} == {}
    qpdf = find_program("qpdf")
    assert qpdf
    for name in made:
        checked = subprocess.run([qpdf, "--check", folder / name], capture_output=True, text=True, check=False)
        assert "No syntax or stream encoding errors" in checked.stdout, f"{name}: {checked.stdout}{checked.stderr}"


def test_every_paper_of_the_gallery_is_drawn_and_none_is_empty(gallery: Path) -> None:
    drawn = sorted(gallery.glob("*.png"))
    names = {path.stem for path in drawn}
    papers = {f"certificate-{name}-1" for name in PEOPLE} | {
        f"card-{name}-{side}" for name in PEOPLE for side in (1, 2)
    }
    assert papers <= names
    assert {f"letter-{kind}-1" for kind in ("rejected", "objection_dismissed", "terminated", "cancelled")} <= names
    assert {f"letter-reason-{name}-1" for name in REASONS} <= names
    assert [path.name for path in drawn if len(Image.open(path).convert("L").getcolors() or []) < 20] == []


def test_the_judge_refuses_a_paper_that_does_not_keep_them(failed: dict) -> None:
    assert {judged.partition(" ")[0] for judged in failed} >= {f"without-{entry}" for entry in SPOILED}


def without(pdf: bytes, entry: str) -> bytes:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        del opened.Root[f"/{entry}"]
        opened.save(out)
    return out.getvalue()
