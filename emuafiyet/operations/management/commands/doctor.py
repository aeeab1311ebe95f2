"""``manage.py doctor``: try everything that the portal depends on, and say what to do about what is wrong."""

import json
import sys
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from emuafiyet.operations.doctor import CHECKS, run_checks


class Command(BaseCommand):
    help = "Try everything the portal depends on. Exit code 1 when anything is wrong. Sends no mail, changes no case."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="one JSON array instead of lines")

    def handle(self, *args: Any, **options: Any) -> None:
        results = []
        for result in run_checks(CHECKS):
            results.append(result)
            if not options["json"]:
                state = "ok   " if result.ok else "WRONG"
                advice = f" -> {result.advice}" if result.advice else ""
                self.stdout.write(f"{state} {result.name:<16} {result.detail}{advice}")
                self.stdout.flush()
        if options["json"]:
            self.stdout.write(json.dumps([asdict(each) for each in results], ensure_ascii=False, indent=1))
        if not all(each.ok for each in results):
            sys.exit(1)
