"""The tests' world, made before Django reads its settings: real PostgreSQL and Redis, and demo settings.

Loaded by ``-p tests.environment``. The first process starts the services and names them in its environment,
from which the parallel workers inherit them; pytest-django gives each worker a database of its own, and
here each gets its own Redis database and private store.
"""

import atexit
import os
import re
import subprocess
import sys
import tempfile

from emuafiyet.core.database_roles import APP, DatabaseRole, build_role_address
from emuafiyet.dev import packages
from emuafiyet.dev.portal_processes import SCANNER_ENVIRONMENT
from emuafiyet.dev.services import Services
from tests import template_database


def redis_database(address: str, number: int) -> str:
    """The same server's database ``number`` places further on."""
    if address.startswith("unix:"):
        return re.sub(r"db=(\d+)", lambda found: f"db={int(found[1]) + number}", address)
    return re.sub(r"/(\d+)$", lambda found: f"/{int(found[1]) + number}", address)


def start_scanner() -> None:
    """The scanner that every test's files go to, with the environment and the walls that it has everywhere else."""
    folder = tempfile.TemporaryDirectory(prefix="emuafiyet-scanner-")
    atexit.register(folder.cleanup)
    os.environ["SCANNER_URL"] = f"unix://{folder.name}"
    command = [sys.executable, "-m", "documents.uploads.isolation.scanner", "--listen", os.environ["SCANNER_URL"]]
    scanner = subprocess.Popen(
        ["setpriv", "--pdeathsig", "TERM", "--", *command],
        cwd=packages.ROOT,
        env={name: os.environ[name] for name in SCANNER_ENVIRONMENT if name in os.environ},
    )
    atexit.register(scanner.terminate)


def settle() -> None:
    worker = os.environ.get("PYTEST_XDIST_WORKER")
    if worker is not None:
        os.environ["REDIS_URL"] = redis_database(os.environ["REDIS_URL"], int(worker.removeprefix("gw")) + 1)
        os.environ["STORAGE_URL"] += f"/{worker}"
        return
    packages.use_unpacked_fonts()
    services = Services(
        packages.ROOT / "var",
        durable=False,
        database_url=os.environ.get("DATABASE_URL", ""),
        redis_url=os.environ.get("REDIS_URL", ""),
    )
    services.start()
    atexit.register(services.stop)
    private = tempfile.TemporaryDirectory(prefix="emuafiyet-private-")
    atexit.register(private.cleanup)
    os.environ.update(
        DEMO="1",
        SECRET_KEY="a-key-for-tests-which-signs-nothing-of-worth-0123456789",
        OTP_KEY="another-key-for-tests-from-which-codes-are-derived-0123456789",
        DATABASE_URL=build_role_address(services.database_url, DatabaseRole(APP)),
        TEST_OWNER_DATABASE_URL=services.database_url,
        REDIS_URL=services.redis_url,
        STORAGE_URL=f"file://{private.name}",
        LOG_LEVEL="WARNING",
    )
    start_scanner()
    for name in (
        "SITE_URL",
        "ALLOWED_HOSTS",
        "EMAIL_URL",
        "BOUNCE_MAILBOX_URL",
        "MAIL_RETURN_DOMAIN",
        "SANDBOX_URL",
        "DEBUG",
        "EDEVLET_CLIENT_ID",
        "EDEVLET_CLIENT_SECRET",
    ):
        os.environ.pop(name, None)
    for system in ("MFA", "NVI", "GIB", "GOC", "SGK", "PTT", "EDEVLET", "EDEVLET_BROWSER"):
        os.environ.pop(f"{system}_URL", None)
    template_database.prepare(services.database_url, packages.find_postgresql_bin())


settle()
