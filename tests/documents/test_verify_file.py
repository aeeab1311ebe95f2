"""A PDF that somebody was given: thirteen things that can have happened to it, and what /verify says of each."""

import io
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from asn1crypto import cms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import signers

from documents import storage
from documents.issued.certificate import revoke_certificate
from documents.issued.seal import demo_authority
from documents.issued.seal.check_seal import MAX_BYTES, SealFinding, check_file
from documents.issued.seal.pdf_sealer import Sealer, get_sealer
from documents.models import Certificate, SealCertificate

from .papers import issued, made

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def stranger(tmp_path_factory: pytest.TempPathFactory) -> Sealer:
    """Somebody's own seal, which bears our name and that of our authority."""
    file = tmp_path_factory.mktemp("forger") / "seal.p12"
    file.write_bytes(demo_authority.create_seal())
    return Sealer(signers.SimpleSigner.load_pkcs12(str(file), passphrase=demo_authority.KEY_PASSWORD))


@pytest.fixture
def paper() -> Certificate:
    today = timezone.localdate()
    return made(issued(valid_from=today - timedelta(days=5), valid_to=today + timedelta(days=30)))


def bytes_of(paper: Certificate) -> bytes:
    return storage.read_file(paper.pdf)


def page_of(content: bytes) -> bytes:
    """The page as it was before it was sealed."""
    return content[: content.index(b"%%EOF") + 6]


def flipped(content: bytes, place: int) -> bytes:
    return content[:place] + bytes([content[place] ^ 1]) + content[place + 1 :]


def resaved(content: bytes, change: Callable[[pikepdf.Pdf], None] = lambda pdf: None) -> bytes:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(content)) as pdf:
        change(pdf)
        pdf.save(out)
    return out.getvalue()


def overlaid(content: bytes) -> bytes:
    """A white box over the name, appended as readers themselves do it: no byte of the original changes."""
    writer = IncrementalPdfFileWriter(io.BytesIO(content))
    box = writer.add_object(generic.StreamObject(stream_data=b"q 1 g 60 560 300 60 re f Q"))
    writer.add_stream_to_page(0, box)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def retitled(pdf: pikepdf.Pdf) -> None:
    pdf.docinfo["/Title"] = "Başka bir belge"


def annotated(pdf: pikepdf.Pdf) -> None:
    note = pikepdf.Dictionary(
        Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.FreeText, Rect=[60, 560, 360, 620], Contents="Süre uzatıldı"
    )
    pdf.pages[0].Annots = pdf.make_indirect(pikepdf.Array([pdf.make_indirect(note)]))


CASES: dict[str, tuple[Callable[[bytes], bytes], SealFinding]] = {
    "as it was issued": (lambda whole: whole, SealFinding.GENUINE),
    "a line break after it": (lambda whole: whole + b"\n", SealFinding.ADDED),
    "a white box over the name": (overlaid, SealFinding.ADDED),
    "one bit of the page": (lambda whole: flipped(whole, 3000), SealFinding.ALTERED),
    "one bit of the ornament": (lambda whole: flipped(whole, len(whole) // 3), SealFinding.ALTERED),
    "saved again": (resaved, SealFinding.ALTERED),
    "another title": (lambda whole: resaved(whole, retitled), SealFinding.ALTERED),
    "a note on the page": (lambda whole: resaved(whole, annotated), SealFinding.ALTERED),
    "without the seal": (page_of, SealFinding.UNCONFIRMED),
    "cut short": (lambda whole: whole[: len(whole) * 9 // 10], SealFinding.UNCONFIRMED),
    "another file": (lambda whole: b"%PDF-1.7\n% nothing of ours\n", SealFinding.UNCONFIRMED),
    "no PDF at all": (lambda whole: b"\x00\xff" * 500, SealFinding.UNCONFIRMED),
}


@pytest.mark.requirement("R76")
@pytest.mark.parametrize("case", CASES)
def test_what_happened_to_the_file(paper: Certificate, case: str) -> None:
    change, finding = CASES[case]
    whole = bytes_of(paper)
    found = check_file(change(whole))
    assert found.finding == finding
    assert found.certificate == (paper if finding in {SealFinding.GENUINE, SealFinding.ADDED} else None)
    if finding == SealFinding.ADDED:
        assert found.added == len(change(whole)) - len(whole)


def test_a_look_alike_with_our_name_on_its_own_seal(paper: Certificate, stranger: Sealer) -> None:
    forged = stranger.seal(page_of(bytes_of(paper)))
    assert stranger.name == get_sealer().name
    assert check_file(forged).finding == SealFinding.FORGED


def test_our_certificate_copied_beside_a_strangers_signature(paper: Certificate, stranger: Sealer) -> None:
    """Anybody can copy our certificate out of a paper; without our key it seals nothing."""
    forged = stranger.seal(page_of(bytes_of(paper)))
    ours = SealCertificate.objects.get()
    start = forged.rindex(b"/Contents <") + len(b"/Contents <")
    length = forged.index(b">", start) - start
    info = cms.ContentInfo.load(bytes.fromhex(forged[start : start + length].decode()))
    signed = info["content"]
    certificate = cms.CertificateChoices.load(bytes(ours.certificate))
    signed["certificates"] = cms.CertificateSet([certificate])
    signed["signer_infos"][0]["sid"] = cms.SignerIdentifier(
        {
            "issuer_and_serial_number": cms.IssuerAndSerialNumber(
                {"issuer": certificate.chosen.issuer, "serial_number": certificate.chosen.serial_number}
            )
        }
    )
    hexadecimal = info.dump(force=True).hex().encode()
    mixed = forged[:start] + hexadecimal.ljust(length, b"0") + forged[start + length :]
    assert check_file(mixed).finding == SealFinding.FORGED


def test_papers_of_an_earlier_seal_stay_genuine_after_rotation(paper: Certificate, stranger: Sealer) -> None:
    """A second seal comes into use: both are in the table, and a changed paper of either is known as ours."""
    SealCertificate.objects.create(
        fingerprint=stranger.fingerprint, name=stranger.name, certificate=stranger.certificate
    )
    newer = stranger.seal(page_of(bytes_of(paper)))
    assert check_file(bytes_of(paper)).finding == SealFinding.GENUINE
    assert check_file(flipped(bytes_of(paper), 3000)).finding == SealFinding.ALTERED
    assert check_file(flipped(newer, 3000)).finding == SealFinding.ALTERED


# --- the page ---------------------------------------------------------------------------------------------
def upload(content: bytes, browser: Client | None = None) -> Any:
    file = SimpleUploadedFile("belge.pdf", content, "application/pdf")
    return (browser or Client()).post(reverse("verify_file"), {"file": file})


def test_the_page_shows_what_the_register_says_and_nothing_of_the_file(paper: Certificate) -> None:
    genuine = upload(bytes_of(paper)).text
    assert "Geçerli" in genuine
    assert "hiç değiştirilmemiş" in genuine
    added = upload(overlaid(bytes_of(paper))).text
    assert "Dosyaya sonradan ekleme yapılmış" in added
    assert "Kayıtlarımızdaki belge" in added
    for text in (genuine, added):
        assert "KOWALSKA" not in text
    altered = upload(flipped(bytes_of(paper), 3000)).text
    assert "Dosya değiştirilmiş" in altered
    assert "Z. M. K." not in altered


def test_a_genuine_file_of_an_ended_exemption_is_not_valid(paper: Certificate) -> None:
    revoke_certificate(paper.case_reference, reason="cancelled", at=timezone.localdate())
    page = upload(bytes_of(paper)).text
    assert "Muafiyet iptal edildi" in page
    assert "hiç değiştirilmemiş" in page


def test_no_file_an_empty_one_and_one_too_large_are_explained(paper: Certificate) -> None:
    assert "Bir PDF dosyası seçin." in Client().post(reverse("verify_file")).text
    assert "Dosya doğrulanamadı" in upload(b"").text
    answer = upload(b"0" * (MAX_BYTES + 1))
    assert answer.status_code == 422
    assert "en çok 4 MB" in answer.text


def test_nothing_uploaded_is_kept(paper: Certificate, settings: Any) -> None:
    def kept() -> set[Path]:
        return {each for each in Path(settings.STORAGES["default"]["OPTIONS"]["location"]).rglob("*") if each.is_file()}

    before = kept()
    upload(flipped(bytes_of(paper), 3000))
    assert kept() == before


# --- for machines -----------------------------------------------------------------------------------------
def test_the_answer_for_machines(paper: Certificate) -> None:
    answer = Client().get(reverse("verify_json", args=[paper.verification_code]))
    told = answer.json()
    assert told.pop("checked_at")
    assert told == {
        "verdict": "valid",
        "initials": "Z. M. K.",
        "category": "Bilimsel, kültürel ve sanatsal faaliyet",
        "legal_ref": "Yön. m.48/1-a",
        "valid_from": paper.valid_from.isoformat(),
        "valid_to": paper.valid_to.isoformat(),
        "not_valid_since": None,
        "reason": None,
        "never_in_force": False,
    }
    assert answer["Access-Control-Allow-Origin"] == "*"
    revoke_certificate(paper.case_reference, reason="terminated", at=timezone.localdate())
    ended = Client().get(reverse("verify_json", args=[paper.verification_code])).json()
    assert (ended["verdict"], ended["reason"]) == ("ended", "terminated")
    assert ended["not_valid_since"] == timezone.localdate().isoformat()
    unknown = Client().get(reverse("verify_json", args=["0123456789ABCDEF"]))
    assert (unknown.status_code, unknown.json()["verdict"]) == (404, "unknown")
    wrong = Client().get(reverse("verify_json", args=["12"]))
    assert (wrong.status_code, wrong.json()) == (404, {"verdict": "malformed"})
