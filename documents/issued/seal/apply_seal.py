"""A page sealed, and its seal pinned, ready to be stored."""

from documents.models.seal import SealCertificate

from .sealer import sealer


def sealed(page: bytes) -> tuple[bytes, SealCertificate]:
    """The sealed file and the pinned certificate that it bears; a seal used for the first time is pinned now."""
    content = sealer().seal(page)
    ours, _made = SealCertificate.objects.get_or_create(
        fingerprint=sealer().fingerprint, defaults={"name": sealer().name, "certificate": sealer().certificate}
    )
    return content, ours
