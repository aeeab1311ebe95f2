"""Putting the seal on: PAdES with an invisible field, the key loaded once per process (ETSI EN 319 142-1).

B-B by itself; B-T with a timestamp authority; B-LT when the roots of both authorities are given as well: then the
proof that neither certificate was revoked is in the file, and it can be judged when neither authority answers any more.

The seal is drawn on the page; a visible field would break the page's accessibility. The document is certified
against every change, so that whatever is done to it afterwards shows.
"""

import asyncio
import hashlib
from collections.abc import Sequence
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from documents.pdf.layout_engine import cache_per_process

from . import demo_authority

SIGNATURE_FIELD = "Muhur"
# Room for the signature, chain and timestamp; without it the engine signs once only to measure.
RESERVED_BYTES = 16_384


class Sealer:
    """A loaded key. Build one per process, after a worker has forked (``get_sealer()``)."""

    def __init__(self, signer: Any, timestamper: Any = None, roots: Sequence[Any] = ()) -> None:
        self._signer, self._timestamper, self._roots = signer, timestamper, list(roots)
        self.certificate: bytes = signer.signing_cert.dump()

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the seal's certificate, hex."""
        return hashlib.sha256(self.certificate).hexdigest()

    @property
    def name(self) -> str:
        return self._signer.signing_cert.subject.human_friendly

    def seal(self, pdf: bytes) -> bytes:
        """The same file with the seal appended.

        Raises what the key store and the authorities raise, also for a seal that has been revoked; nothing is half
        sealed then, and the item is delivered later.
        """
        from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter  # noqa: PLC0415 - heavy, and only workers seal
        from pyhanko.sign import fields, signers  # noqa: PLC0415 - heavy, and only workers seal

        metadata = signers.PdfSignatureMetadata(
            field_name=SIGNATURE_FIELD,
            md_algorithm="sha256",
            subfilter=fields.SigSeedSubFilter.PADES,
            certify=True,
            docmdp_permissions=fields.MDPPerm.NO_CHANGES,
            **self._long_term(),
        )
        out = BytesIO()
        signers.PdfSigner(metadata, signer=self._signer, timestamper=self._timestamper).sign_pdf(
            IncrementalPdfFileWriter(BytesIO(pdf)), bytes_reserved=RESERVED_BYTES, output=out
        )
        return out.getvalue()

    def sign(self, content: bytes) -> bytes:
        """A detached signature over ``content`` (CMS, DER), with a timestamp where there is an authority.

        Raises what the key store and the authority raise.
        """
        making = self._signer.async_sign_general_data(content, "sha256", detached=True, timestamper=self._timestamper)
        return bytes(asyncio.run(making).dump())

    def _long_term(self) -> dict[str, Any]:
        """B-LT in one go, so that the seal covers the whole file and no reader sees a change after it."""
        if not self._roots:
            return {}
        from pyhanko.sign.signers.pdf_signer import DSSContentSettings, SigDSSPlacementPreference  # noqa: PLC0415 - heavy, and only workers seal
        from pyhanko_certvalidator import ValidationContext  # noqa: PLC0415 - heavy, and only workers seal
        from pyhanko_certvalidator.fetchers import OwnedFetcherBackend  # noqa: PLC0415 - heavy, and only workers seal
        from pyhanko_certvalidator.fetchers.aiohttp_fetchers import AIOHttpFetcherBackend  # noqa: PLC0415 - heavy, and only workers seal

        # Asked anew for each paper: an answer of this morning does not prove that the seal is good now.
        return {
            "embed_validation_info": True,
            "validation_context": ValidationContext(
                trust_roots=self._roots,
                allow_fetching=True,
                revocation_mode="hard-fail",
                fetcher_backend=OwnedFetcherBackend(
                    AIOHttpFetcherBackend(per_request_timeout=settings.GATEWAY_TIMEOUT)
                ),
            ),
            "dss_settings": DSSContentSettings(
                include_vri=False, placement=SigDSSPlacementPreference.TOGETHER_WITH_SIGNATURE
            ),
        }


def build_sealer() -> Sealer:
    """The sealer that the settings describe. Raises ``ImproperlyConfigured``."""
    parts = urlsplit(settings.SEAL_KEY)
    if parts.scheme == "demo":
        signer = _load_from_file(demo_authority.ensure_key_file(Path(parts.path)), demo_authority.KEY_PASSWORD)
    elif parts.scheme == "file":
        signer = _load_from_file(Path(parts.path), settings.SEAL_PASSWORD.encode())
    elif parts.scheme == "pkcs11":
        signer = _load_from_token(parts.path, parse_qs(parts.query), settings.SEAL_PASSWORD)
    else:
        raise ImproperlyConfigured("SEAL_KEY must be file:///seal.p12 or pkcs11:///module.so?token=…&label=…")
    timestamper = None
    if settings.SEAL_TIMESTAMP_URL:
        from pyhanko.sign.timestamps import HTTPTimeStamper  # noqa: PLC0415 - heavy, and only workers seal

        timestamper = HTTPTimeStamper(settings.SEAL_TIMESTAMP_URL, timeout=settings.GATEWAY_TIMEOUT)
    roots: Sequence[Any] = ()
    if settings.SEAL_ROOTS:
        from pyhanko.keys import load_certs_from_pemder  # noqa: PLC0415 - heavy, and only workers seal

        roots = list(load_certs_from_pemder([settings.SEAL_ROOTS]))
    return Sealer(signer, timestamper, roots)


def _load_from_file(path: Path, password: bytes) -> Any:
    """A key from a PKCS#12 file, parsed and checked once: checking an RSA key takes ten times as long as signing."""
    from cryptography.hazmat.primitives import hashes  # noqa: PLC0415 - heavy, and only workers seal
    from cryptography.hazmat.primitives.asymmetric import padding, rsa  # noqa: PLC0415 - heavy, and only workers seal
    from cryptography.hazmat.primitives.serialization import load_der_private_key  # noqa: PLC0415 - heavy, and only workers seal
    from pyhanko.sign import signers  # noqa: PLC0415 - heavy, and only workers seal

    class Loaded(signers.SimpleSigner):
        def sign_raw(self, data: bytes, digest_algorithm: str) -> bytes:
            if isinstance(key, rsa.RSAPrivateKey) and digest_algorithm == "sha256":
                return key.sign(data, padding.PKCS1v15(), hashes.SHA256())
            return super().sign_raw(data, digest_algorithm)

    read = signers.SimpleSigner.load_pkcs12(str(path), passphrase=password)
    if read is None:
        raise ImproperlyConfigured("the seal's key file cannot be opened with its password")
    key = load_der_private_key(read.signing_key.dump(), password=None)
    return Loaded(signing_cert=read.signing_cert, signing_key=read.signing_key, cert_registry=read.cert_registry)


def _load_from_token(module: str, query: dict[str, list[str]], pin: str) -> Any:
    """A key that never leaves its device; the session is opened here, after the fork."""
    from pyhanko.config.pkcs11 import TokenCriteria  # noqa: PLC0415 - heavy, and only workers seal
    from pyhanko.sign import pkcs11  # noqa: PLC0415 - heavy, and only workers seal

    token, label = (unquote(query.get(name, [""])[0]) for name in ("token", "label"))
    session = pkcs11.open_pkcs11_session(module, token_criteria=TokenCriteria(label=token), user_pin=pin)
    return pkcs11.PKCS11Signer(session, cert_label=label, key_label=label)


get_sealer = cache_per_process(build_sealer)
