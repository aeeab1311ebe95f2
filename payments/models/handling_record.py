"""What officers did about a collection line."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .collection import CollectionLine


class HandlingStep(models.TextChoices):
    """What an officer can say became of a line."""

    NOTED = "noted", _("Not düştü")
    REFUND_ASKED = "refund_asked", _("İadesini vergi dairesine bildirdi")
    REFUND_GIVEN = "refund_given", _("İade edildiğini işledi")
    CLOSED = "closed", _("İnceleyip kapattı")
    REOPENED = "reopened", _("Yeniden açtı")
    REPLACED = "replaced", _("Doğrusuyla değiştirdi")


class LineDeed(models.Model):
    """One thing an officer did about one line; only ever added to (a trigger sees to it)."""

    line = models.ForeignKey(CollectionLine, on_delete=models.PROTECT, related_name="deeds")
    deed = models.CharField(_("İşlem"), max_length=12, choices=HandlingStep.choices)
    note = models.CharField(_("açıklama"), max_length=500, blank=True)
    officer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("tahsilat işlemi")
        verbose_name_plural = _("tahsilat işlemleri")
        ordering = ["id"]
        default_permissions = ("add", "view")

    def __str__(self) -> str:
        return self.deed
