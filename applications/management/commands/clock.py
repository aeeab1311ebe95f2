"""``manage.py clock``: run the scheduled jobs by hand, or see with ``--dry-run`` what would be due at a moment."""

from datetime import datetime

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from applications import schedule
from applications.eligibility.deadlines import ISTANBUL


class Command(BaseCommand):
    help = "Run the scheduled jobs now; each is safe to run twice or late."

    def add_arguments(self, parser):
        parser.add_argument("--job", choices=sorted(schedule.JOBS), help="one job only")
        parser.add_argument("--dry-run", action="store_true", help="only count what is due; nothing changes")
        parser.add_argument("--at", help="with --dry-run: the moment to look at, like 2026-12-31T10:00, in Istanbul")

    def handle(self, *args, **options):
        at = None
        if options["at"]:
            if not options["dry_run"]:
                raise CommandError("--at needs --dry-run")
            try:
                at = timezone.make_aware(datetime.fromisoformat(options["at"]), ISTANBUL)
            except ValueError as error:
                raise CommandError(str(error)) from None
        jobs = [schedule.JOBS[options["job"]]] if options["job"] else schedule.JOBS.values()
        for job in jobs:
            ran = schedule.run_job(job, dry_run=options["dry_run"], at=at)
            told = f"{ran.found} due" if options["dry_run"] else f"{ran.done} done, {ran.failed} failed"
            self.stdout.write(f"{job.name:<20} {told}")
