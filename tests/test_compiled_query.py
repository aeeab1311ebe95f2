"""Queries that are compiled once answer as the querysets they are made of, for every value and every reader."""

from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.db.models import Count, QuerySet
from django.test.utils import CaptureQueriesContext

from applicants.models import Applicant, Notice
from emuafiyet.core.compiled_query import CompiledQuery
from tests.applications import cases

pytestmark = pytest.mark.django_db


def select_people(key: UUID, language: str) -> QuerySet[Applicant]:
    rows = Applicant.objects.filter(pk=key, language=language).select_related("identity")
    return rows.annotate(told=Count("notices")).prefetch_related("applications")


def test_each_person_is_found_by_their_own_values_with_all_that_belongs_to_them() -> None:
    cases.catalogue()
    people = CompiledQuery(select_people, UUID, str)
    drafts = [cases.draft(), cases.draft(cases.person("ru"))]
    for draft in drafts:
        owner = draft.applicant
        with CaptureQueriesContext(connection) as asked:
            [found] = people.fetch(owner.pk, owner.language)
            assert found == owner
            assert found.identity.surname == "KARIMOVA"
            assert found.told == 0
            assert list(found.applications.all()) == [draft]
        assert len(asked) == 2
    assert people.fetch(drafts[0].applicant_id, "ru") == []
    assert people.fetch(uuid4(), "tr") == []


def test_rows_of_plain_values_come_as_tuples() -> None:
    person = cases.person(profile=False)
    emails: CompiledQuery[tuple[str]] = CompiledQuery(
        lambda key: Applicant.objects.filter(pk=key).values_list("email"), UUID
    )
    assert emails.fetch(person.pk) == [(person.email,)]


def test_the_query_is_built_once_and_its_rows_are_read_each_time() -> None:
    built = []

    def select(key: UUID) -> QuerySet[Applicant]:
        built.append(key)
        return Applicant.objects.filter(pk=key)

    people, person = CompiledQuery(select, UUID), cases.person(profile=False)
    assert people.fetch(person.pk)[0].language == "tr"
    Applicant.objects.update(language="ar")
    assert people.fetch(person.pk)[0].language == "ar"
    assert len(built) == 1


def test_a_value_that_the_query_does_not_hand_on_as_it_is_is_refused() -> None:
    """Else everybody would be shown what was found for the stand-in."""
    words: CompiledQuery[Notice] = CompiledQuery(lambda text: Notice.objects.filter(title__contains=text), str)
    with pytest.raises(ValueError, match="not in its SQL"):
        words.fetch("Karar")


def test_a_value_is_never_read_as_sql() -> None:
    people: CompiledQuery[Applicant] = CompiledQuery(lambda email: Applicant.objects.filter(email=email), str)
    person = cases.person(profile=False)
    assert people.fetch("' OR true --") == []
    assert people.fetch("%s %(x)s") == []
    assert people.fetch(person.email) == [person]
