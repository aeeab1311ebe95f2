"""Checks of outside systems, mail, the store, the seal, the scanner and Redis: each really tried."""

import secrets
import smtplib
import socket
import ssl
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import redis
from asn1crypto.x509 import Certificate as X509
from django.conf import settings

from documents import storage
from documents.issued.seal.apply_seal import sign_bytes
from documents.issued.seal.check_seal import is_sealed_by_us
from documents.uploads.scanning import is_scanner_ready
from emuafiyet.core.outside.http import call_system
from emuafiyet.core.outside.systems import System

from .running import BrokenError

PATIENCE_SECONDS = 10.0
SEAL_ENDS_SOON = timedelta(days=30)


def check_redis() -> str:
    with redis.Redis.from_url(settings.REDIS_URL, socket_timeout=3, socket_connect_timeout=3) as client:
        key = f"doctor:{secrets.token_hex(8)}"
        client.set(key, "1", ex=10)
        if client.getdel(key) != b"1":
            raise BrokenError("what was written is not what is read")
    return "written and read"


def check_store() -> str:
    """A file is written, read and deleted, and is gone."""
    content = secrets.token_bytes(64)
    name = storage.store_bytes("doctor", content, ".bin")
    try:
        if storage.read_file(name) != content:
            raise BrokenError("what was written is not what is read")
    finally:
        storage.remove_file(name)
    try:
        storage.read_file(name)
    except FileNotFoundError:
        return "written, read and deleted"
    raise BrokenError("a file that was deleted is still there")


def check_seal() -> str:
    """The seal signs a few bytes, and the signature is verified; its certificate is not about to end."""
    content = secrets.token_bytes(64)
    signature, seal = sign_bytes(content)
    if not is_sealed_by_us(content, signature) or is_sealed_by_us(content + b"x", signature):
        raise BrokenError("the signature does not verify")
    end = X509.load(bytes(seal.certificate)).not_valid_after
    if end < datetime.now(UTC) + SEAL_ENDS_SOON:
        raise BrokenError(f"the certificate ends on {end:%Y-%m-%d}")
    stamp = "with a timestamp" if settings.SEAL_TIMESTAMP_URL else "without a timestamp authority"
    return f"signed and verified, {stamp}, good until {end:%Y-%m-%d}"


def check_mail() -> str:
    """EHLO, STARTTLS where it is wanted, and sign-in where there is a user; no mail is sent."""
    context = ssl.create_default_context()
    host, port = settings.EMAIL_HOST, settings.EMAIL_PORT
    try:
        if settings.EMAIL_USE_SSL:
            server: smtplib.SMTP = smtplib.SMTP_SSL(host, port, timeout=PATIENCE_SECONDS, context=context)
        else:
            server = smtplib.SMTP(host, port, timeout=PATIENCE_SECONDS)
        with server:
            server.ehlo()
            if settings.EMAIL_USE_TLS:
                server.starttls(context=context)
                server.ehlo()
            if settings.EMAIL_HOST_USER:
                server.login(settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD)
    except smtplib.SMTPResponseException as error:
        raise BrokenError(f"the server answered {error.smtp_code}") from None
    except (OSError, smtplib.SMTPException) as error:
        raise BrokenError(f"no answer: {type(error).__name__}") from None
    return "EHLO and sign-in" if settings.EMAIL_HOST_USER else "EHLO, no sign-in is set"


def build_gateway_check(system: System, setting: str) -> Callable[[], str]:
    """Whether the system answers at its address, whatever it says: only an outage is wrong."""

    def check() -> str:
        answer = call_system(
            system, "HEAD", f"{getattr(settings, setting)}/", timeout=PATIENCE_SECONDS, reads_json=False
        )
        return f"answers ({answer.status_code})"

    return check


def check_scanner() -> str:
    if not is_scanner_ready():
        raise BrokenError("does not answer")
    return "answers"


def check_virus_scanner() -> str:
    """clamd's own ping, where there is a clamd."""
    if not settings.CLAMD_ADDRESS:
        return "not set: files are rebuilt, but not looked through for known malware"
    host, _, port = settings.CLAMD_ADDRESS.rpartition(":")
    with socket.create_connection((host.strip("[]"), int(port)), timeout=PATIENCE_SECONDS) as link:
        link.sendall(b"zPING\0")
        answer = link.recv(64)
    if not answer.startswith(b"PONG"):
        raise BrokenError("answers something else than PONG")
    return "answers"
