"""Officers' own sessions: listed, ended one by one or all at once, and nobody else's."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from applicants.models import AuditEntry, Officer, Session
from tests.staff import at_the_desk

pytestmark = pytest.mark.django_db
HERE = "/admin/oturumlarim/"


def make(username: str) -> Officer:
    return Officer.objects.create_user(username, password="uzun-bir-parola-42", is_staff=True)


def is_in(desk: Client) -> bool:
    return desk.get(reverse("admin:index")).status_code == 200


def test_an_officer_ends_one_session_and_then_all_others() -> None:
    officer = make("gorevli")
    desks = [at_the_desk(officer) for _ in range(4)]
    page = desks[0].get(HERE).text
    assert page.count("oturumlarim/") >= 5
    assert "bu tarayıcı" in page
    for each in desks:
        assert each.session.session_key not in page, "the page does not hold what signs in"
    second = Session.objects.get(pk=desks[1].session.row_key)
    assert desks[0].post(reverse("admin:end_session", args=[second.public_id])).url == HERE
    assert [is_in(desk) for desk in desks] == [True, False, True, True]
    assert desks[0].post(reverse("admin:end_all_sessions")).url == HERE
    assert [is_in(desk) for desk in desks] == [True, False, False, False]
    details = AuditEntry.objects.filter(action="ended_sessions", officer=officer).order_by("pk")
    assert list(details.values_list("detail", flat=True)) == ["1", "2"]


def test_ending_the_session_in_front_of_one_leads_to_the_password() -> None:
    desk = at_the_desk(make("gorevli"))
    mine = Session.objects.get(pk=desk.session.row_key)
    assert desk.post(reverse("admin:end_session", args=[mine.public_id])).url == reverse("admin:login")
    assert not is_in(desk)


def test_nobody_ends_anothers_session() -> None:
    desk, other = at_the_desk(make("gorevli")), at_the_desk(make("baska"))
    theirs = Session.objects.get(pk=other.session.row_key)
    desk.post(reverse("admin:end_session", args=[theirs.public_id]))
    desk.post(reverse("admin:end_all_sessions"))
    assert is_in(other)
    assert str(theirs.public_id) not in desk.get(HERE).text


def test_signing_out_leaves_nothing_in_the_browser_but_that_it_is_known() -> None:
    answer = at_the_desk(make("gorevli")).post(reverse("admin:logout"))
    assert answer["Clear-Site-Data"] == '"cache", "storage"'


def test_the_list_costs_the_same_with_one_and_with_three(django_assert_num_queries: Any) -> None:
    officer = make("gorevli")
    desk = at_the_desk(officer)
    for _ in range(2):
        with django_assert_num_queries(5):
            assert desk.get(HERE).status_code == 200
        at_the_desk(officer)
        at_the_desk(officer)
