"""Countries and languages are typed or chosen, in any language of the portal; strange browsers get English."""

import re

import pytest
from babel import Locale
from django import forms
from django.http import QueryDict
from django.test import Client
from django.utils.translation import override

from emuafiyet.core import countries
from emuafiyet.core.fields import CountryField, LanguageField, LanguagesField, country_name, language_name
from tests.builders.form_fields import refusal


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("UZB", "UZB"),
        ("Özbekistan", "UZB"),
        ("OZBEKISTAN", "UZB"),
        ("Uzbekistan", "UZB"),
        ("Узбекистан", "UZB"),
        ("أوزبكستان", "UZB"),
        ("K.K.T.C.", "QNC"),
        ("KKTC", "QNC"),
        ("Filistin", "PSE"),
        ("Palestine", "PSE"),
        ("Kosova", "RKS"),
        (" İran\u200b", "IRN"),
        ("İNGİLTERE", "GBR"),
        ("ABD", "USA"),
        ("Kıbrıs", "CYP"),
        ("Кипр", "CYP"),
        ("Южный Кипр", "CYP"),
        ("قبرص", "CYP"),
        ("Северный Кипр", "QNC"),
        ("Vatansız (1954 Sözleşmesi)", "XXA"),
        ("D<<", "DEU"),
    ],
)
def test_a_nationality_is_read_by_its_name(typed: str, code: str) -> None:
    assert CountryField().clean(typed) == code


@pytest.mark.parametrize("typed", ["Kongo", "Atlantis", "uz", "xxa", "ATA", "BVT", "Antarktika", "Bouvet Adası", "SUN"])
def test_what_names_no_country_is_refused(typed: str) -> None:
    assert refusal(CountryField(turkey=True), typed)


def test_turkey_typed_as_a_nationality_is_answered_as_the_code_is() -> None:
    for typed in ("TUR", "Türkiye", "Turkey", "TURKIYE"):
        assert "vatandaş" in refusal(CountryField(), typed)
        assert CountryField(turkey=True).clean(typed) == "TUR"


def test_countries_are_named_as_turkey_names_them() -> None:
    with override("tr"):
        names = dict(countries.country_choices())
    assert (names["PSE"], names["QNC"]) == ("Filistin", "Kuzey Kıbrıs Türk Cumhuriyeti")
    assert names["CIV"] == "Fildişi Sahili"
    assert not {"ATA", "BVT"} & set(names)


def test_every_language_of_cldr_can_be_known() -> None:
    codes = {code for code in Locale("tr").languages if "_" not in code}
    codes -= {"mul", "root", "sh", "tl", "tlh", "und", "zxx"}
    assert codes <= countries.LANGUAGES
    for language in ("tr", "en", "ru", "ar"):
        with override(language):
            for code in ("kmr" if "kmr" in codes else "ku", "glk", "lzz", "ckb", "fa_AF", "tly", "aeb"):
                assert language_name(code) != code
                assert LanguageField().clean(language_name(code)) == code


def test_other_languages_are_ticked_typed_or_chosen() -> None:
    class Form(forms.Form):
        known = LanguagesField(usual=("en", "ru"), required=False)

    form = Form(QueryDict("known=en&known=Lazca&known=&known=Курдский&known_list=ka&known=en"))
    assert form.is_valid(), form.errors
    assert form.cleaned_data["known"] == ["en", language_code_of("Lazca"), "ku", "ka"]
    wrong = Form(QueryDict("known=en&known=Elfçe"))
    with override("tr"):
        assert "«Elfçe»" in wrong.errors["known"][0]
        drawn = str(wrong["known"])
    assert re.search(r'value="en" checked', drawn)
    assert 'value="Elfçe"' in drawn


def language_code_of(name: str) -> str:
    with override("tr"):
        return LanguageField().clean(name)


def test_a_list_counts_before_the_box_and_either_may_be_used_without_scripts() -> None:
    class Form(forms.Form):
        country = CountryField(turkey=True)

    assert Form({"country": "Uzbekistan", "country_list": "KAZ"}).is_valid()
    form = Form({"country": "Uzbekistan", "country_list": "KAZ"})
    assert form.is_valid()
    assert form.cleaned_data["country"] == "KAZ"
    with override("tr"):
        page = str(Form({"country": "UZB"})["country"])
        assert f'value="{country_name("UZB")}"' in page
        assert "<datalist" in page
        assert '<option value="UZB">Özbekistan</option>' in page
        assert "Atlantis" in str(Form({"country": "Atlantis"})["country"])


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("accepted", "language"),
    [
        ("fa-IR,fa;q=0.9", "en"),
        ("zh-CN,zh;q=0.9", "en"),
        ("ku", "en"),
        ("ckb-IQ", "en"),
        ("de", "en"),
        ("fa,tr;q=0.5", "tr"),
        ("tr-TR", "tr"),
        ("ru-KZ,kk;q=0.9", "ru"),
        ("ar-SY", "ar"),
        ("en-GB", "en"),
        ("*", "tr"),
        ("", "tr"),
    ],
)
def test_a_browser_that_reads_none_of_ours_gets_english(accepted: str, language: str) -> None:
    headers = {"Accept-Language": accepted} if accepted else {}
    assert f'lang="{language}"' in Client().get("/", headers=headers).text


@pytest.mark.django_db
def test_a_chosen_language_stays_whatever_the_browser_reads() -> None:
    browser = Client()
    browser.cookies["language"] = "tr"
    assert 'lang="tr"' in browser.get("/", headers={"Accept-Language": "fa"}).text
