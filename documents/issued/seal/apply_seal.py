"""A page sealed, and its seal pinned, ready to be stored."""

from documents.models.seal import SealCertificate

from .sealer import get_sealer


def seal_pdf(page: bytes) -> tuple[bytes, SealCertificate]:
    """The sealed file and the pinned certificate that it bears; a seal used for the first time is pinned now."""
    content = get_sealer().seal(page)
    ours, _made = SealCertificate.objects.get_or_create(
        fingerprint=get_sealer().fingerprint,
        defaults={"name": get_sealer().name, "certificate": get_sealer().certificate},
    )
    return content, ours
