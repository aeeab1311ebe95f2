"""Registers the app with Django and listens to what payments and papers say."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ApplicationsConfig(AppConfig):
    name = "applications"
    verbose_name = _("Başvurular")

    def ready(self) -> None:
        from applicants import privacy

        from . import card_events, payment_events  # noqa: F401
        from .retention import holds

        privacy.holders.append(holds)
