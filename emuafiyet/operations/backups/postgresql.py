"""PostgreSQL's own programs, as the owner: a dump of one moment with the counts of the same moment, and its return."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, Any

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict

from emuafiyet.core.database_roles import can_rewrite
from emuafiyet.dev import packages

from .archive import PIECE, BackupError

VARIABLES = {"host": "PGHOST", "port": "PGPORT", "user": "PGUSER", "password": "PGPASSWORD", "dbname": "PGDATABASE"}


def find_tool(name: str) -> str:
    """Raises ``BackupError`` when PostgreSQL's programs are not on this machine."""
    folder = packages.find_postgresql_bin()
    if folder and (folder / name).exists():
        return str(folder / name)
    if found := packages.find_program(name):
        return found
    raise BackupError(f"{name} is missing: install PostgreSQL's client programs")


def build_environment(address: str) -> dict[str, str]:
    """The address in the environment, where other users of the machine cannot read the password."""
    parts = conninfo_to_dict(address)
    known = {variable: str(parts[name]) for name, variable in VARIABLES.items() if parts.get(name)}
    return {**os.environ, **known}


@contextmanager
def owner_connection(address: str) -> Iterator[psycopg.Connection]:
    """Raises ``BackupError`` for anybody but the owner: others do not see everything."""
    with psycopg.connect(address, autocommit=True) as connection:
        if not can_rewrite(connection.cursor()) and count_tables(connection):
            raise BackupError("DATABASE_URL must be the owner's address here")
        yield connection


def count_tables(connection: psycopg.Connection) -> int:
    row = connection.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'").fetchone()
    return int(row[0]) if row else 0


def count_rows(connection: psycopg.Connection) -> dict[str, int]:
    """How many rows each table has."""
    names = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1").fetchall()
    counts = {}
    for (name,) in names:
        row = connection.execute(sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier("public", name))).fetchone()
        counts[name] = int(row[0]) if row else 0
    return counts


@contextmanager
def dump(address: str) -> Iterator[tuple[IO[bytes], dict[str, int]]]:
    """The dump as a stream, and the rows of each table at the same moment."""
    with owner_connection(address) as connection, connection.transaction():
        connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        row = connection.execute("SELECT pg_export_snapshot()").fetchone()
        snapshot = str(row[0]) if row else ""
        command = [find_tool("pg_dump"), "--format=custom", f"--snapshot={snapshot}", "--no-owner", "--no-privileges"]
        with subprocess.Popen(command, env=build_environment(address), stdout=subprocess.PIPE) as process:
            if process.stdout is None:
                raise BackupError("pg_dump gives no output")
            yield process.stdout, count_rows(connection)
        if process.returncode:
            raise BackupError("pg_dump failed; its message stands above")


def load(address: str, stream: Any) -> None:
    """Fill the empty database from the stream; all or nothing. Raises ``BackupError``."""
    command = [find_tool("pg_restore"), "--no-owner", "--no-privileges", "--exit-on-error", "--single-transaction"]
    environment = build_environment(address)
    command.append(f"--dbname={environment['PGDATABASE']}")
    with subprocess.Popen(command, env=environment, stdin=subprocess.PIPE) as process:
        if process.stdin is None:
            raise BackupError("pg_restore takes no input")
        try:
            while piece := stream.read(PIECE):
                process.stdin.write(piece)
            process.stdin.close()
        except BrokenPipeError:
            pass  # it says itself what is wrong
    if process.returncode:
        raise BackupError("pg_restore failed; its message stands above")
