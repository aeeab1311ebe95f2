"""The gallery: every printed paper with its hard cases, drawn to be looked at."""

from pathlib import Path

from django.core.management import call_command
from PIL import Image

from documents.gallery import PEOPLE, REASONS


def test_every_paper_is_drawn_and_none_is_empty(tmp_path: Path) -> None:
    call_command("gallery", str(tmp_path), "--dpi", "40")
    drawn = sorted(tmp_path.glob("*.png"))
    names = {path.stem for path in drawn}
    papers = {f"certificate-{name}-1" for name in PEOPLE} | {
        f"card-{name}-{side}" for name in PEOPLE for side in (1, 2)
    }
    assert papers <= names
    assert {f"letter-{kind}-1" for kind in ("rejected", "objection_dismissed", "terminated", "cancelled")} <= names
    assert {f"letter-reason-{name}-1" for name in REASONS} <= names
    assert [path.name for path in drawn if len(Image.open(path).convert("L").getcolors() or []) < 20] == []
