"""A backup holds everything, comes back into an empty place, proves itself, and whatever is wrong with it is found."""

import os
import shutil
import subprocess
import sys
from io import StringIO
from pathlib import Path
from typing import NamedTuple

import psycopg
import pyrage
import pytest
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import connection
from psycopg import sql

from documents import storage
from documents.models import Certificate, Upload
from emuafiyet.core.outbox.delivery import attempt_delivery
from emuafiyet.dev import packages
from tests.applications import cases
from tests.template_database import address_of

ROOT = packages.ROOT
ELSEWHERE = "restored_elsewhere"


class Made(NamedTuple):
    folder: Path
    identity: Path
    recipient: str
    answer: str


def manage(*command: str, database: str, store: Path | None = None) -> subprocess.CompletedProcess[str]:
    """A command of its own process, as an operator runs it, signed in as the owner of this database."""
    environment = {**os.environ, "DATABASE_URL": address_of(database, os.environ["TEST_OWNER_DATABASE_URL"])}
    if store is not None:
        environment["STORAGE_URL"] = f"file://{store}"
    return subprocess.run(
        [sys.executable, "manage.py", *command], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )


@pytest.fixture
def made(transactional_db: None, tmp_path: Path) -> Made:
    """A backup of an approved application with its sealed certificate and a file that somebody handed in."""
    cases.catalogue()
    case = cases.approved()
    paper = Certificate.objects.get(case_reference=case.pk)
    assert attempt_delivery(Certificate, paper.pk)
    upload = Upload.objects.first()
    Upload.objects.filter(pk=upload.pk).update(
        rebuilt=storage.store_bytes("clean", b"%PDF-" + bytes(3_000_000), ".pdf")
    )
    key = pyrage.x25519.Identity.generate()
    identity = tmp_path / "identity.txt"
    identity.write_text(f"# kept apart\n{key}\n")
    folder = tmp_path / "backup"
    ran = manage("backup", str(folder), "--recipient", str(key.to_public()), database=connection.settings_dict["NAME"])
    assert ran.returncode == 0, ran.stderr
    return Made(folder, identity, str(key.to_public()), ran.stdout)


@pytest.fixture
def empty_database():
    address = address_of("postgres", os.environ["TEST_OWNER_DATABASE_URL"])
    drop = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(ELSEWHERE))
    with psycopg.connect(address, autocommit=True) as owner:
        owner.execute(drop)
        owner.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(ELSEWHERE)))
        yield ELSEWHERE
        owner.execute(drop)


def verify(made: Made) -> str:
    """What the command says; raises for what is wrong."""
    told = StringIO()
    call_command("verify_backup", str(made.folder), identity=made.identity, stdout=told)
    return told.getvalue()


def restore(made: Made, database: str, store: Path) -> subprocess.CompletedProcess[str]:
    return manage("restore", str(made.folder), "--identity", str(made.identity), database=database, store=store)


def test_it_comes_back_into_an_empty_place_and_proves_itself(made: Made, empty_database: str, tmp_path: Path):
    assert verify(made).startswith("whole")
    store = tmp_path / "store"
    store.mkdir()
    ran = restore(made, empty_database, store)
    assert ran.returncode == 0, ran.stderr
    assert "1 sealed papers" in ran.stdout
    paper = Certificate.objects.get()
    assert (store / paper.pdf).read_bytes() == storage.read_file(paper.pdf)
    with psycopg.connect(address_of(empty_database, os.environ["TEST_OWNER_DATABASE_URL"])) as restored:
        assert restored.execute("SELECT number FROM documents_certificate").fetchall() == [(paper.number,)]
    # The programs that serve can sign in there at once, and the triggers are back.
    checked = manage("check", database=empty_database, store=store)
    assert checked.returncode == 0, checked.stderr
    again = restore(made, empty_database, store)
    assert again.returncode == 1
    assert "the database is not empty: nothing was changed" in again.stderr


def test_a_store_that_holds_anything_is_refused_and_the_database_stays_empty(
    made: Made, empty_database: str, tmp_path: Path
):
    store = tmp_path / "store"
    store.mkdir()
    (store / "somebody's").write_bytes(b"file")
    assert "the store is not empty" in restore(made, empty_database, store).stderr
    with psycopg.connect(address_of(empty_database, os.environ["TEST_OWNER_DATABASE_URL"])) as there:
        assert there.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'").fetchone() == (0,)


def test_whatever_is_changed_cut_or_missing_is_found(made: Made, empty_database: str, tmp_path: Path):
    for name in ("database.age", "files.age", "manifest.age"):
        path = made.folder / name
        good = path.read_bytes()
        for broken in (
            good[: len(good) // 2] + bytes([good[len(good) // 2] ^ 1]) + good[len(good) // 2 + 1 :],
            good[:-1],
            good[: len(good) // 2],
            good[:-1] + bytes([good[-1] ^ 1]),
        ):
            path.write_bytes(broken)
            with pytest.raises(CommandError, match=f"{name} is damaged"):
                verify(made)
        path.unlink()
        with pytest.raises(CommandError, match=f"{name} is missing"):
            verify(made)
        path.write_bytes(good)
    assert verify(made).startswith("whole")
    store = tmp_path / "store"
    store.mkdir()
    with (made.folder / "files.age").open("r+b") as file:
        file.truncate(file.seek(0, 2) - 1)
    assert restore(made, empty_database, store).returncode == 1
    assert not list(store.iterdir()), "nothing is restored from a backup that is not whole"


def test_files_of_another_backup_of_the_same_recipient_are_found(made: Made, tmp_path: Path):
    lost = next(name for name in _walk(default_storage.location) if name.startswith("clean/"))
    storage.remove_file(lost)
    other = tmp_path / "other"
    ran = manage("backup", str(other), "--recipient", made.recipient, database=connection.settings_dict["NAME"])
    assert ran.returncode == 0, ran.stderr
    shutil.copy(other / "files.age", made.folder / "files.age")
    with pytest.raises(CommandError, match=f"1 files are missing, the first is {lost}"):
        verify(made)


def _walk(folder: str) -> list[str]:
    return sorted(str(each.relative_to(folder)) for each in Path(folder).rglob("*") if each.is_file())


def test_nobody_else_reads_it_and_it_holds_no_key(made: Made):
    other = pyrage.x25519.Identity.generate()
    made.identity.write_text(str(other))
    with pytest.raises(CommandError):
        verify(made)
    for path in made.folder.iterdir():
        assert path.stat().st_mode & 0o077 == 0
        assert b"PGDMP" not in path.read_bytes()
        assert os.environ["OTP_KEY"].encode() not in path.read_bytes()


def test_the_role_that_serves_cannot_make_one(transactional_db: None, tmp_path: Path):
    recipient = str(pyrage.x25519.Identity.generate().to_public())
    name = connection.settings_dict["NAME"]
    environment = {**os.environ, "DATABASE_URL": address_of(name, os.environ["DATABASE_URL"])}
    ran = subprocess.run(
        [sys.executable, "manage.py", "backup", str(tmp_path / "backup"), "--recipient", recipient],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 1
    assert "owner" in ran.stderr
