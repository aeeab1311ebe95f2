"""Which seals are ours: every certificate that ever sealed a paper, so that old papers stay verifiable (rotation)."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class SealCertificate(models.Model):
    """Pinned by its fingerprint: a seal counts because it is in this table, never because of the name it bears."""

    fingerprint = models.CharField(_("parmak izi"), max_length=64, unique=True)  # SHA-256 of the certificate, hex
    name = models.CharField(_("ad"), max_length=300)
    certificate = models.BinaryField()  # DER
    first_used_at = models.DateTimeField(_("ilk kullanım"), default=timezone.now)

    class Meta:
        verbose_name = _("mühür sertifikası")
        verbose_name_plural = _("mühür sertifikaları")
        default_permissions = ("view",)

    def __str__(self) -> str:
        return self.name
