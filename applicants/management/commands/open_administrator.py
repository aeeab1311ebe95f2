"""``manage.py open_administrator``: the first administrators of an installation, who then open all other accounts."""

from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.validators import validate_email
from django.db import connection, transaction

from applicants.models import RoleArea
from applicants.staff import account_changes, audit
from applicants.staff.account_changes import AccountError
from applicants.staff.officer_mail import build_link_address

NEEDED = 2  # one who proposes and one who confirms


class Command(BaseCommand):
    help = (
        "Open an administrator's account and mail a link to set its password. Works while fewer than two active "
        "administrators exist: afterwards accounts are opened at the desk, by two people."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username")
        parser.add_argument("email")
        parser.add_argument("--first-name", default="")
        parser.add_argument("--last-name", default="")

    @transaction.atomic
    def handle(self, *args, **options) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext('staff'), hashtext('last administrator'))")
        roles = list(Group.objects.filter(duty__duty=RoleArea.Area.ADMINISTRATION).values_list("name", flat=True))
        if not roles:
            raise CommandError("run load_roles first")
        if account_changes.find_active_administrators().count() >= NEEDED:
            raise CommandError("two administrators exist: open the account at the desk, where a second one confirms it")
        try:
            validate_email(options["email"])
            officer = account_changes.open_account_now(
                options["username"], options["email"], roles, options["first_name"], options["last_name"]
            )
        except (AccountError, ValidationError) as error:
            raise CommandError(str(error)) from error
        audit.record_action(None, "changed_officer", "officer", officer.pk, detail="open_administrator")
        link = officer.password_links.get(used_at__isnull=True)
        self.stdout.write(f"{officer.username}: the link to set a password is on its way to {officer.email}, and here:")
        self.stdout.write(build_link_address(link))
