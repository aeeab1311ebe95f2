"""Django's admin with the desk's own site: a password and a code."""

from django.contrib.admin.apps import AdminConfig


class DeskConfig(AdminConfig):
    default_site = "applicants.staff.desk_site.DeskSite"
