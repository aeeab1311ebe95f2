"""``manage.py seed_demo``: the demo's officers and people, and who may try what. Safe to run again."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from applicants.staff.totp_secret import DEMO_PASSWORD
from applications.demo import officers, people, story


class Command(BaseCommand):
    help = "Create the demo's officers and people and print every account. Refuses outside demo mode."

    def add_arguments(self, parser):
        parser.add_argument("--empty", action="store_true", help="officers only: nobody has applied yet")

    def handle(self, *args, **options):
        if not settings.DEMO:
            raise CommandError("seed_demo works in demo mode only")
        officers.seed_officers()
        if not options["empty"]:
            story.seed_story()
        self.print_accounts(options["empty"])

    def print_accounts(self, empty: bool):
        say = self.stdout.write
        say(f"Portal            {settings.SITE_URL}/")
        if not empty:
            say(f"  has applied     {people.get_email(people.PEOPLE[0])} and others: sign in by e-mail")
        say(f"Reviewers         {settings.SITE_URL}/admin/")
        for username, first, last, role in officers.OFFICERS:
            say(f"  {username:<14}  {DEMO_PASSWORD}  {first} {last} ({role.name})")
        say(f"  their codes     {settings.SANDBOX_URL}/telefon/")
        say(f"Demo people       {settings.SANDBOX_URL}/  (for each of the three doors)")
        say(f"Mail catcher      {settings.SANDBOX_URL}/mail/")
        say(f"Payment page      {settings.SANDBOX_URL}/gib/odeme/")
        say(f"Parcels           {settings.SANDBOX_URL}/ptt/")
