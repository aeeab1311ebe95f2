"""Puts people into the portal's database as time would have.

Each line of its input names a story and an e-mail address; it answers with the application's number and the
person's identity number. One process serves all journeys of a portal, since loading the project takes longer than
any story.
"""

import itertools
import os
import random
import sys
from datetime import timedelta

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "emuafiyet.settings"
django.setup()

from django.db import transaction  # noqa: E402
from django.utils import timezone  # noqa: E402

from applicants.models import Applicant  # noqa: E402
from applications.models import Application  # noqa: E402
from documents.models import Card  # noqa: E402
from tests.applications import cases  # noqa: E402
from tests.applications.holders import hand_over, holder_of_a_card  # noqa: E402


def seed(story: str, email: str) -> Application:
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
    return case


def main() -> None:
    # The portal numbers its own people meanwhile, and no two may share a number.
    cases._serial = itertools.count(random.randrange(5_000_000, 9_900_000))
    for line in sys.stdin:
        case = seed(*line.split())
        print(case.number, case.applicant.identity.foreigner_id, flush=True)


if __name__ == "__main__":
    main()
