"""A certificate authority with all it serves over HTTP: revocation answers, revocation lists, timestamps."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from certomancer.integrations.animator import Animator, AnimatorArchStore
from certomancer.registry import ArchLabel, CertLabel, CertomancerConfig
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509 import load_der_x509_certificate
from werkzeug.serving import make_server

NAME = "authority"
PASSWORD = "only-for-tests"
KEYS = ("root", "seal", "responder", "clock")


@dataclass(frozen=True)
class Authority:
    """``seal``: a PKCS#12 file; ``roots``: PEM; ``clock``: where it gives timestamps; ``asked``: paths so far."""

    seal: Path
    roots: Path
    clock: str
    asked: list[str]


@contextmanager
def authority(folder: Path, *, revoked: bool = False) -> Iterator[Authority]:
    """Serves until left. ``revoked``: its answer about the seal is that it has been withdrawn."""
    asked: list[str] = []
    served: list[Animator] = []

    def application(environ: dict[str, Any], start: Any) -> Any:
        asked.append(environ["PATH_INFO"])
        return served[0](environ, start)

    server = make_server("127.0.0.1", 0, application, threaded=True)
    for name in KEYS:
        key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        (folder / f"{name}.pem").write_bytes(pem)
    config = CertomancerConfig(_described(server.port, revoked=revoked), key_search_dir=str(folder))
    arch = config.get_pki_arch(ArchLabel(NAME))
    served.append(Animator(AnimatorArchStore({ArchLabel(NAME): arch}), with_web_ui=False))
    (folder / "seal.p12").write_bytes(arch.package_pkcs12(CertLabel("seal"), password=PASSWORD.encode()))
    (folder / "roots.pem").write_bytes(_pem(arch.get_cert(CertLabel("root")).dump()))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield Authority(
            folder / "seal.p12", folder / "roots.pem", f"http://127.0.0.1:{server.port}/{NAME}/tsa/clock", asked
        )
    finally:
        server.shutdown()
        server.server_close()


def _described(port: int, *, revoked: bool) -> dict[str, Any]:
    now = datetime.now(UTC)
    year = {"valid-from": _iso(now - timedelta(days=30)), "valid-to": _iso(now + timedelta(days=365))}
    by_root = {"issuer": "root", "authority-key": "root", "validity": year}
    seal: dict[str, Any] = by_root | {"subject": "seal", "profiles": ["digsig-commitment"]}
    if revoked:
        seal["revocation"] = {"revoked-since": _iso(now - timedelta(days=1)), "reason": "key_compromise"}
    clock = {
        "subject": "clock",
        "extensions": [
            {"id": "extended_key_usage", "critical": True, "value": ["time_stamping"]},
            {
                "id": "key_usage",
                "critical": True,
                "smart-value": {"schema": "key-usage", "params": ["digital_signature"]},
            },
        ],
    }
    root = {
        "subject": "root",
        "profiles": [{"id": "simple-ca", "params": {"crl-repo": "root", "ocsp-service": "root"}}],
    }
    return {
        "external-url-prefix": f"http://127.0.0.1:{port}",
        "keysets": {NAME: {"keys": {name: {"path": f"{name}.pem"} for name in KEYS}}},
        "pki-architectures": {
            NAME: {
                "keyset": NAME,
                "entities": {name: {"common-name": f"{name} of nobody"} for name in KEYS},
                "certs": {
                    "root": by_root | root,
                    "seal": seal,
                    "responder": by_root | {"subject": "responder", "profiles": ["ocsp-responder"]},
                    "clock": by_root | clock,
                },
                "services": {
                    "ocsp": {"root": {"for-issuer": "root", "responder-cert": "responder"}},
                    "crl-repo": {
                        "root": {"for-issuer": "root", "signing-key": "root", "simulated-update-schedule": "P7D"}
                    },
                    "time-stamping": {"clock": {"signing-cert": "clock"}},
                },
            }
        },
    }


def _iso(moment: datetime) -> str:
    return f"{moment:%Y-%m-%dT%H:%M:%S+0000}"


def _pem(der: bytes) -> bytes:
    return load_der_x509_certificate(der).public_bytes(Encoding.PEM)
