"""Checks of what the pages are made of: translations and static files."""

import gettext
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage

from .running import BrokenError


def check_translations() -> str:
    """Every language but the source has compiled texts that can be read, and not fewer than a page needs."""
    for code, _name in settings.LANGUAGES:
        if code == settings.LANGUAGE_CODE:
            continue
        files = [Path(folder) / code / "LC_MESSAGES" / "django.mo" for folder in settings.LOCALE_PATHS]
        for path in files:
            try:
                with path.open("rb") as file:
                    gettext.GNUTranslations(file)
            except (OSError, ValueError, UnicodeDecodeError, EOFError):
                raise BrokenError(f"not compiled: {code}") from None
    return "compiled"


def check_static_files() -> str:
    """The manifest is there, and so is every file that it names; without them each page is an error."""
    store: Any = staticfiles_storage
    files, _digest = store.load_manifest()
    if not files:
        raise BrokenError("there is no list of static files")
    missing = [name for name in files.values() if not (Path(store.location) / name).is_file()]
    if missing:
        raise BrokenError(f"{len(missing)} of {len(files)} files are missing")
    return f"{len(files)} files"
