"""Which moves issue which paper: the effect does, whatever the notices of the move are called."""

import dataclasses

import pytest
from django.db import IntegrityError, transaction

from applicants.models import Notice
from applications.lifecycle.actors import SYSTEM, Actor, ActorKind
from applications.lifecycle.transitions import TRANSITIONS
from applications.models import Application
from applications.models.status import Status
from documents.models import Certificate, Letter
from tests.builders.lawful_cases import LAWFUL

from . import cases

pytestmark = pytest.mark.django_db

PAPERS = {
    "approve": (Status.UNDER_EVALUATION, Certificate),
    "accept_objection_free": (Status.OBJECTION_UNDER_EVALUATION, Certificate),
    "settle": (Status.AWAITING_PAYMENT, Certificate),
    "drop_card": (Status.AWAITING_PAYMENT, Certificate),
    "expire_revision": (Status.REVISION_REQUESTED, Letter),
    "expire_revision_finally": (Status.REVISION_REQUESTED, Letter),
    "reject": (Status.UNDER_EVALUATION, Letter),
    "reject_after_objection": (Status.UNDER_EVALUATION, Letter),
    "dismiss_objection": (Status.OBJECTION_UNDER_EVALUATION, Letter),
    "terminate": (Status.APPROVED, Letter),
    "cancel": (Status.APPROVED, Letter),
}


def make_alone(name: str, case: Application) -> Application:
    by = {
        ActorKind.APPLICANT: Actor.from_person(case.applicant),
        ActorKind.OFFICER: Actor.from_person(cases.officer()),
        ActorKind.SYSTEM: SYSTEM,
    }
    return cases.do(name, case, by[TRANSITIONS[name].actor], **LAWFUL[name](case))


@pytest.mark.parametrize("name", PAPERS)
@pytest.mark.parametrize("notices", [(), ("withdrawn",)], ids=["no notice", "another notice"])
def test_a_move_issues_its_paper_whatever_its_notices_are_called(
    catalogue: None, monkeypatch: pytest.MonkeyPatch, name: str, notices: tuple[str, ...]
) -> None:
    status, model = PAPERS[name]
    case = cases.IN_STATUS[status]()
    monkeypatch.setitem(TRANSITIONS, name, dataclasses.replace(TRANSITIONS[name], notices=notices))
    before = set(model.objects.filter(case_reference=case.pk).values_list("pk", flat=True))
    made = make_alone(name, case)
    issued = model.objects.filter(case_reference=case.pk).exclude(pk__in=before).get()
    if notices:
        mail = Notice.objects.get(dedupe_key=f"{case.pk}:{made.version}:withdrawn")
        assert (issued.notice, mail.promise_state) == (mail, "held")
    else:
        assert issued.notice is None


def test_every_other_move_issues_nothing_and_its_notices_wait_for_nothing(catalogue: None) -> None:
    """The table above is the whole of it: whatever is held waits for a paper."""
    for name, move in TRANSITIONS.items():
        if name in PAPERS or not move.notices:
            continue
        source = min(move.sources, key=list(Status).index)
        case = cases.IN_STATUS[source]()
        made = make_alone(name, case) if name in LAWFUL else None
        if made:
            states = Notice.objects.filter(dedupe_key__startswith=f"{case.pk}:{made.version}:")
            assert {each.promise_state for each in states} <= {"queued"}, name


def test_a_paper_is_given_its_notice_once(catalogue: None) -> None:
    case = cases.approved()
    paper = Certificate.objects.get(case_reference=case.pk)
    other = Notice.objects.get(subject_id=case.pk, kind="received")
    with pytest.raises(IntegrityError, match="does not change"), transaction.atomic():
        paper.attach_to_notice(other)
