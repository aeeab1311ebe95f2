"""Encrypted and signed documents: those that open without a password are accepted, the others are not."""

import io
from datetime import UTC, datetime
from functools import cache, partial

import pikepdf
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import NoEncryption, pkcs12
from pikepdf import Encryption, Permissions
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import fields
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner, SimpleSigner
from pyhanko.stamp import TextStampStyle

from .forms import drawn_values, make_form
from .sample import OTHER_FONT, pdf_sample
from .scanners import scan_as_jpeg
from .writing import make_letter, save

NOTHING_ALLOWED = Permissions(
    accessibility=False,
    extract=False,
    modify_annotation=False,
    modify_assembly=False,
    modify_form=False,
    modify_other=False,
    print_highres=False,
    print_lowres=False,
)
METHODS = {
    "rc4-40": {"R": 2, "aes": False, "metadata": False},
    "rc4-128": {"R": 3, "aes": False, "metadata": False},
    "aes-128": {"R": 4},
    "aes-256-of-acrobat-9": {"R": 5},
    "aes-256": {"R": 6},
}


def encrypt(content: bytes, user: str = "", owner: str = "sahibi", **method) -> bytes:
    with pikepdf.open(io.BytesIO(content)) as pdf:
        return save(pdf, encryption=Encryption(owner=owner, user=user, allow=NOTHING_ALLOWED, **method))


def restricted(method: str) -> bytes:
    return encrypt(make_letter(pages=2), **METHODS[method])


def restricted_scan() -> bytes:
    return encrypt(scan_as_jpeg(100, "RGB"), R=4)


def restricted_form() -> bytes:
    return encrypt(make_form(drawn_values), R=6)


def no_passwords_at_all() -> bytes:
    """Both passwords are empty: encrypted, and for nobody."""
    return encrypt(make_letter(), owner="", R=6)


def opened_by_its_owner(method: str) -> bytes:
    """The empty password is the owner's: readers that try it as such open the document and ask for nothing."""
    return encrypt(make_letter(), user="Gizli123", owner="", **METHODS[method])


def locked(method: str) -> bytes:
    return encrypt(make_letter(), user="Gizli123", **METHODS[method])


def only_attachments_locked() -> bytes:
    """The password is asked for when an attachment is opened; the pages are not encrypted at all."""
    with pikepdf.open(io.BytesIO(locked("aes-256")), password="Gizli123") as pdf:
        keys = {name: bytes(pdf.trailer.Encrypt[f"/{name}"]).hex() for name in ("O", "U", "OE", "UE", "Perms")}
    told = "".join(f" /{name} <{value}>" for name, value in keys.items())
    crypt = "/CF << /StdCF << /AuthEvent /EFOpen /CFM /AESV3 /Length 32 >> >>"
    ways = f"/V 5 /R 6 /Length 256 /P -4 /StmF /Identity /StrF /Identity /EFF /StdCF {crypt}"
    return add_handler(f"<< /Filter /Standard {ways}{told} >>".encode())


def locked_for_people_with_a_key() -> bytes:
    """Encrypted for the holders of certificates (Adobe.PubSec), who need no password but a key."""
    return add_handler(
        b"<< /Filter /Adobe.PubSec /SubFilter /adbe.pkcs7.s5 /V 4 /Length 128 /StmF /Default /StrF /Default"
        b" /CF << /Default << /CFM /AESV2 /Recipients [<3080>] >> >> >>"
    )


def add_handler(dictionary: bytes) -> bytes:
    """A letter whose last section says how it is encrypted."""
    content = make_letter()
    handler = b"99 0 obj\n" + dictionary + b"\nendobj\n"
    at = content.rindex(b"xref\n", 0, content.rindex(b"startxref"))
    table = b"xref\n99 1\n%010d 00000 n \n" % len(content)
    trailer = b"trailer << /Root 1 0 R /Size 100 /Prev %d /Encrypt 99 0 R /ID [<01><01>] >>\n" % at
    return content + handler + table + trailer + b"startxref\n%d\n%%%%EOF\n" % (len(content) + len(handler))


@cache
def make_signer() -> SimpleSigner:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "Ornek Isveren")])
    valid = datetime(2026, 1, 1, tzinfo=UTC), datetime(2056, 1, 1, tzinfo=UTC)
    builder = x509.CertificateBuilder(name, name, key.public_key(), 1, *valid)
    certificate = builder.sign(key, hashes.SHA256())
    bundle = pkcs12.serialize_key_and_certificates(b"ornek", key, certificate, None, NoEncryption())
    return SimpleSigner.load_pkcs12_data(bundle, other_certs=[])


def sign(content: bytes, *names: str, certify: bool = False) -> bytes:
    """With a visible field for each signature, one revision after the other."""
    for number, name in enumerate(names):
        writer = IncrementalPdfFileWriter(io.BytesIO(content), strict=False)
        box = (320, 120 + 90 * number, 520, 180 + 90 * number)
        fields.append_signature_field(writer, fields.SigFieldSpec(name, box=box))
        facts = PdfSignatureMetadata(field_name=name, reason="Sozlesme", certify=certify and number == 0)
        style = TextStampStyle(stamp_text="Imzalayan: %(signer)s\nNeden: Sozlesme")
        content = PdfSigner(facts, make_signer(), stamp_style=style).sign_pdf(writer).getvalue()
    return content


def signed_letter(*names: str, certify: bool = False) -> bytes:
    return sign(make_letter(), *names, certify=certify)


def changed_after_signing() -> bytes:
    """Somebody stamped the signed document: the seal is broken, the pages are what readers show."""
    with pikepdf.open(io.BytesIO(signed_letter("Imza1"))) as pdf:
        pdf.pages[0].contents_add(b"1 0 0 rg BT /F1 24 Tf 80 100 Td (GELEN EVRAK 2026/44) Tj ET")
        return save(pdf)


SAMPLES = [
    *(pdf_sample(f"restricted-{method}", partial(restricted, method)) for method in METHODS),
    pdf_sample("restricted-scan", restricted_scan),
    pdf_sample("restricted-form", restricted_form),
    pdf_sample("encrypted-without-passwords", no_passwords_at_all),
    pdf_sample("opened-by-its-owner", partial(opened_by_its_owner, "aes-256"), like=make_letter),
    pdf_sample("opened-by-its-owner-acrobat-9", partial(opened_by_its_owner, "aes-256-of-acrobat-9"), like=make_letter),
    *(pdf_sample(f"locked-{method}", partial(locked, method), "encrypted") for method in METHODS),
    pdf_sample("only-attachments-locked", only_attachments_locked, like=make_letter),
    pdf_sample("locked-with-certificates", locked_for_people_with_a_key, "encrypted"),
    pdf_sample("signed", partial(signed_letter, "Imza1"), tolerance=OTHER_FONT),
    pdf_sample("signed-by-two", partial(signed_letter, "Imza1", "Imza2"), tolerance=OTHER_FONT),
    pdf_sample("signed-and-certified", partial(signed_letter, "Imza1", certify=True), tolerance=OTHER_FONT),
    pdf_sample("signed-then-changed", changed_after_signing, tolerance=OTHER_FONT),
]
