"""``manage.py load_roles``: the officers' roles, as groups with exactly the permissions of roles.py."""

from django.core.management.base import BaseCommand

from applicants.models import Officer
from applications import roles


class Command(BaseCommand):
    help = "Bring the officers' groups to what applications/roles.py says. Safe to run again."

    def handle(self, *args, **options):
        roles.load_roles()
        if options["verbosity"]:
            self.stdout.write(f"{len(roles.ROLES)} roles")
        for officer in roles.find_conflicting_officers():
            self.stderr.write(f"{officer.username} holds roles that do not go together: take all but one duty away")
        for officer in Officer.objects.filter(is_superuser=True):
            self.stderr.write(f"{officer.username} is a superuser and is not let in: see open_administrator")
