"""``manage.py gallery FOLDER``: every printed paper, ordinary and hard cases, as PDF and as pictures to look at."""

from pathlib import Path
from typing import Any

import pypdfium2
from django.core.management.base import BaseCommand, CommandParser

from documents.document_gallery import render_samples


class Command(BaseCommand):
    help = "Draw every certificate, card and letter, ordinary and hard cases, into a folder, as PDF and PNG files."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path)
        parser.add_argument("--dpi", type=int, default=110)

    def handle(self, *args: Any, folder: Path, dpi: int, **options: Any) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        pictures = 0
        for name, content in render_samples():
            (folder / f"{name}.pdf").write_bytes(content)
            with pypdfium2.PdfDocument(content) as pdf:
                for number, page in enumerate(pdf, 1):
                    page.render(scale=dpi / 72).to_pil().save(folder / f"{name}-{number}.png")
                    pictures += 1
        self.stdout.write(f"{pictures} pictures in {folder}")
