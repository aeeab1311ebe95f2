"""Registers the app with Django and listens to what payments and papers say."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ApplicationsConfig(AppConfig):
    name = "applications"
    verbose_name = _("Başvurular")

    def ready(self) -> None:
        from applicants.notices import notice_delivery
        from applicants.privacy import rights
        from applicants.staff import account_changes
        from documents.uploads import kind_formats

        from . import tasks  # noqa: F401 (registers how outbox items are delivered; needs the models)
        from .casework.returned_files import list_files_in_hand, return_files
        from .catalogue.read_catalogue import get_kind_formats
        from .lifecycle import card_events, payment_events  # noqa: F401 (they listen to signals)
        from .notices.suspension import restart, suspend
        from .retention.erasure_holds import list_erasure_holds
        from .summaries import data_copy_words

        account_changes.files_in_hand_finders.append(list_files_in_hand)
        account_changes.file_returners.append(return_files)
        rights.erasure_hold_finders.append(list_erasure_holds)
        kind_formats.catalogue_readers.append(get_kind_formats)
        notice_delivery.on_unreached.append(suspend)
        notice_delivery.on_served.append(restart)
        data_copy_words.tell()
