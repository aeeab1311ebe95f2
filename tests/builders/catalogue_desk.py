"""The desk where the ministry edits the catalogue, and what is posted there."""

from typing import Any

from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse

from tests.applications import cases
from tests.staff import at_the_desk


def open_catalogue_desk() -> Client:
    officer = cases.officer("bakanlik")
    officer.user_permissions.set(Permission.objects.filter(content_type__app_label="applications"))
    return at_the_desk(officer)


def save(desk: Client, model: str, key: str, **values: Any) -> Any:
    """Post the form as it stands with these values in it; the answer."""
    page = reverse(f"admin:applications_{model}_change", args=[key])
    shown = desk.get(page).context
    form = shown["adminform"].form
    posted = {name: form[name].value() for name in form.fields}
    for inline in shown["inline_admin_formsets"]:
        for each in [inline.formset.management_form, *inline.formset.forms]:
            posted |= {each.add_prefix(name): each[name].value() for name in each.fields}
    posted |= values
    return desk.post(page, {name: value for name, value in posted.items() if value is not None and value is not False})


def add_kind(desk: Client, slug: str = "new-paper", **values: Any) -> Any:
    names = {"name_tr": "Yeni belge", "name_en": "New paper", "name_ru": "", "name_ar": ""}
    posted = {"slug": slug, "order": "99", "formats": ["pdf"], **names} | values
    return desk.post(reverse("admin:applications_documentkind_add"), posted)
