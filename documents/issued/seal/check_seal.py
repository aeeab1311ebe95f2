"""Is this file one of ours? Judged by its bytes and our register; nothing that the file says of itself is believed.

A file counts as genuine only when it is, to the byte, one that was issued. A signature that a reader program calls
valid is not enough: pages can be changed by what is appended after it.
"""

import hashlib
import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from asn1crypto import cms
from asn1crypto.x509 import Certificate as X509

from documents.models import Certificate, Letter, SealCertificate

MAX_BYTES = 4 * 1024 * 1024
# A file with more signatures than that is not examined further.
MAX_SIGNATURES = 8
_BYTE_RANGE = re.compile(rb"/ByteRange\s*\[\s*(\d{1,10})\s+(\d{1,10})\s+(\d{1,10})\s+(\d{1,10})\s*\]")
_CONTENTS = re.compile(rb"/Contents\s*<([0-9A-Fa-f\s]{512,65536})>")


class SealFinding(StrEnum):
    GENUINE = "genuine"  # byte for byte the file that was issued
    ADDED = "added"  # begins with the issued file; something was put after it
    ALTERED = "altered"  # bears our seal, and what was sealed is not what is there
    FORGED = "forged"  # bears a seal that is not ours
    UNCONFIRMED = "unconfirmed"  # nothing in it can be told from a file that anybody made


@dataclass(frozen=True)
class SealCheck:
    """``certificate`` or ``letter``: the register's own row, for the first two findings; ``added``: bytes after it."""

    finding: SealFinding
    certificate: Certificate | None = None
    letter: Letter | None = None
    added: int = 0


def check_file(content: bytes) -> SealCheck:
    """What an uploaded file is. Never raises for what is in it."""
    if found := _find_issued_document(content):
        return SealCheck(SealFinding.GENUINE, **found)
    ranges = [tuple(map(int, each)) for each in _BYTE_RANGE.findall(content)[:MAX_SIGNATURES]]
    for _start, _length, after, rest in ranges:
        end = after + rest
        if 0 < end < len(content) and (found := _find_issued_document(content[:end])):
            return SealCheck(SealFinding.ADDED, **found, added=len(content) - end)
    return SealCheck(_check_signatures(content))


def _find_issued_document(content: bytes) -> dict[str, Any]:
    """The register's row of the paper that this is, byte for byte; empty when it is none."""
    digest = hashlib.sha256(content).hexdigest()
    if certificate := Certificate.objects.filter(pdf_sha256=digest).first():
        return {"certificate": certificate}
    letter = Letter.objects.filter(pdf_sha256=digest).first()
    return {"letter": letter} if letter else {}


def is_sealed_by_us(content: bytes, signature: bytes) -> bool:
    """Whether one of our pinned seals signed exactly these bytes (CMS, detached, DER). Raises for nothing it gets."""
    read = _parse_signature(signature.hex().encode())
    signer = _find_signer(read) if read is not None else None
    if read is None or signer is None or not SealCertificate.objects.filter(fingerprint=_fingerprint(signer)).exists():
        return False
    return _is_signed_by(read, signer, hashlib.sha256(content).digest())


def _check_signatures(content: bytes) -> SealFinding:
    """Whose signature is in a file that we did not issue so: ours over something else, or somebody else's."""
    found = SealFinding.UNCONFIRMED
    for hexadecimal in _CONTENTS.findall(content)[:MAX_SIGNATURES]:
        signature = _parse_signature(hexadecimal)
        if signature is None:
            continue
        signer = _find_signer(signature)
        if signer is None or not SealCertificate.objects.filter(fingerprint=_fingerprint(signer)).exists():
            found = SealFinding.FORGED
            continue
        if not _is_signed_by(signature, signer):
            return SealFinding.FORGED  # our certificate, which anybody can copy out of a paper, without our key
        return SealFinding.ALTERED  # really our seal, on a file that is not in the register
    return found


def _parse_signature(hexadecimal: bytes) -> cms.SignedData | None:
    try:
        content = bytes.fromhex(hexadecimal.decode("ascii"))
        info = cms.ContentInfo.load(content)  # the padding after it is not looked at
        if info["content_type"].native != "signed_data":
            return None
        info["content"]["signer_infos"][0]["signature"].native  # noqa: B018 - read now, so that nonsense fails here
        return info["content"]
    except (ValueError, TypeError, KeyError, IndexError):
        return None


def _find_signer(signature: cms.SignedData) -> X509 | None:
    """The certificate that the signature names among those it brings."""
    try:
        named = signature["signer_infos"][0]["sid"].chosen
        for each in signature["certificates"]:
            certificate = each.chosen
            if (
                isinstance(named, cms.IssuerAndSerialNumber)
                and certificate.serial_number == named["serial_number"].native
                and certificate.issuer.dump() == named["issuer"].dump()
            ):
                return certificate
    except (ValueError, TypeError, KeyError, IndexError, AttributeError):
        pass
    return None


def _fingerprint(certificate: X509) -> str:
    return hashlib.sha256(certificate.dump()).hexdigest()


def _is_signed_by(signature: cms.SignedData, signer: X509, digest: bytes | None = None) -> bool:
    """Whether the key of that certificate signed these attributes, and with ``digest`` whether they speak of it."""
    from pyhanko.sign.validation.generic_cms import validate_sig_integrity  # noqa: PLC0415 - heavy, and most checks never come so far

    try:
        info = signature["signer_infos"][0]
        told = next(
            each["values"][0].native for each in info["signed_attrs"] if each["type"].native == "message_digest"
        )
        intact, valid = validate_sig_integrity(
            info, signer, expected_content_type="data", actual_digest=told if digest is None else digest
        )
    except Exception:  # noqa: BLE001 - the engine raises many kinds for signatures that are none
        return False
    return bool(intact and valid)
