"""The copy of one's data (Law 6698 art. 11): a page to read, its dictionary, each file once, true dates."""

import io
import json
import re
import struct
import zipfile
from datetime import UTC, datetime, timedelta
from html import unescape
from zoneinfo import ZoneInfo

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone, translation

from applicants.models import Applicant, DataExport, Notice
from applicants.privacy import data_page, personal_data
from applicants.privacy import export as data_export
from applicants.privacy.data_dictionary import KEYS, KEYS_OF, LEFT_OUT, TABLES, is_named
from applications.models import Application
from documents.models import Upload
from emuafiyet.core.outbox.delivery import attempt_delivery

from . import cases
from .holders import holder_of_a_card, sent_reissue

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("L14")]

ISTANBUL = ZoneInfo("Europe/Istanbul")


def keep(owner: Applicant, name: str, words: bytes, at: datetime) -> Upload:
    """A file whose rebuilt form has the same bytes."""
    upload = cases.upload(owner, "additional-document")
    stored = [default_storage.save(f"originals/{upload.pk}-{n}", ContentFile(words)) for n in range(2)]
    parts = [{"file": stored[0], "format": "pdf", "name": name, "size": len(words)}]
    Upload.objects.filter(pk=upload.pk).update(original_name=name, parts=parts, rebuilt=stored[1], created_at=at)
    return Upload.objects.get(pk=upload.pk)


def copy_of(person: Applicant) -> zipfile.ZipFile:
    export = data_export.request_export(person)
    assert attempt_delivery(DataExport, export.pk)
    export.refresh_from_db()
    return zipfile.ZipFile(io.BytesIO(default_storage.open(export.file).read()))


def text_of(page: str) -> str:
    without_style = re.sub(r"<style>.*?</style>", " ", page, flags=re.DOTALL)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", without_style)).split())


def test_every_table_and_column_about_a_person_has_its_words():
    """A table or column that is added without them fails here: name it in ``data_dictionary`` or leave it out there."""
    for model in personal_data.told_models():
        label = model._meta.label_lower
        assert label in TABLES, label
        for column in personal_data.columns(model):
            assert is_named(label, column.attname), f"{label}.{column.attname}"


def test_the_dictionary_names_nothing_that_is_not_there():
    labels = {model._meta.label_lower: model for model in personal_data.told_models()}
    assert set(TABLES) <= set(labels)
    assert set(KEYS_OF) <= set(labels)
    everywhere = {column.name for model in personal_data.told_models() for column in model._meta.concrete_fields}
    assert everywhere >= LEFT_OUT


@pytest.mark.usefixtures("catalogue")
class TestTheCopy:
    def test_speaks_to_people_and_explains_every_key(self):
        case = cases.objected()
        archive = copy_of(case.applicant)
        data = json.loads(archive.read("verilerim.json"))
        page = archive.read("verilerim.html").decode()
        shown = text_of(page)
        for label, rows in data["data"].items():
            explained = data["fields"][label]["keys"]
            for row in rows:
                assert set(data_page._keys_in(row)) <= set(explained), label
            # Kinds of documents are the catalogue's own names; every other key has words.
            left = [key for key, words in explained.items() if key == words and "-" not in key]
            assert not left, (label, left)
        told, _dictionary, _rest = shown.partition("JSON dosyasındaki alanlar ( ")
        main = shown.split("İçindekiler")[1].rsplit("JSON dosyasındaki alanlar", 1)[0]
        assert "Medeni hâli" in main
        assert "Eksik belge eklendi." in main
        assert case.number in main
        for raw in ("father_name", "objection_under_evaluation", "None", "True", "{'", "applications.", "_id"):
            assert raw not in main, raw
        assert told

    @pytest.mark.parametrize("language", ["tr", "en", "ru", "ar"])
    def test_is_in_the_persons_language(self, language):
        case = cases.sent(cases.draft(cases.person(language)))
        person = case.applicant
        Applicant.objects.filter(pk=person.pk).update(language=language, language_chosen=True)
        archive = copy_of(Applicant.objects.get(pk=person.pk))
        page = archive.read("verilerim.html").decode()
        direction = "rtl" if language == "ar" else "ltr"
        assert f'<html lang="{language}" dir="{direction}">' in page
        with translation.override(language):
            assert str(KEYS["father_name"]) in page
            assert str(TABLES["applications.personal"]) in page
        if language != "tr":
            assert "Baba adı" not in page
        for outside in ("<script", "<link", "src=", 'href="http', "url(", "@import"):
            assert outside not in page
        fields = json.loads(archive.read("verilerim.json"))["fields"]
        assert fields["applications.personal"]["title"] in page

    def test_holds_each_content_once_and_names_it(self):
        person = cases.person()
        at = timezone.now() - timedelta(days=3)
        keep(person, "sözleşme.pdf", b"AYNI", at)
        keep(person, "bir daha.pdf", b"AYNI", at + timedelta(days=1))
        keep(person, "başka.pdf", b"BASKA", at)
        archive = copy_of(person)
        files = [name for name in archive.namelist() if name.startswith("dosyalar/")]
        contents = [archive.read(name) for name in files]
        assert sorted(contents).count(b"AYNI") == 1
        assert len(set(contents)) == len(contents)
        kept = json.loads(archive.read("verilerim.json"))["files"]
        (same,) = [each for each in kept if each["name"].endswith("sözleşme.pdf") or "sözleşme" in str(each["also"])]
        assert len(same["also"]) == 3
        page = archive.read("verilerim.html").decode()
        assert all(name in page for name in same["also"])
        assert {f"dosyalar/{each['name']}" for each in kept} == set(files)

    def test_bears_true_times(self):
        person = cases.person()
        at = datetime(2026, 3, 1, 22, 30, 40, tzinfo=UTC)  # the second of March in Türkiye
        keep(person, "belge.pdf", b"X", at)
        archive = copy_of(person)
        (entry,) = [each for each in archive.infolist() if each.filename.endswith("belge.pdf")]
        assert entry.date_time == (2026, 3, 2, 1, 30, 40)
        tag, size, flags, moment = struct.unpack("<HHBl", entry.extra[:9])
        assert (tag, size, flags, moment) == (0x5455, 5, 1, int(at.timestamp()))
        page = next(each for each in archive.infolist() if each.filename == "verilerim.html")
        made = datetime(*page.date_time, tzinfo=ISTANBUL)
        assert abs(made - timezone.now()) < timedelta(minutes=1)
        rows = json.loads(archive.read("verilerim.json"))["data"]["documents.upload"]
        told = next(row["created_at"] for row in rows if row["original_name"] == "belge.pdf")
        assert told == "2026-03-01T22:30:40Z"
        assert "2 Mart 2026 01:30" in text_of(archive.read("verilerim.html").decode())

    def test_tells_amounts_choices_and_countries_in_words(self):
        case = holder_of_a_card()
        sent_reissue(case, "lost")
        Notice.objects.filter(applicant=case.applicant).update(read_at=timezone.now())
        shown = text_of(copy_of(case.applicant).read("verilerim.html").decode())
        main = shown.rsplit("JSON dosyasındaki alanlar", 1)[0]
        assert "Özbekistan" in main
        assert "TL" in main
        assert str(Application.objects.get(pk=case.pk).get_status_display()) in main
        assert "Kayıp / çalıntı" in main
        for raw in ("UZB", "awaiting_payment", "approved"):
            assert raw not in main.replace("Uyruk UZB", ""), raw

    def test_costs_no_query_for_each_row(self, django_assert_max_num_queries):
        person = cases.person()
        for number in range(5):
            keep(person, f"{number}.pdf", str(number).encode(), timezone.now())
        rows = personal_data.collect_personal_data(person)
        with django_assert_max_num_queries(2):
            data_page.render(person, rows, [], timezone.now())
