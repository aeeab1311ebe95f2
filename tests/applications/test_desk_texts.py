"""Forms of the desk keep nothing invisible; a name that papers cannot print is told before sending."""

import pytest
from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AdminTextInputWidget
from django.test import RequestFactory

from applicants.models import EntryRecord, Officer
from applications.lifecycle import engine
from applications.models import Sector
from emuafiyet.core.fields import TextField
from tests.staff import at_the_desk

from . import cases

pytestmark = pytest.mark.django_db
# Fields of their own that refuse such characters, or are taken as they come.
OTHERS = (forms.SlugField, forms.EmailField, forms.URLField)
AS_TYPED = {"password", "password1", "password2", "usable_password"}


def test_no_form_of_the_desk_keeps_what_nobody_sees():
    request = RequestFactory().get("/")
    request.user = Officer.objects.create_superuser("hepsi", password="x")
    looked_at = 0
    for model, desk in admin.site._registry.items():
        if not (desk.has_add_permission(request) or desk.has_change_permission(request)):
            continue
        for name, field in desk.get_form(request).base_fields.items():
            if type(field) in (forms.CharField, TextField) and name not in AS_TYPED:
                assert isinstance(field, TextField), f"{model._meta.label}.{name}"
                looked_at += 1
    assert looked_at > 10


def test_an_invisible_character_in_a_name_of_the_catalogue_is_gone(catalogue):
    desk = at_the_desk(Officer.objects.create_superuser("hepsi", password="x"))
    sector = Sector.objects.first()
    values = {
        "name_tr": "Sağlık\u200b ",
        "name_en": "He\u00adalth",
        "name_ru": sector.name_ru,
        "name_ar": sector.name_ar,
    }
    page = f"/admin/applications/sector/{sector.pk}/change/"
    answer = desk.post(page, values | {"order": sector.order})
    assert answer.status_code == 302, answer.context["errors"]
    sector.refresh_from_db()
    assert (sector.name_tr, sector.name_en) == ("Sağlık", "Health")
    widget = admin.site._registry[Sector].get_form(RequestFactory().get("/")).base_fields["name_tr"].widget
    assert isinstance(widget, AdminTextInputWidget)


@pytest.mark.requirement("A-38")
def test_a_name_that_papers_cannot_print_is_told_before_sending_though_it_was_typed_otherwise(catalogue):
    """The record's spelling is what is printed."""
    case = cases.draft()
    identity = case.applicant.identity
    EntryRecord.objects.create(
        identity=identity,
        surname=f"{identity.surname}\u0361",
        given_names=identity.given_names,
        entered_on="2026-01-01",
        stay_basis="none",
    )
    official = type(identity).objects.get(pk=identity.pk).official_name
    assert official[0] != identity.surname
    with pytest.raises(engine.GuardError, match="basılamayan"):
        cases.sent(case)
