"""``manage.py load_catalogue``: the catalogue and the ready-made reasons into the database."""

from django.core.management.base import BaseCommand

from applications.catalogue import reasons
from applications.catalogue.loading import load_catalogue


class Command(BaseCommand):
    help = "Load or update the sectors, document kinds, categories and ready-made reasons."

    def handle(self, *args, **options):
        done = load_catalogue()
        done.left_alone += reasons.load_reasons()
        if options["verbosity"]:
            self.stdout.write(", ".join(f"{count} {name}" for name, count in done.counts.items()))
        if done.left_alone:
            self.stdout.write("changed in the admin and left alone: " + ", ".join(done.left_alone))
