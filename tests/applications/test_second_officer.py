"""Who gave the first decision judges neither the objection to it (A-15) nor the file that it reopened (A-36)."""

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse

from applications.casework import assignment
from applications.lifecycle.actors import Actor
from applications.models import Application
from tests.builders.browsers import reviewer
from tests.builders.queue import SENIOR
from tests.staff import at_the_desk

from . import cases

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("reopened", [False, True], ids=["objection", "reopened"])
def test_the_first_decider_never_gets_the_file_again(catalogue: None, reopened: bool) -> None:
    """A-15 and A-36: neither by the queue, nor by taking it, nor from a senior's hand; the page offers none of it."""
    case = cases.objected()
    first = Application.objects.get(pk=case.pk).first_decider
    first.user_permissions.add(*Permission.objects.filter(codename__in=["view_application", "assign_application"]))
    if reopened:
        cases.do("reopen", case, Actor.from_person(cases.officer()))
    case.refresh_from_db()
    other, others_desk = reviewer(*SENIOR)
    own_desk = at_the_desk(first)
    assert assignment.take_next_application(first) is None
    with pytest.raises(assignment.AssignmentError, match="karar veremezsiniz"):
        assignment.take_application(case.pk, first)
    with pytest.raises(assignment.AssignmentError, match="bu dosya hakkında karar veremez"):
        assignment.assign_application(case.pk, first, by=other)
    there = reverse("admin:review", args=[case.pk])
    page_of_first, page_of_other = own_desk.get(there), others_desk.get(there)
    assert "Üzerime al" not in page_of_first.text
    assert page_of_first.context["decisions"] == []
    assert "ilk kararı veren görevli" in page_of_first.text
    assert "Üzerime al" in page_of_other.text
    assert len(page_of_other.context["decisions"]) == 3
    assert first not in page_of_other.context["assignment"]["officers"]
    assert assignment.take_next_application(other) == case
