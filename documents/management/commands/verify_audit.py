"""``manage.py verify_audit``: whether the audit log is what was written, by its chain of days and its copies."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from documents.audit_seals.verifying import verify_audit
from documents.models import AuditSeal


class Command(BaseCommand):
    help = "Find entries of the audit log that were edited, added, removed or put in another order, and missing days."

    def handle(self, *args: Any, **options: Any) -> None:
        """Print one line for each fault and exit with 1 when there is any."""
        problems = verify_audit(timezone.now())
        for problem in problems:
            self.stderr.write(f"{problem.day.isoformat()}: {problem.text}")
        if problems:
            raise CommandError(f"{len(problems)} faults")
        newest = AuditSeal.objects.order_by("-day").first()
        self.stdout.write(f"sealed up to {newest.day.isoformat()}, no fault" if newest else "no finished day yet")
