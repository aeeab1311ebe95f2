"""A certificate authority and a seal of nobody, made at first use, so that a demo seals like a real installation."""

import os
import secrets
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, pkcs12
from cryptography.x509.oid import NameOID

SEAL_NAME = "ÖRNEK e-Muafiyet Mührü (DEMO)"
AUTHORITY_NAME = "ÖRNEK Deneme Sertifika Makamı (DEMO)"
KEY_PASSWORD = b"only-for-a-demo"


def ensure_key_file(folder: Path) -> Path:
    """The demo's PKCS#12 file; whichever of several processes is first makes it."""
    path = folder / "demo-seal.p12"
    if path.exists():
        return path
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle, name = tempfile.mkstemp(dir=folder)
    with os.fdopen(handle, "wb") as file:
        file.write(create_seal())
    try:
        os.link(name, path)
    except FileExistsError:
        pass
    finally:
        os.unlink(name)
    return path


def create_seal(name: str = SEAL_NAME, authority: str = AUTHORITY_NAME) -> bytes:
    """A fresh key with its certificate and the authority's, as PKCS#12."""
    root_key = rsa.generate_private_key(public_exponent=65537, key_size=3072)
    key = rsa.generate_private_key(public_exponent=65537, key_size=3072)
    root = _create_certificate(authority, authority, root_key.public_key(), root_key, is_authority=True)
    seal = _create_certificate(name, authority, key.public_key(), root_key, is_authority=False)
    return pkcs12.serialize_key_and_certificates(b"seal", key, seal, [root], BestAvailableEncryption(KEY_PASSWORD))


def _create_certificate(name: str, issuer: str, public_key, signing_key, *, is_authority: bool) -> x509.Certificate:
    now = datetime.now(UTC) - timedelta(minutes=5)
    usage = dict.fromkeys(
        (
            "digital_signature",
            "content_commitment",
            "key_encipherment",
            "data_encipherment",
            "key_agreement",
            "key_cert_sign",
            "crl_sign",
            "encipher_only",
            "decipher_only",
        ),
        False,
    )
    usage |= (
        {"key_cert_sign": True, "crl_sign": True}
        if is_authority
        else {"digital_signature": True, "content_commitment": True}
    )
    return (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)]))
        .issuer_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, issuer)]))
        .public_key(public_key)
        .serial_number(secrets.randbits(120))
        .not_valid_before(now)
        .not_valid_after(now + timedelta(days=3650))
        .add_extension(x509.BasicConstraints(ca=is_authority, path_length=None), critical=True)
        .add_extension(x509.KeyUsage(**usage), critical=True)
        .sign(signing_key, hashes.SHA256())
    )
