"""``manage.py load_holidays``: the published public holidays of this and the coming years into the calendar."""

import holidays
from django.core.management.base import BaseCommand
from django.utils import timezone

from applications.eligibility.deadlines import ISTANBUL
from applications.models import Holiday

RELIGIOUS_FEASTS = ("Ramazan", "Kurban")


def load_holidays(first: int, last: int) -> int:
    """Add the years that the calendar has no day of yet; a year that the ministry has entered is left alone."""
    known = {day.year for day in Holiday.objects.values_list("day", flat=True)}
    rows = []
    for year in range(first, last + 1):
        if year in known:
            continue
        published = holidays.country_holidays("TR", years=year, language="tr")
        rows += [
            Holiday(
                day=day, name=name[:120], estimated="tahmin" in name or any(each in name for each in RELIGIOUS_FEASTS)
            )
            for day, name in sorted(published.items())
        ]
    return len(Holiday.objects.bulk_create(rows))


class Command(BaseCommand):
    help = "Load the published public holidays of the last, this and the next four years; years already there stay."

    def handle(self, *args, **options):
        year = timezone.localdate(timezone=ISTANBUL).year
        added = load_holidays(year - 1, year + 4)
        if options["verbosity"]:
            self.stdout.write(f"{added} holidays")
