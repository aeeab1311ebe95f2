"""The reviewers' desk in Django admin."""

from django.contrib import admin
from django.contrib.auth import admin as auth_admin
from django.contrib.auth.models import Group
from django.utils.translation import gettext_lazy as _

from . import audit_admin, catalogue_admin, notices, queue_admin, requests_admin, schedule_admin

__all__ = ["audit_admin", "auth_admin", "catalogue_admin", "notices", "queue_admin", "requests_admin", "schedule_admin"]

# Roles are written in the program (applications/roles.py), not edited by hand; Django's own page of them, imported
# above, goes again.
admin.site.unregister(Group)

admin.site.index_title = _("Değerlendirme masası")
# The desk has a handful of pages: the width serves the queue's columns better than a second menu.
admin.site.enable_nav_sidebar = False
