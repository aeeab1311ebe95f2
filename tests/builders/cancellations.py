"""Exemptions that fulfil a ground of cancellation."""

from datetime import timedelta

from applications.eligibility.deadlines import today
from applications.models import Application, Passport
from payments.payment_periods import add_months

DAY = timedelta(days=1)


def six_months_ago(case: Application) -> None:
    """Its validity began half a year and a day ago, and nothing is known of an entry; it still runs."""
    first = add_months(today(), -6) - DAY
    Application.objects.filter(pk=case.pk).update(granted_from=first, granted_to=today() + DAY)


def passport_over(case: Application) -> None:
    """The passport that was sent expired yesterday, and no other is known."""
    case.snapshot["passport"]["expires_on"] = (today() - DAY).isoformat()
    Application.objects.filter(pk=case.pk).update(snapshot=case.snapshot)
    Passport.objects.filter(applicant=case.applicant).update(expires_on=today() - DAY)


FITTING = {"no_entry": six_months_ago, "passport": passport_over}
