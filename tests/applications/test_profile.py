"""The profile (guide 2): what is known is shown with its source and never asked, the rest is asked and checked."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from applicants.models import Applicant, Identity, RegistryRecord
from applications.eligibility.deadlines import today
from applications.models import Contact, Education, Passport, Personal
from applications.profile.profile_forms import PersonalForm
from applications.wizard.answer_rows import format_birth_date
from applications.wizard.completeness import find_profile_gap, list_done_sections, load_with_profile
from documents.models import Certificate
from tests.builders.browsers import signed_in
from tests.builders.page_answers import contact, errors, parts, passport, personal

from . import cases

pytestmark = pytest.mark.django_db

REGISTRY = {
    "father_name": "ALİŞER",
    "mother_name": "GÜLNARA",
    "sex": "K",
    "marital_status": "divorced",
    "birth_place": "TAŞKENT",
    "birth_country": "UZB",
}


def by_edevlet(registry: dict[str, str] | None = None, **identity: Any) -> Applicant:
    """Somebody whom e-Devlet named and NVİ may know more about; nothing filled in yet."""
    told = {"door": "edevlet", "passport_number": "", "consular_reference": None, "mission": ""}
    applicant = cases.person(profile=False, **(told | identity))
    if registry is not None:
        RegistryRecord.objects.create(identity=applicant.identity, **registry)
    return applicant


def by_passport(**identity: Any) -> Applicant:
    return cases.person(
        profile=False, with_ykn=False, **({"door": "passport", "consular_reference": None, "mission": ""} | identity)
    )


def section(applicant: Applicant, slug: str) -> tuple[Client, str]:
    return signed_in(applicant), reverse("profile_section", args=[slug])


def asked(answer: Any) -> set[str]:
    return set(answer.context["form"].fields)


def known(answer: Any) -> dict[str, tuple[str, str]]:
    """What the page shows above its questions: label -> (value, source)."""
    return {str(row.label): (str(row.value), str(row.source)) for row in answer.context["known"]}


# --- what is known (domain 6.9) --------------------------------------------------------------------


@pytest.mark.requirement("R14", "R15", "R17", "R22", "R23")
@pytest.mark.parametrize(
    ("someone", "names", "rest"),
    [
        (lambda: cases.person(profile=False), "Konsolosluk referansı", "Konsolosluk referansı"),
        (by_edevlet, "e-Devlet", "NVİ"),
        (by_passport, "Girişte yazdınız", "Girişte yazdınız"),
    ],
    ids=["consular", "edevlet", "passport"],
)
def test_each_value_of_the_door_is_shown_with_its_source(catalogue: None, someone: Any, names: str, rest: str) -> None:
    browser, page = section(someone(), "kisisel")
    shown = known(browser.get(page))
    assert shown["Soyadı"] == ("KARIMOVA", names)
    assert shown["Adı"] == ("NILUFAR", names)
    assert shown["Uyruk"] == ("Özbekistan", rest)
    assert shown["Doğum tarihi"] == ("17 Nisan 1991", rest)


@pytest.mark.requirement("R14", "R15", "R18", "R19", "R20", "R21", "R24")
def test_what_nvi_holds_is_shown_and_only_the_rest_is_asked(catalogue: None) -> None:
    applicant = by_edevlet(REGISTRY | {"mother_name": ""})
    browser, page = section(applicant, "kisisel")
    drawn = browser.get(page)
    assert asked(drawn) == {"photo", "mother_name", "mother_absent"}
    shown = known(drawn)
    assert shown["Baba adı"] == ("ALİŞER", "NVİ")
    assert shown["Medeni hâl"] == ("Boşanmış", "NVİ")
    assert shown["Doğduğunuz ülke"] == ("Özbekistan", "NVİ")
    assert shown["T.C. yabancı kimlik numarası"] == (applicant.identity.foreigner_id, "e-Devlet")


@pytest.mark.requirement("R15")
def test_no_hidden_field_can_forge_what_an_authority_says(catalogue: None) -> None:
    """Every known value is posted falsely; the section keeps the true ones, and nothing of the identity moves."""
    applicant = by_edevlet(REGISTRY, passport_number="U12345678")
    before = Identity.objects.filter(pk=applicant.pk).values().get()
    browser, page = section(applicant, "kisisel")
    false = {"sex": "E", "father_name": "BAŞKA", "marital_status": "single", "foreigner_id": cases.ykn()}
    identity = {"surname": "BAŞKA", "nationality": "DEU", "birth_year": "1980", "door": "passport"}
    assert browser.post(page, personal(applicant, **false, **identity)).status_code == 302
    saved = Personal.objects.get(applicant=applicant)
    assert {name: getattr(saved, name) for name in REGISTRY} == REGISTRY
    assert saved.foreigner_id == applicant.identity.foreigner_id
    browser.post(reverse("profile_section", args=["pasaport"]), passport(applicant, number="X7777777"))
    assert Passport.objects.get(applicant=applicant).number == "U12345678"
    assert Identity.objects.filter(pk=applicant.pk).values().get() == before


@pytest.mark.requirement("R14", "R32")
def test_a_number_that_e_devlet_does_not_know_is_asked_and_reaches_the_certificate(catalogue: None) -> None:
    applicant = by_edevlet()
    browser, page = section(applicant, "pasaport")
    assert "number" in asked(browser.get(page))
    assert errors(browser.post(page, passport(applicant, number="AB12Ç4567")))["number"]
    browser.post(page, passport(applicant, number="ab-123 4567"))
    browser.post(reverse("profile_section", args=["kisisel"]), personal(applicant))
    Contact.objects.create(applicant=applicant, **contact())
    Education.objects.create(applicant=applicant, native_language="uz", turkish_level="none", level="primary")
    case = cases.sent(cases.draft(load_with_profile(applicant)))
    assert case.snapshot["identity"]["passport_number"] == case.snapshot["passport"]["number"] == "AB1234567"
    cases.do("approve", case, cases.Actor.from_person(cases.officer()), **cases.period(case))
    assert Certificate.objects.get(case_reference=case.pk).facts["passport_number"] == "AB1234567"


@pytest.mark.requirement("R14", "R15")
def test_what_the_registry_learns_later_counts_when_the_application_is_sent(catalogue: None) -> None:
    """Filled in while NVİ held nothing; the officer reads NVİ's word, with its source."""
    applicant = cases.person()
    RegistryRecord.objects.create(identity=applicant.identity, birth_place="TAŞKENT", sex="K")
    case = cases.sent(cases.draft(applicant))
    assert case.snapshot["personal"]["birth_place"] == "TAŞKENT"
    assert case.snapshot["sources"]["personal"]["birth_place"] == "nvi"
    detail = signed_in(applicant).get(reverse("application", args=[case.pk]))
    (row,) = [row for row in detail.context["chapters"][0].rows if str(row.label) == "Doğum yeri"]
    assert (row.value, str(row.source)) == ("TAŞKENT", "NVİ")


@pytest.mark.requirement("R24")
@pytest.mark.parametrize(("typed", "said"), [("98000000052", "99 ile"), ("99000000014", "yazım hatası")])
def test_an_identity_number_is_optional_and_checked(catalogue: None, typed: str, said: str) -> None:
    applicant = by_passport()
    browser, page = section(applicant, "kisisel")
    assert said in errors(browser.post(page, personal(applicant, foreigner_id=typed)))["foreigner_id"][0]
    browser.post(page, personal(applicant, foreigner_id="٩٩٠٠٠٠٠٠٠٤٢"))
    assert Personal.objects.get(applicant=applicant).foreigner_id == "99000000042"
    browser.post(page, personal(applicant))
    assert Personal.objects.get(applicant=applicant).foreigner_id == ""


# --- names and birth dates -------------------------------------------------------------------------


@pytest.mark.requirement("R17", "L15")
def test_a_person_with_one_name_is_shown_with_one_name(catalogue: None) -> None:
    applicant = cases.person(surname="SUHARTO", given_names="")
    browser, page = section(applicant, "kisisel")
    shown = known(browser.get(page))
    assert shown["Adı (tek ad)"][0] == "SUHARTO"
    assert not {"Adı", "Soyadı"} & set(shown)
    assert cases.sent(cases.draft(applicant)).name_as_sent == "SUHARTO"


@pytest.mark.requirement("R17", "L15")
@pytest.mark.parametrize("name", ["İLKİN IŞIK", "ilkin ışık", "Straße", "O’Neill"])
def test_no_name_is_recased_on_its_way_to_the_certificate(catalogue: None, name: str) -> None:
    applicant = cases.person(surname=name)
    case = cases.sent(cases.draft(applicant))
    assert name in signed_in(applicant).get(reverse("application", args=[case.pk])).content.decode()
    cases.do("approve", case, cases.Actor.from_person(cases.officer()), **cases.period(case))
    assert Certificate.objects.get(case_reference=case.pk).facts["surname"] == name


@pytest.mark.requirement("R23", "L15")
@pytest.mark.parametrize(
    ("month", "day", "tr", "en"),
    [(4, 17, "17 Nisan 1991", "17 April 1991"), (1, None, "Ocak 1991", "January 1991"), (None, None, "1991", "1991")],
)
def test_a_birth_date_is_told_as_far_as_it_is_known(month: int | None, day: int | None, tr: str, en: str) -> None:
    born = {"birth_year": 1991, "birth_month": month, "birth_day": day}
    for language, words in (("tr", tr), ("en", en)):
        with override(language):
            assert format_birth_date(born) == words


# --- Kişisel Bilgiler ------------------------------------------------------------------------------


@pytest.mark.requirement("R20", "R25")
def test_a_married_person_names_the_spouse_and_a_single_one_is_not_asked(catalogue: None) -> None:
    applicant = cases.person()
    browser, page = section(applicant, "kisisel")
    married = personal(applicant, marital_status="married")
    assert set(errors(browser.post(page, married))) == {"spouse_surname", "spouse_nationality"}
    bad = married | {"spouse_surname": "Karimov2", "spouse_nationality": "XXA"}
    assert set(errors(browser.post(page, bad))) == {"spouse_surname", "spouse_nationality"}
    browser.post(page, married | {"spouse_surname": "Karimov", "spouse_nationality": "TUR"})
    applicant.personal.refresh_from_db()
    assert (applicant.personal.spouse_surname, applicant.personal.spouse_nationality) == ("Karimov", "TUR")
    browser.post(page, married | {"marital_status": "widowed", "spouse_surname": "Karimov"})
    applicant.personal.refresh_from_db()
    assert applicant.personal.spouse_surname == ""


@pytest.mark.requirement("R14", "R25")
def test_the_spouse_of_whom_nvi_says_married_is_asked_and_no_other(catalogue: None) -> None:
    """Also when NVİ learns of the marriage after the section was saved: the section is open again."""
    applicant = cases.person()
    RegistryRecord.objects.create(identity=applicant.identity, marital_status="married")
    browser, page = section(applicant, "kisisel")
    assert "kisisel" not in list_done_sections(load_with_profile(applicant))
    drawn = browser.get(page)
    assert "spouse_surname" in asked(drawn)
    assert "marital_status" not in asked(drawn)
    assert set(errors(browser.post(page, personal(applicant)))) == {"spouse_surname", "spouse_nationality"}
    browser.post(page, personal(applicant, spouse_surname="Karimov", spouse_nationality="UZB"))
    assert find_profile_gap(load_with_profile(applicant)) is None
    RegistryRecord.objects.update(marital_status="widowed")
    assert "spouse_surname" not in asked(browser.get(page))


@pytest.mark.requirement("R19")
def test_a_parents_name_is_given_or_said_to_be_in_no_paper(catalogue: None) -> None:
    applicant = cases.person()
    browser, page = section(applicant, "kisisel")
    assert set(errors(browser.post(page, personal(applicant, father_name=None)))) == {"father_name"}
    both = personal(applicant, father_absent="on")
    assert set(errors(browser.post(page, both))) == {"father_absent"}
    assert browser.post(page, personal(applicant, father_name=None, father_absent="on")).status_code == 302
    assert Personal.objects.get(applicant=applicant).father_name == ""
    assert browser.get(page).context["form"]["father_absent"].value() is True, "the tick is there again"


@pytest.mark.requirement("R19", "R72")
def test_a_parent_that_was_in_no_paper_can_be_named_in_a_revision(catalogue: None) -> None:
    applicant = load_with_profile(cases.person())
    opened = PersonalForm.add_dependent_questions(frozenset({"father_name"}))
    form = PersonalForm({"father_name": "Alisher"}, {}, applicant=applicant, opened=opened)
    assert form.is_valid(), form.errors
    assert form.cleaned_data["father_name"] == "Alisher"


@pytest.mark.requirement("R18", "R20", "R21")
@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"sex": None}, "sex"),
        ({"sex": "M"}, "sex"),
        ({"marital_status": "engaged"}, "marital_status"),
        ({"birth_place": None}, "birth_place"),
        ({"birth_place": "李小龍"}, "birth_place"),
        ({"birth_country": "XXA"}, "birth_country"),
        ({"photo-kept": None}, "photo"),
        ({"father_name": "Alisher\u202e1"}, "father_name"),
    ],
)
def test_a_bad_answer_is_refused_beside_its_question(catalogue: None, changes: dict, field: str) -> None:
    applicant = cases.person(profile=False)
    browser, page = section(applicant, "kisisel")
    assert set(errors(browser.post(page, personal(applicant, **changes)))) == {field}
    assert not Personal.objects.exists()


@pytest.mark.requirement("R18", "R21")
def test_sex_is_as_in_the_passport_and_names_lose_only_hidden_marks(catalogue: None) -> None:
    applicant = cases.person(profile=False)
    browser, page = section(applicant, "kisisel")
    browser.post(page, personal(applicant, sex="X", birth_place="\u200fSaint-Denis\u202c", birth_country="FRA"))
    saved = Personal.objects.get(applicant=applicant)
    assert (saved.sex, saved.birth_place, saved.birth_country) == ("X", "Saint-Denis", "FRA")


# --- İletişim Bilgileri ----------------------------------------------------------------------------


@pytest.mark.requirement("R27", "R28", "R29", "R30")
@pytest.mark.parametrize(
    ("changes", "field", "said"),
    [
        ({"phone": "05320000001"}, "phone", "+905320000001"),
        ({"phone": None}, "phone", "Telefon numaranızı yazın"),
        ({"address": "  "}, "address", "İkamet ettiğiniz adresi yazın"),
        ({"country": "XXB"}, "country", ""),
        ({"second_phone": "+998 (90) 123-45-67"}, "second_phone", "farklı olmalıdır"),
        ({"second_email": "ad@"}, "second_email", "ad@ornek.com"),
    ],
)
def test_how_to_reach_somebody_is_checked(catalogue: None, changes: dict, field: str, said: str) -> None:
    browser, page = section(cases.person(profile=False), "iletisim")
    wrong = errors(browser.post(page, contact(**changes)))
    assert set(wrong) == {field}
    assert said in wrong[field][0]


@pytest.mark.requirement("R27", "R30")
def test_telephones_are_kept_in_one_spelling(catalogue: None) -> None:
    applicant = cases.person(profile=False)
    browser, page = section(applicant, "iletisim")
    browser.post(page, contact(phone="+٩٩٨ ٩٠ ١٢٣ ٤٥ ٦٧", second_phone="+90 (532) 000 00 01"))
    saved = Contact.objects.get(applicant=applicant)
    assert (saved.phone, saved.second_phone) == ("+998901234567", "+905320000001")


@pytest.mark.requirement("R29")
def test_the_second_email_is_another_one(catalogue: None) -> None:
    applicant = cases.person()
    browser, page = section(applicant, "iletisim")
    assert (
        "farklı olmalıdır"
        in errors(browser.post(page, contact(second_email=applicant.email.upper())))["second_email"][0]
    )
    browser.post(page, contact(second_email="Ikinci@Ornek.test"))
    assert Contact.objects.get(applicant=applicant).second_email == "ikinci@ornek.test"


# --- Pasaport Bilgileri ----------------------------------------------------------------------------


@pytest.mark.requirement("R31", "R32", "R33", "R34")
@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"kind": "library-card"}, "kind"),
        ({"number": None}, "number"),
        ({"number": "U1234567890"}, "number"),
        (parts("expires_on", date(2020, 1, 1)), "expires_on"),
        ({"scan-kept": None}, "scan"),
    ],
)
def test_a_bad_passport_is_refused_beside_its_question(catalogue: None, changes: dict, field: str) -> None:
    applicant = by_edevlet()
    browser, page = section(applicant, "pasaport")
    assert set(errors(browser.post(page, passport(applicant, **changes)))) == {field}
    assert not Passport.objects.exists()


@pytest.mark.requirement("R33", "L3")
@pytest.mark.parametrize(
    ("left", "said"), [(61, "tarihinde bitebilir"), (59, "muafiyet alamazsınız"), (0, "süresi dolmuş")]
)
def test_what_the_last_day_means_is_said_while_it_is_typed(catalogue: None, left: int, said: str) -> None:
    applicant = by_edevlet()
    browser, page = section(applicant, "pasaport")
    day = parts("expires_on", today() + timedelta(days=left))
    redraw = {} if left == 0 else {"_redraw": "1"}
    assert said in browser.post(page, passport(applicant, **day, **redraw)).content.decode()


# --- Eğitim Bilgileri ------------------------------------------------------------------------------


@pytest.mark.requirement("R35", "R36", "R37", "R38")
def test_the_level_decides_which_proof_is_asked(catalogue: None) -> None:
    applicant = cases.person()
    browser, page = section(applicant, "egitim")
    posted = {"native_language": "uz", "turkish_level": "B2", "level": "bachelor", "other_languages": ["en", "ru"]}
    assert set(errors(browser.post(page, posted))) == {"level_proof"}, "the proof of Turkish is optional"
    proof = cases.upload(applicant, "education-proof")
    browser.post(page, posted | {"level_proof-kept": str(proof.pk)})
    saved = Education.objects.get(applicant=applicant)
    assert (saved.level_proof, saved.other_languages) == (proof, ["en", "ru"])
    browser.post(page, posted | {"level": "primary", "level_proof-kept": str(proof.pk)})
    assert Education.objects.get(applicant=applicant).level_proof is None


@pytest.mark.requirement("R35", "R36", "R37", "R38")
@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"native_language": "klingon"}, "native_language"),
        ({"other_languages": ["en", "xx"]}, "other_languages"),
        ({"turkish_level": "D1"}, "turkish_level"),
        ({"level": ""}, "level"),
    ],
)
def test_a_language_or_level_outside_its_list_is_refused(catalogue: None, changes: dict, field: str) -> None:
    browser, page = section(cases.person(profile=False), "egitim")
    posted = {"native_language": "uz", "turkish_level": "none", "level": "primary"} | changes
    assert set(errors(browser.post(page, posted))) == {field}


# --- Profilim --------------------------------------------------------------------------------------


def overview(applicant: Applicant) -> Any:
    return signed_in(applicant).get(reverse("profile"))


@pytest.mark.requirement("R14")
def test_the_overview_says_of_each_section_what_it_holds_and_lacks(catalogue: None) -> None:
    applicant = by_edevlet(REGISTRY)
    first = overview(applicant)
    assert [each.complete for each in first.context["sections"]] == [False] * 4
    page = first.content.decode()
    for words in ("Profilimi doldurmaya başla", "TAŞKENT", "NVİ", "henüz doldurulmadı"):
        assert words in page
    complete = overview(cases.person())
    assert [each.complete for each in complete.context["sections"]] == [True] * 4
    assert "Profiliniz tamam" in complete.content.decode()


@pytest.mark.requirement("R16", "R33")
def test_a_section_is_incomplete_again_when_its_paper_was_refused_or_ran_out(catalogue: None) -> None:
    applicant = cases.person()
    Personal.objects.update(photo=cases.upload(applicant, "biometric-photo", "rejected"))
    Passport.objects.update(expires_on=today() - timedelta(days=1))
    drawn = overview(applicant)
    missing = {each.slug: each.missing for each in drawn.context["sections"] if each.missing}
    assert set(missing) == {"kisisel", "pasaport"}
    assert "parolayla açılıyor" in missing["kisisel"][0]
    assert "süresi doldu" in missing["pasaport"][0]


def test_changing_one_section_of_a_complete_profile_leads_back_to_the_overview(catalogue: None) -> None:
    browser, page = section(cases.person(), "iletisim")
    assert browser.post(page, contact(city="Buxoro")).headers["Location"] == reverse("profile")


def test_a_change_link_of_the_preview_leads_back_to_the_preview(catalogue: None) -> None:
    case = cases.draft()
    browser = signed_in(case.applicant)
    preview = browser.get(reverse("application_preview", args=[case.pk]))
    link = next(each.change_url for each in preview.context["chapters"] if each.slug == "iletisim")
    assert browser.post(link, contact()).headers["Location"] == reverse("application_preview", args=[case.pk])
    nowhere = reverse("profile_section", args=["iletisim"]) + "?basvuru=//evil.example"
    assert browser.post(nowhere, contact()).headers["Location"] == reverse("profile")


@pytest.mark.requirement("R15")
def test_what_was_sent_stays_as_it_was_and_the_page_says_so(catalogue: None) -> None:
    case = cases.sent()
    browser, page = section(case.applicant, "iletisim")
    assert "Gönderdiğiniz başvuru değişmez" in browser.get(page).content.decode()
    browser.post(page, contact(city="Buxoro"))
    browser.post(reverse("profile_section", args=["pasaport"]), passport(case.applicant, kind="service"))
    before = case.snapshot
    case.refresh_from_db()
    assert case.snapshot == before
    detail = browser.get(reverse("application", args=[case.pk])).content.decode()
    assert "Buxoro" not in detail
    assert case.number in overview(case.applicant).content.decode()


@pytest.mark.parametrize("filled", [False, True])
def test_the_overview_costs_five_queries_and_one_for_the_files(
    catalogue: None, filled: bool, django_assert_num_queries: Any
) -> None:
    applicant = cases.person(profile=filled)
    browser = signed_in(applicant)
    with django_assert_num_queries(5 + filled):
        assert browser.get(reverse("profile")).status_code == 200


def test_an_older_tab_and_the_back_button_save_again_without_harm(catalogue: None) -> None:
    """The section has one row: whatever is pressed twice is written twice, the last word stands."""
    applicant = cases.person(profile=False)
    (first, page), (second, _) = section(applicant, "iletisim"), section(applicant, "iletisim")
    for browser, city in ((first, "Toshkent"), (second, "Buxoro"), (first, "Toshkent"), (first, "Toshkent")):
        assert browser.post(page, contact(city=city)).status_code == 302
    assert Contact.objects.get().city == "Toshkent"
