"""``manage.py backup FOLDER --recipient age1…``: database and files into a new folder, readable by the recipient."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from emuafiyet.operations.backups.archive import BackupError, read_recipient
from emuafiyet.operations.backups.making import make_backup


class Command(BaseCommand):
    help = "Write an encrypted backup into a new folder. DATABASE_URL must be the owner's address."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path)
        parser.add_argument("--recipient", required=True, help="the public key of age (age1…)")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            manifest = make_backup(options["folder"], read_recipient(options["recipient"]))
        except BackupError as error:
            raise CommandError(str(error)) from None
        self.stdout.write(f"{sum(manifest.rows.values())} rows, {len(manifest.files)} files: {options['folder']}")
