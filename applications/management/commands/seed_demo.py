"""``manage.py seed_demo``: officers for the demo, one for each role, and who may try what. Safe to run again."""

from django.conf import settings
from django.contrib.auth.models import Group
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from applicants.models import Officer
from applicants.staff.derivation import DEMO_ENROLLED, DEMO_NEW, DEMO_PASSWORD, demo_seed
from applications import roles

OFFICERS = [
    ("uzman1", "Ayşe", "Yıldız", roles.REVIEWER),
    ("uzman2", "Mehmet", "Kaya", roles.REVIEWER),
    ("kidemli", "Elif", "Şahin", roles.SENIOR),
    ("odeme", "Murat", "Arslan", roles.PAYMENTS),
    ("kart", "Hatice", "Çelik", roles.CARDS),
    ("katalog", "Emre", "Koç", roles.CATALOGUE),
    ("denetci", "Fatma", "Aydın", roles.AUDITOR),
    ("yonetici", "Zeynep", "Demir", roles.ADMINISTRATOR),
    (DEMO_NEW, "Deniz", "Ak", roles.REVIEWER),
]


class Command(BaseCommand):
    help = "Create the demo's officers and print every account. Refuses outside demo mode."

    def handle(self, *args, **options):
        if not settings.DEMO:
            raise CommandError("seed_demo works in demo mode only")
        roles.load()
        for username, first, last, role in OFFICERS:
            officer, created = Officer.objects.get_or_create(
                username=username, defaults={"first_name": first, "last_name": last, "is_staff": True}
            )
            if created:
                officer.set_password(DEMO_PASSWORD)
                if username == DEMO_NEW:
                    officer.must_change_password = True
                officer.save()
                officer.groups.add(Group.objects.get(name=role.name))
            if not officer.totp_seed and username in DEMO_ENROLLED:
                Officer.objects.filter(pk=officer.pk).update(
                    totp_seed=demo_seed(username), totp_confirmed_at=timezone.now()
                )
        self.tell()

    def tell(self):
        say = self.stdout.write
        say(f"Portal            {settings.SITE_URL}/")
        say(f"Reviewers         {settings.SITE_URL}/admin/")
        for username, first, last, role in OFFICERS:
            say(f"  {username:<14}  {DEMO_PASSWORD}  {first} {last} ({role.name})")
        say(f"  their codes     {settings.SANDBOX_URL}/telefon/")
        say(f"Demo people       {settings.SANDBOX_URL}/  (for each of the three doors)")
        say(f"Mail catcher      {settings.SANDBOX_URL}/mail/")
        say(f"Payment page      {settings.SANDBOX_URL}/gib/odeme/")
