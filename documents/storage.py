"""The private store: applicants' files and issued papers, under random names, never under a served path."""

import uuid
from collections.abc import Iterable
from datetime import datetime
from typing import IO

from django.core.files.base import ContentFile, File
from django.core.files.storage import default_storage

from emuafiyet.core.outbox.errors import OutageError
from emuafiyet.core.outside.store import guard_store
from emuafiyet.core.outside.systems import System


class StoreError(OutageError):
    """The store took nothing: it is full, read-only or away. Trying again later may help."""

    def __init__(self, reason: str) -> None:
        super().__init__(System.STORE, reason)


def generate_name(prefix: str, suffix: str = "", owner: uuid.UUID | None = None) -> str:
    """A fresh unguessable name. Nothing of it comes from a person, so no name can lead anywhere else.

    ``owner``: the row that will name the file, so that whoever finds the file can ask whether it does.
    """
    key = uuid.uuid4().hex
    if owner is not None:
        key = f"{owner.hex}-{key}"
    return f"{prefix}/{key[:2]}/{key}{suffix}"


def store_bytes(prefix: str, content: bytes, suffix: str, owner: uuid.UUID | None = None) -> str:
    """Keep ``content`` for good; returns the name to read it by. ``suffix`` is like ``.pdf``. Raises ``StoreError``."""
    return _save_file(generate_name(prefix, suffix, owner), ContentFile(content))


def store_file(prefix: str, content: IO[bytes], owner: uuid.UUID | None = None) -> str:
    """Keep an open file without reading it into memory. Raises ``StoreError``."""
    content.seek(0)
    return _save_file(generate_name(prefix, owner=owner), File(content))


def store_once(name: str, content: bytes) -> str:
    """Keep ``content`` under this very name, unless it lies there already; returns the name. Raises ``StoreError``.

    What lies there under that name with another content stays, for somebody to look at.
    """
    if default_storage.exists(name):
        return name
    return _save_file(name, ContentFile(content))


def _save_file(name: str, content: File) -> str:
    try:
        with guard_store():
            return default_storage.save(name, content)
    except OutageError as outage:
        raise StoreError(outage.reason) from None
    except OSError as error:
        raise StoreError(type(error).__name__) from error


def read_file(name: str) -> bytes:
    """Raises ``FileNotFoundError`` when there is no such file, ``OutageError`` while the store is away."""
    with guard_store(name):
        with default_storage.open(name, "rb") as file:
            return file.read()


def open_file(name: str) -> File:
    """Raises ``FileNotFoundError`` when there is no such file, ``OutageError`` while the store is away."""
    with guard_store(name):
        return default_storage.open(name, "rb")


def remove_file(name: str) -> None:
    """Removing what is not there is no error, so that it may be repeated."""
    if name:
        default_storage.delete(name)


def remove_files(names: Iterable[str]) -> None:
    for name in names:
        remove_file(name)


def list_folder(folder: str) -> tuple[list[str], list[str]]:
    """The folders and the names of the files right under a folder; none when there is no such folder."""
    try:
        folders, files = default_storage.listdir(folder)
    except FileNotFoundError:
        return [], []
    return sorted(filter(None, folders)), sorted(f"{folder}/{each}" for each in files if each)


def modified_at(name: str) -> datetime:
    """Raises ``FileNotFoundError`` when there is no such file."""
    return default_storage.get_modified_time(name)
