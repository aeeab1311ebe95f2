"""What the processes of a demo inherit: the keys of this machine, addresses, the role that signs in to the database."""

import hashlib
import hmac
import json
import os
import secrets
import tempfile
from pathlib import Path

from emuafiyet.core.database_roles import APP, DatabaseRole, build_role_address

from .services import ServiceFailedError, Services


def load_demo_keys(file: Path) -> dict[str, str]:
    """SECRET_KEY and OTP_KEY of this machine's demo, made once and readable by its owner only."""
    if not file.exists():
        lines = [f"{name}={secrets.token_urlsafe(64)}\n" for name in ("SECRET_KEY", "OTP_KEY")]
        with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as new:
            new.writelines(lines)
    return dict(line.split("=", 1) for line in file.read_text().splitlines() if "=" in line)


def build_demo_phones(key: str) -> str:
    """What the sandbox needs to play the demo officers' telephones: the secret in each one's app, as JSON."""
    from applicants.staff.totp_secret import DEMO_ENROLLED, demo_seed, derive_totp_secret

    return json.dumps({name: derive_totp_secret(demo_seed(name), key) for name in DEMO_ENROLLED})


def set_environment(services: Services, var: Path, port: str) -> None:
    """What the processes inherit; a value that is already set stands."""
    sandbox = f"http://localhost:{os.environ['SANDBOX_PORT']}"
    values = {
        "DEMO": "1",
        **load_demo_keys(var / "demo.env"),
        "SITE_URL": f"http://localhost:{port}",
        "SANDBOX_URL": sandbox,
        "EMAIL_URL": f"smtp://localhost:{os.environ['SANDBOX_SMTP_PORT']}",
        "BOUNCE_MAILBOX_URL": f"pop3://demo:demo@localhost:{os.environ['SANDBOX_POP3_PORT']}",
        "VAR_DIR": str(var),
        "SCANNER_URL": f"unix://{find_scanner_folder(var)}",
        "LOG_LEVEL": "WARNING",
    }
    for name, value in values.items():
        os.environ.setdefault(name, value)
    if os.environ["DEMO"] == "1":
        os.environ["SANDBOX_PHONES"] = build_demo_phones(os.environ["OTP_KEY"])
    # Nothing that serves signs in as the owner: it could rewrite what the database must keep.
    os.environ["DATABASE_URL"] = build_role_address(services.database_url, app_role())
    os.environ["REDIS_URL"] = services.redis_url
    # For another terminal: set -a; . var/run.env; set +a; .venv/bin/python manage.py shell
    names = [*values, "DATABASE_URL", "REDIS_URL", "SANDBOX_PORT", "SANDBOX_SMTP_PORT", "SANDBOX_POP3_PORT"]
    with os.fdopen(os.open(var / "run.env", os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.writelines(f"{name}='{os.environ[name]}'\n" for name in names)


def find_scanner_folder(var: Path) -> Path:
    """A folder for the scanner's sockets whose names are short enough for a socket (107 bytes)."""
    folder = var.resolve() / "scanner"
    if len(os.fsencode(folder / "documents.sock")) <= 107:
        return folder
    short = Path(tempfile.gettempdir()) / f"emuafiyet-scanner-{hashlib.sha256(os.fsencode(folder)).hexdigest()[:16]}"
    short.mkdir(mode=0o700, exist_ok=True)
    if short.stat().st_uid != os.geteuid():
        raise ServiceFailedError(f"{short} belongs to somebody else")
    return short


def app_role() -> DatabaseRole:
    """The role that serves, with a password of this machine, which the private server does not even ask for."""
    key = os.environ["SECRET_KEY"].encode()
    return DatabaseRole(APP, hmac.new(key, b"database role", hashlib.sha256).hexdigest())
