"""What foreigners read: the catalogues are current, English is complete and truly English, languages switch."""

import ast
import gettext
import os
import re
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest
from babel.messages import Catalog, Message
from babel.messages.pofile import read_po
from django import forms
from django.conf import settings
from django.core.management import call_command
from django.urls import reverse
from django.utils import translation

from applications.models import Category
from applications.models.catalogue import ENDS_WITH
from applications.models.requests import ReissueGround, TerminationGround
from applications.models.status import CancellationGround, RejectionGround, Status
from applications.profile.known import Source
from documents.models.certificate import EndReason
from documents.templatetags.legal import legal_reference
from payments.models.collection import LineReason, RefundState
from payments.models.order import LegState, OrderState
from payments.models.tariff import FeeKind

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("applicants", "documents", "payments", "applications", "emuafiyet")
LOCALE = ROOT / "emuafiyet" / "locale"
LANGUAGES = ("en", "ru", "ar")

# Letters that Turkish has and English has not; ç, ö and ü also stand in "Türkiye" and "São Tomé".
TURKISH = re.compile("[ğĞşŞıİ]")
# What a reader of English meets in Turkish on somebody else's page, counter or card, and so must see in Turkish here.
NAMES = (
    "Referans Numarası İle Ödeme",
    "İnteraktif (Dijital) Vergi Dairesi",
    "İnteraktif/Dijital Vergi Dairesi",
    "Uluslararası İşgücü Genel Müdürlüğü",
    "Çalışma ve Sosyal Güvenlik Bakanlığı",
    "İl Göç İdaresi Müdürlüğü",
    "Çalışma İzni Muafiyeti Belgesi",
    "Çalışma İzni Muafiyetini Gösterir Belge",
    "T.C. Yabancı Kimlik Numarası",
    "T.C. yabancı kimlik numarası",
    "SGK tescil numarası",
    "İşlem Referans Numarası",
    "Değerli Kâğıt Bedeli",
    "VakıfBank",
    "T.C. Ziraat Bankası",
    "T. Halk Bankası",
    "T. Vakıflar Bankası",
    "NVİ",
    "GİB",
    "kuruş",
)
PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|%%|\{\w*\}|</?[a-z][^>]*>")


def turkish_in(text: str, *names: str) -> list[str]:
    """The words that are neither English nor on the list of names."""
    for name in (*NAMES, *names):
        text = text.replace(name, "")
    return [word for word in text.split() if TURKISH.search(word)]


def catalogue(language: str) -> Catalog:
    with (LOCALE / language / "LC_MESSAGES" / "django.po").open("rb") as file:
        return read_po(file, locale=language, abort_invalid=True)


def messages(language: str) -> list[Message]:
    return [message for message in catalogue(language) if message.id]


def key(message: Message) -> tuple:
    return message.context, sentences(message)


def forms_of(message: Message) -> tuple[str, ...]:
    """Every plural form of the translation, or the one there is."""
    return (message.string,) if isinstance(message.string, str) else tuple(message.string)


def sentences(message: Message) -> tuple[str, ...]:
    return (message.id,) if isinstance(message.id, str) else tuple(message.id)


def collected(folder: Path) -> set[tuple]:
    """Every text of the code as it is now, collected from a copy of the tree."""
    for name in (*PACKAGES, "templates"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__", "locale"))
    shutil.copy(ROOT / "manage.py", folder)
    (folder / "emuafiyet" / "locale").mkdir()
    command = [sys.executable, "manage.py", "makemessages", "--locale", "en", "--no-wrap"]
    subprocess.run(command, cwd=folder, env=os.environ | {"PYTHONPATH": ""}, check=True, capture_output=True)
    with (folder / "emuafiyet" / "locale" / "en" / "LC_MESSAGES" / "django.po").open("rb") as file:
        return {key(message) for message in read_po(file) if message.id}


def test_every_text_of_the_code_is_in_the_catalogues(tmp_path):
    texts = collected(tmp_path)
    assert len(texts) > 1000
    for language in LANGUAGES:
        assert texts - {key(message) for message in messages(language)} == set(), "run make messages"


def translated_in(source: str) -> Iterator[str]:
    """Every sentence that a module translates, under whatever name and wherever it stands: f-strings too."""
    tree = ast.parse(source)
    names = {
        alias.asname or alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation"
        for alias in node.names
        if "gettext" in alias.name
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in names:
            told = node.args[:2]  # a lazy plural's third argument names the value that is counted
            yield from (each.value for each in told if isinstance(each, ast.Constant))


def test_no_sentence_escapes_the_collection():
    """What the collector overlooks is read in Turkish by everybody, and nobody is ever asked to translate it."""
    known = {part for message in messages("en") for part in (*sentences(message), message.context)}
    modules = [path for package in PACKAGES for path in (ROOT / package).rglob("*.py")]
    assert len(modules) > 100
    assert {sentence for path in modules for sentence in translated_in(path.read_text())} - known == set()


def test_nothing_is_left_untranslated_in_english():
    assert [message.id for message in messages("en") if not all(forms_of(message))] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_guessed(language):
    assert [message.id for message in messages(language) if message.fuzzy] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_translation_fills_in_the_same_values_as_its_sentence(language):
    wrong = []
    for message in messages(language):
        wanted = [Counter(PLACEHOLDER.findall(sentence)) for sentence in sentences(message)]
        for text in filter(None, forms_of(message)):
            if Counter(PLACEHOLDER.findall(text)) not in wanted:
                wrong.append((message.id, text))
    assert wrong == []


def test_a_last_day_is_told_as_included_in_russian():
    """«до 3 марта» leaves open whether the third still counts; a moment and a number of months are no such days."""
    told = [text for message in messages("ru") for text in forms_of(message)]
    bare = [text for text in told if re.search(r"\bдо %\((?!time|n\))\w+\)s", text)]
    assert [text for text in bare if "включительно" not in text] == []


def test_english_texts_are_english():
    found = {text: turkish_in(text) for message in messages("en") for text in forms_of(message)}
    assert {text: words for text, words in found.items() if words} == {}


def test_plurals_are_counted_as_each_language_counts():
    one_and_many = {
        language: [catalogue(language).plural_expr, catalogue(language).num_plurals] for language in LANGUAGES
    }
    assert one_and_many["en"] == ["(n != 1)", 2]
    assert one_and_many["ru"][1] == 4
    assert one_and_many["ar"][1] == 6
    with translation.override("en"):
        assert translation.ngettext("%(counter)s gün kaldı", "%(counter)s gün kaldı", 1) == "%(counter)s day left"
        assert translation.ngettext("%(counter)s gün kaldı", "%(counter)s gün kaldı", 0) == "%(counter)s days left"


def every_form() -> Iterator[type[forms.BaseForm]]:
    for module in (
        "applicants.sign_in.sign_in_forms",
        "applications.profile.education_form",
        "applications.profile.passport_form",
        "applications.profile.profile_forms",
        "applications.wizard.consent_and_documents",
        "documents.views.verify",
    ):
        for found in vars(import_module(module)).values():
            if isinstance(found, type) and issubclass(found, forms.BaseForm) and found.__module__.startswith(PACKAGES):
                yield found


def words_of(field: forms.Field) -> Iterator[str]:
    yield str(field.label)
    yield str(field.help_text)
    yield from map(str, field.error_messages.values())
    for value, label in getattr(field, "choices", ()):
        if isinstance(label, list | tuple):
            yield from (str(name) for _value, name in label)
        yield str(label) if value else ""


@pytest.mark.parametrize("language", LANGUAGES)
def test_questions_hints_and_complaints_are_in_the_readers_language(language):
    asked = 0
    wrong = []
    with translation.override(language):
        for form in set(every_form()):
            for name, field in form.base_fields.items():
                asked += 1
                wrong += [(form.__name__, name, text) for text in words_of(field) if turkish_in(text)]
    assert asked > 50
    assert wrong == []


PUBLIC = (
    "home",
    "who",
    "faq",
    "privacy",
    "accessibility",
    "cookies",
    "sign_in",
    "sign_in_email",
    "sign_in_consular",
    "sign_in_in_turkey",
    "verify",
)


@pytest.fixture
def loaded(db) -> None:
    call_command("load_catalogue", verbosity=0)


def choose(client, language: str) -> None:
    """As the switch in the page's corner does it."""
    answer = client.post(reverse("set_language"), {"language": language, "next": "/"})
    assert answer.status_code == 302


# What an applicant reads of a table's own words: on lists, on pages of one file or payment, in mails.
SHOWN = (
    *(Status, RejectionGround, CancellationGround, TerminationGround, ReissueGround, Source, Category.Channel),
    *(OrderState, LegState, LineReason, RefundState, FeeKind, EndReason),
)


@pytest.mark.parametrize("language", LANGUAGES)
def test_words_of_tables_are_in_the_readers_language(language):
    words = [label for table in SHOWN for label in (choice.label for choice in table)]
    words += ENDS_WITH.values()
    script = {"ar": "[\u0621-\u064a]", "ru": "[а-яё]"}.get(language, "[a-z]")
    with translation.override("tr"):
        turkish = [str(word) for word in words]
    with translation.override(language):
        told = [str(word) for word in words]
    pairs = [(here, there) for here, there in zip(turkish, told, strict=True) if here not in {"e-Devlet", "NVİ"}]
    assert [here for here, there in pairs if here == there or not re.search(script, there, re.I)] == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.usefixtures("loaded")
def test_public_pages_are_in_the_readers_language(client, language):
    choose(client, language)
    # Paragraphs of Turkish law are cited as the law names them.
    paragraphs = list(Category.objects.values_list("legal_ref", flat=True))
    with translation.override(language):
        paragraphs = [legal_reference(each) for each in paragraphs] + paragraphs
    left = {}
    pages = {page: reverse(page) for page in PUBLIC}
    for sector, slug in Category.objects.filter(enabled=True).values_list("sector_id", "slug"):
        pages |= {sector: reverse("who_sector", args=[sector]), slug: reverse("who_category", args=[sector, slug])}
    for page, there in pages.items():
        answer = client.get(there)
        html = answer.content.decode()
        assert answer.status_code == 200
        assert f'<html lang="{language}"' in html
        left[page] = turkish_in(html, *paragraphs)
    assert {page: words for page, words in left.items() if words} == {}


@pytest.mark.usefixtures("loaded")
def test_every_language_can_be_switched_to(client):
    """The menu names every language in its own words; what nobody has translated yet is read in Turkish."""
    title = "Çalışma izni muafiyeti için çevrim içi başvurun"
    for language, direction in (("ar", "rtl"), ("en", "ltr"), ("ru", "ltr"), ("tr", "ltr")):
        choose(client, language)
        html = client.get(reverse("home")).content.decode()
        assert f'<html lang="{language}" dir="{direction}"' in html
        assert [name for _code, name in settings.LANGUAGES if f">{name}</button>" not in html] == []
        translated = "" if language == "tr" else catalogue(language).get(title).string
        assert (translated or title) in html


def test_turkish_needs_no_catalogue():
    """Our own sentences are Turkish already and hide none of Django's."""
    with translation.override("tr"):
        assert translation.gettext("This field is required.") == "Bu alan zorunludur."
        changed = [
            each for message in messages("en") for each in sentences(message) if translation.gettext(each) != each
        ]
    assert changed == []


def said_by(compiled: Path, wanted: list[Message]) -> list[str]:
    """What a compiled catalogue answers to every sentence, counted ones for a few counts."""
    with compiled.open("rb") as file:
        spoken = gettext.GNUTranslations(file)
    answers = []
    for message in wanted:
        if message.pluralizable:
            one, many = sentences(message)
            answers += [spoken.ngettext(one, many, count) for count in (0, 1, 2, 5, 21, 100)]
        else:
            answers.append(
                spoken.pgettext(message.context, message.id) if message.context else spoken.gettext(message.id)
            )
    return answers


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_served_is_what_the_catalogue_says(tmp_path, language):
    """The compiled file beside the catalogue, which the Makefile makes and Git does not hold, is not an old one."""
    source = LOCALE / language / "LC_MESSAGES" / "django.po"
    fresh = tmp_path / "django.mo"
    compile_it = [sys.executable, "-m", "babel.messages.frontend", "--quiet", "compile", "--locale", language]
    subprocess.run([*compile_it, "--input-file", source, "--output-file", fresh], check=True)
    wanted = messages(language)
    assert said_by(source.with_suffix(".mo"), wanted) == said_by(fresh, wanted), "run make locale"
    plain = [message for message in wanted if message.string and not message.pluralizable]
    assert said_by(fresh, plain) == [message.string for message in plain]
