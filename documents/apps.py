"""Registers the app with Django."""

from django.apps import AppConfig
from django.http import multipartparser
from django.utils.translation import gettext_lazy as _


class DocumentsConfig(AppConfig):
    name = "documents"
    verbose_name = _("Belgeler")

    def ready(self) -> None:
        from . import tasks  # noqa: F401 (registers how outbox items are delivered; needs the models)

        # Of one part of a form, and nearly all of it is the file's name: with Django's 1,024 bytes a long name
        # answers a bare 400. It is no setting; read whenever a form is taken apart, it can be raised here.
        multipartparser.MAX_TOTAL_HEADER_SIZE = 32 * 1024  # type: ignore[attr-defined]  # the stubs leave it out
