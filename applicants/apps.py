"""Registers the app with Django."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ApplicantsConfig(AppConfig):
    name = "applicants"
    verbose_name = _("Başvuru sahipleri")

    def ready(self) -> None:
        from django.contrib.auth.signals import user_logged_in

        from . import tasks  # noqa: F401 (registers how outbox items are delivered; needs the models)
        from .sign_in.applicant_access import forget_applicant

        user_logged_in.connect(forget_applicant)
