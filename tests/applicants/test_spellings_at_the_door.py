"""People whose record spells them otherwise, or lacks a day of birth, come in by their passport (A-38, A-40)."""

import pytest
from django.test import Client

from applicants.models import Applicant, EntryRecord, Identity
from emuafiyet.core.text.name_comparison import is_same_name
from tests.builders.entries import HOME, come, entry, next_code_may_be_asked

from .doors import passport_form

pytestmark = pytest.mark.django_db


@pytest.mark.requirement("L15")
@pytest.mark.parametrize(
    ("typed", "recorded"),
    [
        (("Sean", "O'Brien"), ("SEAN", "OBRIEN")),
        (("Oʻktam", "Gʻulomov"), ("OKTAM", "GULOMOV")),
        (("O‘ktam", "G‘ulomov"), ("OKTAM", "GULOMOV")),
        (("Omar", "Al-Hassan"), ("OMAR", "ALHASSAN")),
        (("Omar", "Al—Hassan"), ("OMAR", "AL HASSAN")),
        (("Al-Hassan", "Omar"), ("OMAR", "ALHASSAN")),
        (("José", "Núñez"), ("JOSE", "NUNXXEZ")),
        (("Gülnarə", "Məmmədova"), ("GUELNARE", "MEMMEDOVA")),
        (("Venkatasubramaniam", "Muthukumaraswamy Thiruvenkatachari Ranganathan"),
         ("", "MUTHUKUMARASWAMY THIRUVENKATACHARI RANG")),
    ],
)  # fmt: skip
@pytest.mark.requirement("A-38")
def test_the_record_lets_in_who_is_spelt_otherwise_and_its_spelling_is_kept(browser, sandbox, typed, recorded):
    made = entry(sandbox, given_names=recorded[0], surname=recorded[1])
    form = passport_form(made, given_names=typed[0], surname=typed[1])
    form.pop("one_name", None)
    assert come(browser, form).url == HOME
    identity = Identity.objects.get()
    assert is_same_name(identity.full_name, " ".join(typed))
    assert identity.official_name == (recorded[1], recorded[0])


def test_a_record_of_another_name_is_not_the_official_spelling():
    identity = Identity(surname="KARIMOVA", given_names="NILUFAR")
    identity.entry = EntryRecord(surname="YUSUPOVA", given_names="NILUFAR")
    assert identity.official_name == ("KARIMOVA", "NILUFAR")


@pytest.mark.parametrize(
    ("recorded", "typed", "comes_in"),
    [
        ({"year": 1993, "month": None, "day": None}, ("15", "8", "1993"), True),
        ({"year": 1993, "month": 8, "day": None}, ("15", "8", "1993"), True),
        ({"year": 1993, "month": 8, "day": None}, ("", "8", "1993"), True),
        ({"year": 1993, "month": 8, "day": None}, ("15", "9", "1993"), False),
        ({"year": 1993, "month": None, "day": None}, ("15", "8", "1994"), False),
        ({"year": 1993, "month": 8, "day": 15}, ("", "8", "1993"), False),
    ],
)
@pytest.mark.requirement("A-40")
def test_a_record_without_a_day_agrees_with_any(browser, sandbox, recorded, typed, comes_in):
    made = entry(sandbox, birth=recorded)
    parts = dict(zip(("birth_day", "birth_month", "birth_year"), typed, strict=True))
    answer = come(browser, passport_form(made, **parts))
    assert (answer.status_code == 302 and answer.url == HOME) is comes_in
    if comes_in:
        kept = Identity.objects.get().entry
        assert (kept.birth_year, kept.birth_month, kept.birth_day) == tuple(recorded.values())


def test_another_day_typed_beside_a_record_without_one_opens_no_second_account(browser, sandbox):
    made = entry(sandbox, birth={"year": 1993, "month": 8, "day": None})
    assert come(Client(), passport_form(made, birth_day="15")).url == HOME
    next_code_may_be_asked()
    assert come(browser, passport_form(made, birth_day="16")).url == HOME
    assert Applicant.objects.count() == 1


def test_an_identity_number_is_believed_in_another_spelling_of_its_name(browser, sandbox):
    lives_here = sandbox.post(
        "/nvi/persons",
        {"surname": "ALHASSAN", "given_names": "OMAR", "birth": {"year": 1992, "month": None, "day": None}},
    )
    made = entry(sandbox, surname="AL HASSAN", given_names="OMAR", nationality="SYR")
    form = passport_form(made, surname="Al-Hassan", given_names="Omar", foreigner_id=lives_here["ykn"])
    assert come(browser, form).url == HOME
    assert Identity.objects.get().foreigner_id == lives_here["ykn"]
