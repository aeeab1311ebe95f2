"""Making, verifying and restoring a backup.

The order is the database first and the files after it. Every file that a row of the dump names was stored before the
row was committed, files are never changed, and what no row names is deleted after two days at the earliest. So the
files that are copied later hold all that the dump names, and perhaps some that are younger than it, which do no harm.
The one exception is a file that the law has us destroy between the two: its row in the dump names a file that is
rightly gone.
"""

import tarfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any

from django.conf import settings
from django.core.files.base import File
from django.core.files.storage import default_storage

from documents import storage

from . import postgresql
from .archive import (
    DATABASE,
    FILES,
    BackupError,
    HashingReader,
    Manifest,
    decrypted,
    encrypt,
    encrypt_written,
    read_files,
    read_manifest,
    write_manifest,
)


def list_files(folder: str = "") -> Iterator[str]:
    """Every file of the private store."""
    folders, files = storage.list_folder(folder)
    yield from (name.lstrip("/") for name in files)
    for each in folders:
        yield from list_files(f"{folder}/{each}" if folder else each)


def make_backup(folder: Path, recipient: Any) -> Manifest:
    """Write the three files into a new folder. Raises ``BackupError``; without its manifest a backup is none."""
    try:
        folder.mkdir(mode=0o700, parents=True)
    except FileExistsError:
        raise BackupError(f"{folder} exists already: each backup has a folder of its own") from None
    manifest = Manifest(datetime.now(UTC).isoformat(timespec="seconds"), read_version(), describe_keys())
    with postgresql.dump(settings.DATABASE_ADDRESS) as (stream, rows):
        reader = HashingReader(stream)
        encrypt(reader, folder / DATABASE, recipient)
        manifest.rows, manifest.database_sha256 = rows, reader.sha256
    encrypt_written(lambda out: _write_files(out, manifest), folder / FILES, recipient)
    write_manifest(folder, manifest, recipient)
    return manifest


def _write_files(out: IO[bytes], manifest: Manifest) -> None:
    with tarfile.open(fileobj=out, mode="w|") as tar:
        for name in list_files():
            try:
                file = storage.open_file(name)
            except FileNotFoundError:
                continue  # destroyed since it was listed
            with file:
                member = tarfile.TarInfo(name)
                member.size = file.size
                reader = HashingReader(file)
                tar.addfile(member, reader)
                manifest.files[name] = reader.sha256


def read_version() -> str:
    """The last migration of each app says which code the database belongs to."""
    from django.db.migrations.loader import MigrationLoader  # noqa: PLC0415 - loads every migration

    nodes = MigrationLoader(None).graph.leaf_nodes()
    return " ".join(f"{app}.{name}" for app, name in sorted(nodes))


def describe_keys() -> dict[str, str]:
    """Where the keys are that the backup does not hold. The seal's address may carry no password; it is cut anyway."""
    scheme, _, rest = settings.SEAL_KEY.partition("://")
    return {
        "SEAL_KEY": f"{scheme}://{rest.rpartition('@')[2].partition('&pin')[0]}",
        **dict.fromkeys(("SECRET_KEY", "OTP_KEY", "AUDIT_KEY", "SEAL_PASSWORD"), "kept apart from the backup"),
    }


def verify_backup(folder: Path, identity: Any) -> Manifest:
    """Read everything to its end and compare every hash; restores nothing. Raises ``BackupError``."""
    manifest = read_manifest(folder, identity)
    with decrypted(folder / DATABASE, identity) as stream:
        reader = HashingReader(stream)
        while reader.read():
            pass
    if reader.sha256 != manifest.database_sha256:
        raise BackupError("the database is not what was saved")
    read_files(folder, identity, manifest, lambda _name, _content: None)
    return manifest


def restore_backup(folder: Path, identity: Any) -> Manifest:
    """Fill an empty database and an empty store, after the backup was verified. Raises ``BackupError``."""
    with postgresql.owner_connection(settings.DATABASE_ADDRESS) as connection:
        if postgresql.count_tables(connection):
            raise BackupError("the database is not empty: nothing was changed")
    if next(list_files(), None) is not None:
        raise BackupError("the store is not empty: nothing was changed")
    manifest = verify_backup(folder, identity)
    with decrypted(folder / DATABASE, identity) as stream:
        postgresql.load(settings.DATABASE_ADDRESS, stream)
    read_files(folder, identity, manifest, _store)
    return manifest


def _store(name: str, content: HashingReader) -> None:
    if default_storage.save(name, File(content)) != name:  # type: ignore[arg-type]  # it reads like a file, and no more is asked of it
        raise BackupError("the store gave a file another name")
