"""Puts a holder of an exemption with a card into the portal's database, as half a year of use would have."""

import os
import sys

import django


def main(email: str) -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "emuafiyet.settings"
    django.setup()
    from applicants.models import Applicant
    from tests.applications.holders import holder_of_a_card

    case = holder_of_a_card()
    Applicant.objects.filter(pk=case.applicant_id).update(email=email)
    print(case.number, case.applicant.identity.foreigner_id)


if __name__ == "__main__":
    main(sys.argv[1])
