"""``manage.py seed_demo``: officers for the demo, and who may try what. Safe to run again."""

from django.conf import settings
from django.contrib.auth.models import Group, Permission
from django.core.management.base import BaseCommand, CommandError

from applicants.models import Officer

PASSWORD = "Muafiyet-2026-demo"  # noqa: S105 (shown on the screen of the demo on purpose)
OFFICERS = [
    ("uzman1", "Ayşe", "Yıldız", False),
    ("uzman2", "Mehmet", "Kaya", False),
    ("yonetici", "Zeynep", "Demir", True),
]


class Command(BaseCommand):
    help = "Create the demo's officers and print every account. Refuses outside demo mode."

    def handle(self, *args, **options):
        if not settings.DEMO:
            raise CommandError("seed_demo works in demo mode only")
        reviewers, _ = Group.objects.get_or_create(name="Değerlendirme uzmanı")
        reviewers.permissions.set(
            Permission.objects.filter(
                content_type__app_label="applications", codename__in=["view_application", "decide_application"]
            )
        )
        for username, first, last, manager in OFFICERS:
            officer, created = Officer.objects.get_or_create(
                username=username,
                defaults={"first_name": first, "last_name": last, "is_staff": True, "is_superuser": manager},
            )
            if created:
                officer.set_password(PASSWORD)
                officer.save(update_fields=["password"])
                officer.groups.add(reviewers)
        self.tell()

    def tell(self):
        say = self.stdout.write
        say(f"Portal            {settings.SITE_URL}/")
        say(f"Reviewers         {settings.SITE_URL}/admin/")
        for username, first, last, manager in OFFICERS:
            say(f"  {username:<14}  {PASSWORD}  {first} {last}{' (administrator)' if manager else ''}")
        say(f"Demo people       {settings.SANDBOX_URL}/  (for each of the three doors)")
        say(f"Mail catcher      {settings.SANDBOX_URL}/mail/")
        say(f"Payment page      {settings.SANDBOX_URL}/gib/odeme/")
