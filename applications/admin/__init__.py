"""The reviewers' desk in Django admin."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from . import catalogue, queue, requests

__all__ = ["catalogue", "queue", "requests"]

admin.site.index_title = _("Değerlendirme masası")
# The desk has a handful of pages: the width serves the queue's columns better than a second menu.
admin.site.enable_nav_sidebar = False
