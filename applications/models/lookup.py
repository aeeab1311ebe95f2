"""What the back office of other systems says of numbers that the applicant typed: a help for eyes, never a gate."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from emuafiyet.core.outbox.models import OutboxItem

from .application import Application


class Lookup(OutboxItem):
    """One number of one application, asked once: a workplace at SGK or an address in the address database.

    While the system is away the application goes on; whoever reads it sees that the number was not confirmed.
    """

    queue = "gateway"
    max_attempts = 40

    class Kind(models.TextChoices):
        WORKPLACE = "workplace", _("SGK işyeri kaydı")
        ADDRESS = "address", _("Adres kaydı")

    class Outcome(models.TextChoices):
        PENDING = "pending", _("Doğrulanamadı")
        FOUND = "found", _("Bulundu")
        UNKNOWN = "unknown", _("Kayıtlı değil")
        CLOSED = "closed", _("Kapanmış")
        NOT_A_UNIT = "not_a_unit", _("Bina kodu; daire veya işyeri kodu değil")

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="lookups", db_index=False)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    code = models.CharField(max_length=26)
    outcome = models.CharField(max_length=10, choices=Outcome.choices, default=Outcome.PENDING)
    answer = models.JSONField(default=dict)

    class Meta(OutboxItem.Meta):
        constraints = [
            *OutboxItem.Meta.constraints,
            models.UniqueConstraint(fields=["application", "kind", "code"], name="lookup_once"),
        ]

    def __str__(self) -> str:
        return str(self.pk)
