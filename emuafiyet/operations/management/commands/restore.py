"""``manage.py restore FOLDER --identity FILE``: fill an empty database and store, and prove that all is there."""

from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser

from emuafiyet.operations.backups.archive import BackupError, read_identity
from emuafiyet.operations.backups.making import restore_backup
from emuafiyet.operations.backups.proving import prove


class Command(BaseCommand):
    help = "Restore a backup into an empty database and an empty store. DATABASE_URL must be the owner's address."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path)
        parser.add_argument("--identity", type=Path, required=True, help="the file with age's private key")
        parser.add_argument("--seals", type=int, default=100, help="how many papers of each kind to judge")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            manifest = restore_backup(options["folder"], read_identity(options["identity"]))
            call_command("grant_database_roles", verbosity=0)
            proof = prove(manifest, options["seals"])
        except BackupError as error:
            raise CommandError(str(error)) from None
        self.stdout.write(
            f"restored and proved: {proof['tables']} tables, {proof['files']} files, {proof['seals']} sealed papers"
        )
