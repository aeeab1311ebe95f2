"""``manage.py verify_backup FOLDER --identity FILE``: read a backup to its end and compare every hash."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from emuafiyet.operations.backups.archive import BackupError, read_identity
from emuafiyet.operations.backups.making import verify_backup


class Command(BaseCommand):
    help = "Say whether a backup is whole and unchanged. Needs neither a database nor a store."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path)
        parser.add_argument("--identity", type=Path, required=True, help="the file with age's private key")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            manifest = verify_backup(options["folder"], read_identity(options["identity"]))
        except BackupError as error:
            raise CommandError(str(error)) from None
        self.stdout.write(f"whole, made {manifest.made_at}: {len(manifest.rows)} tables, {len(manifest.files)} files")
