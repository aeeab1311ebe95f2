"""``manage.py retention``: destroy what is kept no longer; ``--dry-run`` only counts it."""

from django.core.management.base import BaseCommand

from applicants.privacy.account_retention import apply_retention_rules


class Command(BaseCommand):
    help = "Destroy what is kept no longer by the retention rules and write the disposal log."

    def add_arguments(self, parser):
        parser.add_argument("--dry-run", action="store_true", help="only count what would go")

    def handle(self, *args, **options):
        for what, count in apply_retention_rules(dry_run=options["dry_run"]).items():
            self.stdout.write(f"{count:>8}  {what}")
