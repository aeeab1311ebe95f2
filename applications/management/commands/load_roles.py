"""``manage.py load_roles``: the officers' roles, as groups with exactly the permissions of roles.py."""

from django.core.management.base import BaseCommand

from applications import roles


class Command(BaseCommand):
    help = "Bring the officers' groups to what applications/roles.py says. Safe to run again."

    def handle(self, *args, **options):
        roles.load_roles()
        if options["verbosity"]:
            self.stdout.write(f"{len(roles.ROLES)} roles")
