"""Registers the app with Django."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PaymentsConfig(AppConfig):
    name = "payments"
    verbose_name = _("Ödemeler")

    def ready(self) -> None:
        from . import tasks  # noqa: F401 (registers how outbox items are delivered; needs the models)
