"""Rows that are kept in a process are read anew after every change, whoever made it and however."""

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from applications.catalogue.read_catalogue import get_kind_names, list_categories, list_sectors
from applications.models import Category, DocumentKind, Sector
from tests.applications import cases

pytestmark = pytest.mark.django_db


def test_the_catalogue_is_asked_for_its_version_alone_while_nobody_changes_it() -> None:
    cases.catalogue()
    first = list_sectors()
    with CaptureQueriesContext(connection) as asked:
        assert list_sectors() == first
        assert len(list_categories()) == Category.objects.count()
    assert asked[0]["sql"].count("string_agg") == 2
    assert len(first[0].category_list) > 1


def test_a_change_is_shown_at_once_by_whatever_way_it_came() -> None:
    cases.catalogue()
    sector = list_sectors()[0]
    Sector.objects.filter(pk=sector.pk).update(name_tr="Değişti")
    assert list_sectors()[0].name == "Değişti"
    assert list_categories()[0].sector.name == "Değişti"
    with connection.cursor() as cursor:
        cursor.execute("UPDATE applications_category SET enabled = false WHERE sector_id = %s", [sector.pk])
    assert sector not in list_sectors()
    kind = DocumentKind.objects.create(slug="new-kind", name_tr="Yeni belge", name_en="New", formats=["pdf"])
    assert get_kind_names()[kind.pk] == "Yeni belge"
    kind.delete()
    assert "new-kind" not in get_kind_names()


def test_what_was_taken_back_was_never_there() -> None:
    cases.catalogue()
    before = list_sectors()
    with transaction.atomic():
        Sector.objects.update(name_tr="Geri alınacak")
        assert {each.name_tr for each in list_sectors()} == {"Geri alınacak"}
        transaction.set_rollback(True)
    assert [each.name_tr for each in list_sectors()] == [each.name_tr for each in before]


def test_nobody_changes_what_is_everybodys() -> None:
    cases.catalogue()
    list_sectors().clear()
    list_categories().clear()
    assert "sports" in Client(headers={"host": "localhost"}).get("/").content.decode()
