"""A migrated database that the workers' databases and the journeys' portal are copies of.

Migrating takes a quarter of a minute, copying a fraction of a second. What the migrations made is dumped to
``var/``, under a name that changes whenever a migration, the catalogue or the tariff does, so that only the first
run after such a change migrates.
"""

import hashlib
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import psycopg

from emuafiyet.core.database_roles import APP, READONLY, DatabaseRole, grant_roles

ROOT = Path(__file__).resolve().parent.parent
NAME = "template_emuafiyet"
VARIABLE = "TEST_TEMPLATE_DATABASE"
# What the content of the database depends on.
SOURCES = (
    "*/migrations/*.py",
    "*/models/*.py",
    "*/*.yaml",
    "*/*/*.yaml",
    "*/catalogue/*.py",
    "*/management/commands/load_*.py",
    "tests/reference_data.py",
)
SCHEMA = "reference_data"
# The tests sign in as the app role, like everything that serves. What only the owner may do (letting rows age, emptying
# tables between tests) they ask for by name; see tests/owner.py.
FOR_TESTS_ONLY = f"""
CREATE OR REPLACE FUNCTION run_as_owner(statements text) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
    AS $$ BEGIN EXECUTE statements; END $$;
GRANT USAGE ON SCHEMA {SCHEMA} TO {APP};
GRANT SELECT ON ALL TABLES IN SCHEMA {SCHEMA} TO {APP};
"""


def address_of(name: str, given: str) -> str:
    """The address ``given``, with another database's name."""
    base, question, query = given.partition("?")
    return f"{base.rpartition('/')[0]}/{name}{question}{query}"


def prepare(database_url: str, programs: Path | None) -> None:
    """Make the template beside the database of ``database_url`` and name it in the environment."""
    with psycopg.connect(database_url, autocommit=True) as connection:
        version = connection.info.server_version // 10_000
        connection.execute(f"DROP DATABASE IF EXISTS {NAME} WITH (FORCE)")
        connection.execute(f"CREATE DATABASE {NAME}")
    template = address_of(NAME, database_url)
    dump = ROOT / "var" / f"test-database-{_fingerprint(version)}.sql"
    tool = _tool(programs, version)
    if tool and dump.exists():
        subprocess.run(
            [tool / "psql", "-q", "-X", "-v", "ON_ERROR_STOP=1", "-1", "-o", os.devnull, "-d", template, "-f", dump],
            check=True,
        )
    else:
        command = [sys.executable, "-m", "tests.template_database"]
        subprocess.run(command, cwd=ROOT, env={**os.environ, "DATABASE_URL": template}, check=True)
        if tool:
            _keep(dump, [str(tool / "pg_dump"), "--no-owner", "--no-privileges", "-d", template])
    grant_roles(template, DatabaseRole(APP), DatabaseRole(READONLY))
    with psycopg.connect(template, autocommit=True) as connection:
        connection.execute(FOR_TESTS_ONLY)
    os.environ[VARIABLE] = NAME


def _tool(programs: Path | None, version: int) -> Path | None:
    """The folder of pg_dump and psql, when they are of the server's version; without them every run migrates."""
    if programs is None or programs.parent.name != str(version):
        return None
    return programs if all((programs / each).exists() for each in ("pg_dump", "psql")) else None


def _keep(dump: Path, command: list[str]) -> None:
    """Written beside its place and renamed: another run may look for it meanwhile. Earlier dumps go."""
    dump.parent.mkdir(exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=dump.parent, delete=False) as made:
        subprocess.run(command, stdout=made, check=True)
    for earlier in dump.parent.glob("test-database-*.sql"):
        earlier.unlink(missing_ok=True)
    Path(made.name).rename(dump)


def _fingerprint(version: int) -> str:
    digest = hashlib.sha256(str(version).encode())
    for path in sorted({path for pattern in SOURCES for path in ROOT.glob(pattern) if path.is_file()}):
        digest.update(path.relative_to(ROOT).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:16]


def main() -> None:
    """Migrate the database of DATABASE_URL and set the catalogue and the tariff aside in it."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "emuafiyet.settings")
    django.setup()
    from django.core.management import call_command
    from django.db import connections

    from tests import reference_data

    call_command("migrate", interactive=False, verbosity=0)
    reference_data.set_aside()
    connections.close_all()


if __name__ == "__main__":
    main()
