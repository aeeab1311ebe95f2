"""What officers changed and looked for at the desk leaves an entry, and no identity number leaves a trace elsewhere."""

from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from applicants.models import AuditEntry, Officer
from applicants.privacy import rights
from applicants.staff.sealed_search import open_words, seal_words
from applications import roles
from applications.models import Holiday, ReasonTemplate
from payments.models import PaymentOrder
from tests.staff import at_the_desk

from . import cases

pytestmark = pytest.mark.django_db
ORDERS = "admin:payments_paymentorder_changelist"


def desk_of(role: roles.StaffRole) -> Client:
    roles.load_roles()
    officer = Officer.objects.create(username=f"gorevli-{role.name}", is_staff=True)
    officer.groups.add(Group.objects.get(name=role.name))
    return at_the_desk(officer)


def entries() -> list[tuple[str, str, str]]:
    return list(AuditEntry.objects.order_by("pk").values_list("action", "subject", "key"))


def test_holidays_and_answers_to_rights_are_on_record(catalogue: None) -> None:
    desk = desk_of(roles.ADMINISTRATOR)
    day = timezone.localdate().replace(month=12, day=31)
    desk.post(reverse("admin:applications_holiday_add"), {"day": day.isoformat(), "name": "Bayram"})
    holiday = Holiday.objects.get(name="Bayram")
    there = reverse("admin:applications_holiday_change", args=[holiday.pk])
    desk.post(there, {"day": day.isoformat(), "name": "Başka"})
    changed = AuditEntry.objects.get(action="changed_row")
    assert changed.detail, "it says which field"
    desk.post(reverse("admin:applications_holiday_delete", args=[holiday.pk]), {"post": "yes"})
    made = rights.create_rights_request(cases.person(), "information", "Hangi verilerim var?")
    desk.post(reverse("admin:applicants_rightsrequest_change", args=[made.pk]), {"answer": "Şunlar."})
    assert entries() == [
        ("added_row", "holiday", str(holiday.pk)),
        ("changed_row", "holiday", str(holiday.pk)),
        ("deleted_row", "holiday", str(holiday.pk)),
        ("changed_row", "rightsrequest", str(made.pk)),
    ]


def test_a_change_of_the_reasons_says_which_field(catalogue: None) -> None:
    desk, reason = desk_of(roles.CATALOGUE_EDITOR), ReasonTemplate.objects.first()
    assert reason is not None
    there = reverse("admin:applications_reasontemplate_change", args=[reason.pk])
    form = desk.get(there).context["adminform"].form
    values = {name: value for name, value in form.initial.items() if value is not None and name in form.fields}
    desk.post(there, values | {"text_tr": "Yeni metin."})
    reason.refresh_from_db()
    assert reason.text_tr == "Yeni metin."
    entry = AuditEntry.objects.get(action="changed_row")
    assert (entry.subject, entry.key) == ("reasontemplate", str(reason.pk))
    assert "Yeni metin." not in entry.detail
    assert entry.detail


def test_a_search_for_an_identity_number_stands_in_no_address_and_in_no_entry(catalogue: None) -> None:
    cases.awaiting_payment()
    order = PaymentOrder.objects.get()
    desk, there = desk_of(roles.PAYMENTS_OFFICER), reverse(ORDERS)
    posted = desk.post(there, {"_search": "1", "q": order.foreigner_id, "state__exact": "open"})
    assert posted.status_code == 302
    assert order.foreigner_id not in posted["Location"]
    assert parse_qs(urlsplit(posted["Location"]).query)["state__exact"] == ["open"]
    found = desk.get(posted["Location"])
    assert order.reference in found.text
    assert f'value="{order.foreigner_id}"' in found.text, "the box still shows what was typed"
    assert all(order.foreigner_id not in part.split('"')[0] for part in found.text.split('href="')[1:])
    other = desk.post(there, {"_search": "1", "q": "99999999999"})
    assert order.reference not in desk.get(other["Location"]).text
    assert {action for action, _subject, _key in entries()} == {"searched_list"}
    assert not AuditEntry.objects.filter(detail__contains=order.foreigner_id).exists()


def test_sealed_words_open_here_alone(settings: Any) -> None:
    sealed = seal_words("98000000000")
    assert "98000000000" not in sealed
    assert open_words(sealed) == "98000000000"
    assert open_words("2026-000001") == "2026-000001"
    assert open_words(sealed[:-4] + "AAAA") == ""
    earlier, settings.SECRET_KEY = settings.SECRET_KEY, "another-key-of-fifty-characters-0123456789-0123456789"
    assert open_words(sealed) == ""
    settings.SECRET_KEY_FALLBACKS = [earlier]
    assert open_words(sealed) == "98000000000"
