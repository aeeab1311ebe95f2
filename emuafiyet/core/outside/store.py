"""The private store as an outside system: full, read-only or away is an outage, a file that is not there is not."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.core.files.storage import FileSystemStorage, default_storage

from ..outbox.errors import OutageError
from .breaker import guard
from .systems import System


@contextmanager
def guard_store(name: str = "") -> Iterator[None]:
    """Use the store within the block. Raises ``OutageError`` while it is away; ``FileNotFoundError`` passes, unless
    the folder of all files of the kind of ``name`` is gone too: then the store is not mounted."""
    with guard(System.STORE):
        try:
            yield
        except FileNotFoundError:
            if _is_not_mounted(name):
                raise OutageError(System.STORE, "not_mounted") from None
            raise


def _is_not_mounted(name: str) -> bool:
    folder, separator, _rest = name.partition("/")
    if not separator or not isinstance(default_storage, FileSystemStorage):
        return False
    return not (Path(default_storage.location) / folder).is_dir()
