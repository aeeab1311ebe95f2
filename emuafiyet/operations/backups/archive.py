"""The three encrypted files of a backup, written and read as streams: never more than a piece is in memory.

``database.age`` is PostgreSQL's own format, ``files.age`` a tar of the private store, ``manifest.age`` the list of
what has to be in both. age finds every changed byte and every cut; the manifest finds what is missing as a whole.
"""

import hashlib
import io
import json
import os
import tarfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import IO, Any

import pyrage

DATABASE, FILES, MANIFEST = "database.age", "files.age", "manifest.age"
FORMAT = 1
PIECE = 1024 * 1024


class BackupError(Exception):
    """What is wrong with a backup or with the place for it, in words without personal data."""


@dataclass
class Manifest:
    """What the backup holds. ``files``: SHA-256 by name; ``rows``: how many by table; ``keys``: where keys are kept,
    never a key."""

    made_at: str
    version: str
    keys: dict[str, str]
    database_sha256: str = ""
    files: dict[str, str] = field(default_factory=dict)
    rows: dict[str, int] = field(default_factory=dict)
    format: int = FORMAT


class HashingReader:
    """Passes bytes on and computes their SHA-256."""

    def __init__(self, source: Any) -> None:
        self._source = source
        self._hash = hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        piece: bytes = self._source.read(PIECE if size is None or size < 0 else size)
        self._hash.update(piece)
        return piece

    @property
    def sha256(self) -> str:
        return self._hash.hexdigest()


def read_recipient(text: str) -> Any:
    """The public key ``age1…``. Raises ``BackupError``."""
    try:
        return pyrage.x25519.Recipient.from_str(text.strip())
    except pyrage.RecipientError:
        raise BackupError("the recipient is no public key of age (age1…)") from None


def read_identity(path: Path) -> Any:
    """The private key in a file as age-keygen writes it. Raises ``BackupError``."""
    try:
        lines = [line for line in path.read_text().splitlines() if line.startswith("AGE-SECRET-KEY-")]
        return pyrage.x25519.Identity.from_str(lines[0])
    except (OSError, IndexError, pyrage.IdentityError):
        raise BackupError("the identity file holds no private key of age") from None


def encrypt(source: Any, path: Path, recipient: Any) -> None:
    """Write what ``source`` gives to ``path``, for the recipient only; on the disk when this returns."""
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
        pyrage.encrypt_io(source, out, [recipient])
        out.flush()
        os.fsync(out.fileno())


def encrypt_written(write: Callable[[IO[bytes]], None], path: Path, recipient: Any) -> None:
    """The same for what a function writes."""
    with _piped(write) as source:
        encrypt(source, path, recipient)


@contextmanager
def decrypted(path: Path, identity: Any) -> Iterator[IO[bytes]]:
    """The content as a stream. Raises ``BackupError`` at the end of the block when a byte was changed or is missing,
    or when the file was not read to its end."""

    def write(out: IO[bytes]) -> None:
        with path.open("rb") as source:
            pyrage.decrypt_io(source, out, [identity])

    try:
        with _piped(write) as stream:
            yield stream
            while stream.read(PIECE):  # to the end, so that a cut behind what was wanted is found
                pass
    except (pyrage.DecryptError, OSError, EOFError, tarfile.TarError) as error:
        raise BackupError(f"{path.name} is damaged, cut or for another recipient ({type(error).__name__})") from None


@contextmanager
def _piped(write: Callable[[IO[bytes]], None]) -> Iterator[IO[bytes]]:
    """A stream of what ``write`` writes in a thread; raises at the end what it raised."""
    reading, writing = os.pipe()
    trouble: list[BaseException] = []

    def run() -> None:
        try:
            with os.fdopen(writing, "wb", buffering=PIECE) as out:
                write(out)
        except BaseException as error:  # noqa: BLE001 (raised again by whoever reads)
            trouble.append(error)

    thread = threading.Thread(target=run, name="backup", daemon=True)
    thread.start()
    try:
        with os.fdopen(reading, "rb", buffering=PIECE) as stream:
            yield stream
    except BackupError:
        thread.join()
        raise
    except Exception:
        thread.join()
        if trouble and not isinstance(trouble[0], BrokenPipeError):
            raise trouble[0] from None
        raise
    thread.join()
    if trouble:
        raise trouble[0]


def write_manifest(folder: Path, manifest: Manifest, recipient: Any) -> None:
    """The last of the three: a backup without it is none."""
    content = json.dumps(asdict(manifest)).encode()
    encrypt(io.BytesIO(content), folder / MANIFEST, recipient)


def read_manifest(folder: Path, identity: Any) -> Manifest:
    """Raises ``BackupError``."""
    for name in (DATABASE, FILES, MANIFEST):
        if not (folder / name).is_file():
            raise BackupError(f"{name} is missing: the backup is not complete")
    with decrypted(folder / MANIFEST, identity) as stream:
        content = stream.read()
    try:
        manifest = Manifest(**json.loads(content))
    except (ValueError, TypeError):
        raise BackupError("the manifest cannot be read") from None
    if manifest.format != FORMAT:
        raise BackupError("the backup was made by another version of this program")
    return manifest


def read_files(folder: Path, identity: Any, manifest: Manifest, take: Callable[[str, Any], None]) -> int:
    """Give each file to ``take`` as a stream and compare its hash; how many. Raises ``BackupError`` for the first
    that is changed, unknown or missing."""
    left = dict(manifest.files)
    with decrypted(folder / FILES, identity) as stream, tarfile.open(fileobj=stream, mode="r|") as tar:
        for member in tar:
            expected = left.pop(member.name, None)
            content = tar.extractfile(member)
            if expected is None or content is None:
                raise BackupError("files.age holds what the manifest does not name")
            reader = HashingReader(content)
            take(member.name, reader)
            while reader.read():
                pass
            if reader.sha256 != expected:
                raise BackupError(f"the file {member.name} is not what it was")
    if left:
        raise BackupError(f"{len(left)} files are missing, the first is {min(left)}")
    return len(manifest.files)
