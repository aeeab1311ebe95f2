"""The seal: on a conformant page and leaving it so, with a file's key, a token's key and a timestamp."""

import io
import json
import os
import subprocess
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pikepdf
import pkcs11
import pytest
from asn1crypto import x509
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, pkcs12
from django.core.exceptions import ImproperlyConfigured
from pkcs11.util.x509 import decode_x509_certificate
from pyhanko.keys import load_certs_from_pemder
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.general import SigningError
from pyhanko.sign.validation import DocumentSecurityStore, validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

from documents import storage
from documents.issued.certificate.render_certificate import get_certificate_renderer
from documents.issued.seal import demo_authority
from documents.issued.seal.pdf_sealer import Sealer, build_sealer, get_sealer
from documents.models import Certificate, SealCertificate
from emuafiyet.dev.packages import find_program
from tests.builders.certificates import PHOTO, frozen

from .authority import PASSWORD, Authority, authority
from .papers import issued, made


@pytest.fixture(scope="module")
def page() -> bytes:
    return get_certificate_renderer().render_pdf(frozen(), PHOTO)


def embedded(pdf: bytes) -> Any:
    return PdfFileReader(io.BytesIO(pdf)).embedded_signatures[0]


def intact(pdf: bytes, certificate: bytes) -> bool:
    """What a reader's program says of the signature: whole file, unchanged, by this certificate."""
    status = status_of(pdf, [x509.Certificate.load(certificate)])
    return status.intact and status.valid and status.trusted and status.coverage.name == "ENTIRE_FILE"


def status_of(pdf: bytes, roots: list[Any]) -> Any:
    return validate_pdf_signature(embedded(pdf), ValidationContext(trust_roots=roots))


def test_the_seal_is_put_after_the_page_and_covers_it_all(page: bytes) -> None:
    sealed = get_sealer().seal(page)
    assert sealed.startswith(page)
    assert intact(sealed, get_sealer().certificate)


def test_a_changed_page_is_caught_by_any_reader(page: bytes) -> None:
    sealed = bytearray(get_sealer().seal(page))
    sealed[3000] ^= 1
    assert not intact(bytes(sealed), get_sealer().certificate)


def test_the_file_carries_what_the_page_says_for_machines(page: bytes) -> None:
    with pikepdf.open(io.BytesIO(page)) as pdf:
        (name,) = pdf.attachments
        attached = pdf.attachments[name]
        told = json.loads(attached.get_file().read_bytes())
        assert str(pdf.Root.AF[0].AFRelationship) == "/Data"
        assert len(pdf.Root.AF) == 1
    facts = frozen()
    assert told == {key: value for key, value in facts.items() if key not in {"photo", "edition"}}


@pytest.mark.django_db
def test_an_issued_certificate_is_sealed_and_its_seal_pinned() -> None:
    paper = made(issued())
    assert intact(storage.read_file(paper.pdf), get_sealer().certificate)
    pinned = SealCertificate.objects.get()
    assert paper.seal == pinned
    assert pinned.fingerprint == get_sealer().fingerprint
    made(issued())
    assert SealCertificate.objects.count() == 1
    with pytest.raises(Exception, match="stored certificate is not replaced"):
        Certificate.objects.filter(pk=paper.pk).update(seal=None)


def roots_of(authority: Authority) -> list[Any]:
    return list(load_certs_from_pemder([str(authority.roots)]))


@pytest.fixture
def sealed_by(settings: Any) -> Callable[[Authority, str], Sealer]:
    """The sealer that the settings describe when an authority stands behind the seal."""

    def chosen(authority: Authority, roots: str = "") -> Sealer:
        settings.SEAL_KEY, settings.SEAL_PASSWORD = f"file://{authority.seal}", PASSWORD
        settings.SEAL_TIMESTAMP_URL, settings.SEAL_ROOTS = authority.clock, roots
        return build_sealer()

    return chosen


def test_a_timestamp_says_when_it_was_sealed(page: bytes, tmp_path: Path, sealed_by: Any) -> None:
    """B-T, from an authority over HTTP."""
    before = datetime.now(UTC) - timedelta(seconds=2)
    with authority(tmp_path) as ours:
        stamped = sealed_by(ours).seal(page)
    assert ours.asked == ["/authority/tsa/clock"]
    status = status_of(stamped, roots_of(ours))
    assert status.bottom_line
    assert status.timestamp_validity.trusted
    assert before <= status.timestamp_validity.timestamp <= datetime.now(UTC)


def test_a_seal_can_be_judged_when_its_authority_is_gone(page: bytes, tmp_path: Path, sealed_by: Any) -> None:
    """B-LT: the answers that neither certificate was revoked are in the file, under the seal."""

    def judged(pdf: bytes) -> Any:
        """With nothing but the file and the roots; proof that nothing was revoked is required, not fetched."""
        signature = embedded(pdf)
        inside = DocumentSecurityStore.read_dss(signature.reader)
        return validate_pdf_signature(
            signature,
            inside.as_validation_context({"trust_roots": roots_of(ours), "revocation_mode": "require"}),
        )

    with authority(tmp_path) as ours:
        long_term = sealed_by(ours, str(ours.roots)).seal(page)
        stamped = sealed_by(ours).seal(page)
    status = judged(long_term)
    assert status.bottom_line
    assert status.timestamp_validity.trusted
    assert status.coverage.name == "ENTIRE_FILE"
    with pytest.raises(Exception, match="DSS"):
        judged(stamped)


def test_a_revoked_seal_seals_nothing(page: bytes, tmp_path: Path, sealed_by: Any) -> None:
    with (
        authority(tmp_path, revoked=True) as ours,
        pytest.raises(SigningError, match="could not be validated") as refusal,
    ):
        sealed_by(ours, str(ours.roots)).seal(page)
    assert "revoked" in str(refusal.value.__cause__)


def test_a_key_that_never_leaves_its_token(page: bytes, tmp_path: Path, settings: Any, monkeypatch: Any) -> None:
    util, module = find_program("softhsm2-util"), next(Path("/usr/lib").rglob("libsofthsm2.so"), None)
    assert util
    assert module
    (tmp_path / "tokens").mkdir()
    conf = tmp_path / "softhsm2.conf"
    conf.write_text(f"directories.tokendir = {tmp_path}/tokens\n")
    monkeypatch.setitem(os.environ, "SOFTHSM2_CONF", str(conf))
    key, certificate, _chain = pkcs12.load_key_and_certificates(
        demo_authority.create_seal(), demo_authority.KEY_PASSWORD
    )
    assert key is not None
    assert certificate is not None
    pem = tmp_path / "key.pem"
    pem.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))

    def run(*arguments: str) -> None:
        subprocess.run([util, *arguments], check=True, capture_output=True)

    run("--init-token", "--free", "--label", "muhur", "--pin", "1234", "--so-pin", "5678")
    run("--import", str(pem), "--token", "muhur", "--label", "seal", "--id", "01", "--pin", "1234")
    der = certificate.public_bytes(Encoding.DER)
    put_certificate(str(module), der)
    settings.SEAL_KEY = f"pkcs11://{module}?token=muhur&label=seal"
    settings.SEAL_PASSWORD = "1234"
    sealed = build_sealer().seal(page)
    assert intact(sealed, der)
    settings.SEAL_KEY = "vault://somewhere"
    with pytest.raises(ImproperlyConfigured):
        build_sealer()


def put_certificate(module: str, der: bytes) -> None:
    token = pkcs11.lib(module).get_token(token_label="muhur")
    with token.open(user_pin="1234", rw=True) as session:
        session.create_object(
            {**decode_x509_certificate(der), pkcs11.Attribute.TOKEN: True, pkcs11.Attribute.LABEL: "seal"}
        )
