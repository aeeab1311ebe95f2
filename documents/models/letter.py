"""A decision letter: the paper of a decision that gives nobody a certificate."""

from datetime import timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _

from .issued_document import IssuedDocument


class Letter(IssuedDocument):
    """One letter about one decision."""

    storage_folder = "letters"
    # Its mail waits for it, and can do without it.
    max_attempts = 6
    max_retry_delay = timedelta(minutes=5)

    case_reference = models.UUIDField(_("dosya"), db_index=True)
    kind = models.CharField(max_length=20)
    number = models.CharField(_("karar no"), max_length=20, unique=True)

    class Meta(IssuedDocument.Meta):
        verbose_name = _("karar yazısı")
        verbose_name_plural = _("karar yazıları")
