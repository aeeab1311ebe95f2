"""For each transition an application that it is lawful for, with its details."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.utils import timezone

from applications.eligibility.deadlines import today
from applications.models import Application, RevisionItem
from payments.models import PaymentOrder
from payments.quotes import quote_stay
from tests.applications import cases
from tests.owner import triggers_off

REVISION = [{"step": "isyeri", "field": "occupation", "explanation": "Mesleği düzeltin."}]


def paid(case: Application) -> dict[str, Any]:
    """Settled behind the application's back, so that the move itself can be tried."""
    order = PaymentOrder.objects.get(case_reference=case.pk)
    with triggers_off():
        PaymentOrder.objects.filter(pk=order.pk).update(state="settled", settled_at=timezone.now())
    return {}


def mismatch(case: Application) -> dict[str, Any]:
    order = PaymentOrder.objects.get(case_reference=case.pk)
    leg = order.legs.get(tax_code="9280")
    return {"leg": leg, "line": cases.line(order, "9280", leg.amount_kurus - 1)}


def repriced(case: Application) -> dict[str, Any]:
    return {"new_quote": quote_stay(**asked_for(case), card=True, nationality="UZB", on=today())}


def asked_for(case: Application) -> dict[str, Any]:
    return {"start": case.granted_from, "end": case.granted_to}


def granted_short(case: Application) -> dict[str, Any]:
    """A-5: asked for half a year, granted three weeks: the card is planned but may be dropped."""
    Application.objects.filter(pk=case.pk).update(granted_to=case.granted_from + timedelta(days=20))
    return {}


def answered(case: Application) -> dict[str, Any]:
    RevisionItem.objects.filter(application=case).update(answered_at=timezone.now())
    return {}


def too_late(case: Application) -> dict[str, Any]:
    Application.objects.filter(pk=case.pk).update(revision_due_at=timezone.now() - timedelta(minutes=1))
    return {}


def after_objection(prepare: Callable[[Application], dict[str, Any]]) -> Callable[[Application], dict[str, Any]]:
    def used(case: Application) -> dict[str, Any]:
        Application.objects.filter(pk=case.pk).update(objection_used=True)
        return prepare(case)

    return used


def forgotten(case: Application) -> dict[str, Any]:
    Application.objects.filter(pk=case.pk).update(saved_at=timezone.now() - timedelta(days=181))
    return {}


def overdue(case: Application) -> dict[str, Any]:
    cases.overdue(case)
    return {}


def over(case: Application) -> dict[str, Any]:
    cases.over(case)
    return {}


def wants_card(case: Application) -> dict[str, Any]:
    """Three weeks, but with a card: payable."""
    case.snapshot["work"]["wants_card"] = True
    Application.objects.filter(pk=case.pk).update(snapshot=case.snapshot)
    return cases.period(case)


def grounds(case: Application) -> dict[str, Any]:
    return {"ground": "policy", "text": "Gerekçe."}


# What each move needs to be lawful from the states it starts in.
LAWFUL: dict[str, Callable[[Application], dict[str, Any]]] = {
    "purge": forgotten,
    "request_revision": lambda case: {"items": REVISION},
    "resubmit": answered,
    "expire_revision": too_late,
    "expire_revision_finally": after_objection(too_late),
    "approve": cases.period,
    "find_appropriate": wants_card,
    "reject": grounds,
    "reject_after_objection": after_objection(grounds),
    "settle": paid,
    "report_mismatch": mismatch,
    "reprice": repriced,
    "drop_card": granted_short,
    "lapse": overdue,
    "object": cases.objection,
    "accept_objection_free": cases.period,
    "accept_objection": wants_card,
    "dismiss_objection": lambda case: {"text": "Yeni bir husus yok."},
    "expire": over,
    "terminate": lambda case: {"effective_on": case.granted_to},
    "cancel": lambda case: {"ground": "work_ended", "text": "İş sona erdi."},
    "reinstate": lambda case: {"basis": "objection", "decided_on": today(), "text": "İş sürüyor."},
}
