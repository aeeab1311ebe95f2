"""Registers the app with Django and listens to what payments and papers say."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ApplicationsConfig(AppConfig):
    name = "applications"
    verbose_name = _("Başvurular")

    def ready(self) -> None:
        from applicants import delivery, privacy

        from . import card_events, data_words, payment_events  # noqa: F401
        from .retention import holds
        from .suspension import restart, suspend

        privacy.holders.append(holds)
        delivery.on_unreached.append(suspend)
        delivery.on_served.append(restart)
        data_words.tell()
