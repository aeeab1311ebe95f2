"""Take in one returned mail from standard input: for a mail server that pipes them instead of keeping a mailbox.

Postfix: ``bounces: "|/srv/emuafiyet/manage.py take_in_bounce"`` in the aliases of the return domain.
"""

import sys
from typing import Any

from django.core.management.base import BaseCommand

from applicants.notices.bounces import take_in

LARGEST = 1024 * 1024  # bytes; the report stands before the returned mail


class Command(BaseCommand):
    help = "Take in one delivery report (RFC 3464) from standard input."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(take_in(sys.stdin.buffer.read(LARGEST)))
