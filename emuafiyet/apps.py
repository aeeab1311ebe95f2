"""Django's admin with the desk's own site (a password and a code), and the project's checks."""

from django.contrib.admin.apps import AdminConfig


class DeskConfig(AdminConfig):
    default_site = "applicants.staff.desk_site.DeskSite"

    def ready(self) -> None:
        """Register the checks before any is run: those that register themselves later are never asked."""
        super().ready()
        from . import checks  # noqa: F401 - models are there only now
