"""Puts people into the portal's database as time would have: ``python -m tests.journeys.seed STORY EMAIL``.

Prints the application's number and the person's identity number.
"""

import itertools
import os
import random
import sys
from datetime import timedelta

import django


def main(story: str, email: str) -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "emuafiyet.settings"
    django.setup()
    from django.db import transaction
    from django.utils import timezone

    from applicants.models import Applicant
    from applications.models import Application
    from documents.models import Card
    from tests.applications import cases
    from tests.applications.holders import hand_over, holder_of_a_card

    # Each run is a process of its own, and no two of its people may share a number.
    cases._serial = itertools.count(random.randrange(5_000_000, 9_900_000))
    if story == "holder":  # an exemption of half a year, paid, with a card that PTT has taken
        case = holder_of_a_card()
        with transaction.atomic():
            hand_over(case)
    elif story == "moved-away":  # the same, and PTT will find nobody at the address
        case = holder_of_a_card()
        Card.objects.filter(case_reference=case.pk).update(uavt_code="2345678994")
    elif story == "owes":  # found appropriate, nothing paid
        case = cases.awaiting_payment()
    elif story == "sent":  # sent long ago: nobody waits longer, so the next taken is this one
        case = cases.sent()
        waited = timezone.now() - timedelta(days=40)
        Application.objects.filter(pk=case.pk).update(evaluation_due_at=waited)
    else:  # rejected, and yesterday was the last day to object
        case = cases.rejected()
        Application.objects.filter(pk=case.pk).update(objection_due_at=timezone.now() - timedelta(days=1))
    Applicant.objects.filter(pk=case.applicant_id).update(email=email)
    print(case.number, case.applicant.identity.foreigner_id)


if __name__ == "__main__":
    main(*sys.argv[1:])
