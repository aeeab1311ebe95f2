"""How checks of files ended, by day: a fault of our own must stand out on its first day."""

from datetime import date

from django.db import connection, models
from django.utils import timezone


class CheckOutcome(models.TextChoices):
    ACCEPTED = "accepted"
    REDRAWN = "redrawn"
    REFUSED = "refused"
    TIMED_OUT = "timed_out"
    DIED = "died"


class CheckCount(models.Model):
    """One line per day, outcome and reason; nothing about a person."""

    day = models.DateField()
    outcome = models.CharField(max_length=10, choices=CheckOutcome.choices)
    reason = models.CharField(max_length=20, blank=True)  # a key of rules.REASONS, of refusals
    count = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["day", "outcome", "reason"], name="check_count_once")]

    def __str__(self) -> str:
        return f"{self.day} {self.outcome} {self.reason}"

    @classmethod
    def add(cls, outcome: CheckOutcome, reason: str = "") -> None:
        """Count one more, in the transaction that settles the check."""
        table = connection.ops.quote_name(cls._meta.db_table)
        with connection.cursor() as cursor:
            cursor.execute(
                f"INSERT INTO {table} (day, outcome, reason, count) VALUES (%s, %s, %s, 1)"  # noqa: S608 (our own table's name)
                f" ON CONFLICT (day, outcome, reason) DO UPDATE SET count = {table}.count + 1",
                [timezone.localdate(), outcome.value, reason],
            )

    @classmethod
    def counts_by_outcome(cls, day: date) -> dict[str, int]:
        """Counts by ``outcome`` or ``outcome:reason``."""
        rows = cls.objects.filter(day=day).values_list("outcome", "reason", "count")
        return {f"{outcome}:{reason}" if reason else outcome: count for outcome, reason, count in rows}
