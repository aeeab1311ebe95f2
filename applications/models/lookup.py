"""What the back office of other systems says of numbers that the applicant typed: a help for eyes, never a gate."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from documents.gateways import uavt
from emuafiyet.core.outbox.outbox import Promise

from .application import Application


class Lookup(Promise):
    """One number of one application, asked once: a workplace at SGK or an address in the address database.

    While the system is away the application goes on; whoever reads it sees that the number was not confirmed.
    """

    queue = "gateway"
    most_attempts = 60

    class Kind(models.TextChoices):
        WORKPLACE = "workplace", _("SGK işyeri kaydı")
        ADDRESS = "address", _("Adres kaydı")

    class Outcome(models.TextChoices):
        PENDING = "pending", _("Doğrulanamadı")
        FOUND = "found", _("Bulundu")
        UNKNOWN = "unknown", _("Kayıtlı değil")
        CLOSED = "closed", _("Kapanmış")
        NOT_A_UNIT = "not_a_unit", _("Bina kodu; daire veya işyeri kodu değil")

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="lookups")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    code = models.CharField(max_length=26)
    outcome = models.CharField(max_length=10, choices=Outcome.choices, default=Outcome.PENDING)
    answer = models.JSONField(default=dict)

    class Meta(Promise.Meta):
        constraints = [
            *Promise.Meta.constraints,
            models.UniqueConstraint(fields=["application", "kind", "code"], name="lookup_once"),
        ]

    def __str__(self) -> str:
        return str(self.pk)

    def keep(self) -> None:
        from ..gateways import sgk

        ask = sgk.workplace if self.kind == self.Kind.WORKPLACE else uavt.address
        outcome, answer = ask(self.code)
        Lookup.objects.filter(pk=self.pk).update(outcome=outcome, answer=answer)
