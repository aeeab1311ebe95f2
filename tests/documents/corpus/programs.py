"""Running the programs that make documents: each in a folder of its own, each at most once for what it makes."""

import os
import subprocess
import tempfile
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import pytest

from emuafiyet.dev.packages import UNPACK_FOLDER, find_program

PATIENCE = 120


def run(name: str, *words: str, folder: Path) -> None:
    path = find_program(name)
    assert path, f"make machine-test installs {name}"
    environment = {**os.environ}
    if path.startswith(str(UNPACK_FOLDER)):
        environment["GS_LIB"] = ":".join(map(str, UNPACK_FOLDER.glob("usr/share/ghostscript/*/*")))
        environment["GS_LIB"] += "".join(
            f":{each}" for each in UNPACK_FOLDER.glob("usr/share/ghostscript/*/Resource/*")
        )
    subprocess.run([path, *words], cwd=folder, env=environment, capture_output=True, check=True, timeout=PATIENCE)


def convert(name: str, *words: str, **files: bytes) -> bytes:
    """Run a program on files; it must write ``out.pdf``. A file ``in_pdf`` is called ``in.pdf`` there."""
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        for file, content in files.items():
            (folder / file.replace("_", ".")).write_bytes(content)
        run(name, *words, folder=folder)
        return (folder / "out.pdf").read_bytes()


def run_libreoffice(sources: Mapping[str, bytes]) -> dict[str, bytes]:
    """Every source as LibreOffice exports it, by the name of the source; one start for all."""
    if str(find_program("soffice")).startswith(str(UNPACK_FOLDER)):
        pytest.skip("LibreOffice looks for its parts at fixed places: it runs only where Debian has installed it")
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        for name, content in sources.items():
            (folder / name).write_bytes(content)
        profile = f"-env:UserInstallation=file://{folder}/profile"
        run("soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", "made", *sources, folder=folder)
        return {name: (folder / "made" / name).with_suffix(".pdf").read_bytes() for name in sources}


@cache
def print_with_chromium(page: str) -> bytes:
    options = ["--no-sandbox", "--disable-gpu", "--no-pdf-header-footer", "--print-to-pdf=out.pdf"]
    return convert("chromium-headless-shell", *options, "--user-data-dir=profile", "page.html", page_html=page.encode())


def print_with_ghostscript(source: bytes, *options: str, device: str = "pdfwrite") -> bytes:
    words = ["-q", "-dSAFER", "-dBATCH", "-dNOPAUSE", f"-sDEVICE={device}", "-sOutputFile=out.pdf", *options, "in.file"]
    return convert("gs", *words, in_file=source)
