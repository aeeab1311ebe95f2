"""Rights over one's data: requests with their clock, the copy of everything, erasure, and the clock of forgetting."""

import io
import json
import zipfile
from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test import Client
from django.utils import timezone

from applicants.models import (
    Applicant,
    DataExport,
    DisposalEntry,
    Identity,
    Notice,
    Officer,
    OneTimeCode,
    RightsRequest,
    Session,
)
from applicants.privacy import account_retention, personal_data, rights
from applicants.privacy import export as data_export
from applications.models import Application, Personal
from documents.models import Upload
from emuafiyet.core.outbox.delivery import attempt_delivery
from tests.builders.browsers import signed_in
from tests.staff import at_the_desk

from . import cases

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("catalogue"), pytest.mark.requirement("L14")]

ACCOUNT, RIGHTS, EXPORT, ERASE = "/hesap/", "/hesap/haklar/", "/hesap/verilerim/", "/hesap/sil/"


def stored(owner: Applicant, words: bytes) -> Upload:
    """A file of the person's that really lies in the store."""
    upload = cases.upload(owner, "additional-document")
    names = {
        name: default_storage.save(f"originals/{upload.pk}-{name}", ContentFile(words))
        for name in ("original", "rebuilt")
    }
    name = f"{words.decode()}.pdf"
    parts = [{"file": names["original"], "format": "pdf", "name": name, "size": len(words)}]
    Upload.objects.filter(pk=upload.pk).update(original_name=name, parts=parts, rebuilt=names["rebuilt"])
    return Upload.objects.get(pk=upload.pk)


def a_while_later(browser: Client) -> Client:
    Session.objects.update(proven_at=timezone.now() - timedelta(minutes=11))
    return browser


def exported(applicant: Applicant) -> tuple[dict, zipfile.ZipFile]:
    export = data_export.request_export(applicant)
    attempt_delivery(DataExport, export.pk)
    export.refresh_from_db()
    archive = zipfile.ZipFile(io.BytesIO(default_storage.open(export.file).read()))
    return json.loads(archive.read("verilerim.json"))["data"], archive


class TestRightsRequests:
    def ask(self, browser: Client, **typed) -> None:
        browser.post(RIGHTS, {"right": "correction", "text": "Ana adımı düzeltin."} | typed)

    def test_are_confirmed_with_their_last_day_and_taken_once(self, django_assert_max_num_queries):
        person = cases.person()
        browser = signed_in(person)
        for _ in range(2):
            self.ask(browser)
        made = RightsRequest.objects.get()
        assert made.due_on == timezone.localdate() + timedelta(days=30)
        assert person.notices.get(kind="rights_received").text
        for right in ("information", "recipients"):
            self.ask(browser, right=right)
        with django_assert_max_num_queries(8):
            page = browser.get(RIGHTS).content.decode()
        assert page.count("Yanıt bekliyor") == 3
        with django_assert_max_num_queries(8):
            assert "3 istek" in browser.get(ACCOUNT).content.decode()

    def test_every_right_of_the_article_can_be_chosen_and_words_are_needed(self):
        browser = signed_in(cases.person())
        page = browser.get(RIGHTS).content.decode()
        assert all(f'value="{right}"' in page for right in RightsRequest.Right.values)
        self.ask(browser, text=" ")
        self.ask(browser, right="everything")
        assert RightsRequest.objects.count() == 0

    def test_an_officer_answers_once_and_the_person_reads_it(self):
        person = cases.person()
        browser = signed_in(person)
        self.ask(browser)
        made = RightsRequest.objects.get()
        officer = Officer.objects.create_superuser("kvkk", password="x")
        desk = at_the_desk(officer)
        assert "Ana adımı düzeltin." in desk.get(f"/admin/applicants/rightsrequest/{made.pk}/change/").content.decode()
        for words in ("Düzeltildi.", "İkinci kez"):
            desk.post(f"/admin/applicants/rightsrequest/{made.pk}/change/", {"answer": words})
        made.refresh_from_db()
        assert (made.answer, made.answered_by) == ("Düzeltildi.", officer)
        assert "Düzeltildi." in person.notices.get(kind="rights_answered").text
        assert "Düzeltildi." in browser.get(RIGHTS).content.decode()
        with pytest.raises(IntegrityError), transaction.atomic():
            RightsRequest.objects.filter(pk=made.pk).update(answer="")

    def test_somebody_elses_are_not_shown(self):
        self.ask(signed_in(cases.person()))
        assert "Yanıt bekliyor" not in signed_in(cases.person()).get(RIGHTS).content.decode()


class TestTheCopy:
    def test_holds_everything_of_mine_and_nothing_of_a_neighbour(self):
        """P1: a canary in every column of words, and files; next door the same."""
        mine, theirs = cases.objected(), cases.approved()
        files = {case: stored(case.applicant, words) for case, words in ((mine, b"KANARYA"), (theirs, b"KOMSU"))}
        for case, mark in ((mine, "KANARYA"), (theirs, "KOMSU")):
            Identity.objects.filter(applicant=case.applicant).update(surname=f"{mark}-SOYAD")
            Personal.objects.filter(applicant=case.applicant).update(father_name=f"{mark}-BABA")
            Notice.objects.filter(applicant=case.applicant).update(text=f"{mark}-BİLDİRİM")
            rights.create_rights_request(case.applicant, "correction", f"{mark}-İSTEK")
        data, archive = exported(mine.applicant)
        text = json.dumps(data, ensure_ascii=False)
        for told in ("SOYAD", "BABA", "BİLDİRİM", "İSTEK"):
            assert f"KANARYA-{told}" in text
        for told in (mine.number, mine.applicant.email, mine.decision_text, "Eksik belge eklendi.", "Araştırmacı"):
            assert told in text
        found = [archive.read(name) for name in archive.namelist() if name.startswith("dosyalar/")]
        assert found.count(b"KANARYA") == 1  # sent and rebuilt with the same bytes
        assert len(found) == 2  # and the photo
        assert not {"KOMSU", theirs.number, theirs.applicant.email, str(files[theirs].pk)} & set(text.split('"'))
        assert "KOMSU" not in text
        assert b"KOMSU" not in found

    def test_leaves_out_no_table_that_points_to_the_person(self):
        """Every row in the database that leads to the person by any foreign key is in it."""
        case = cases.approved()
        data, _ = exported(case.applicant)
        rows = personal_data.collect_personal_data(case.applicant)
        assert {model._meta.label_lower for model in rows} >= set(data)
        for label in (
            "applicants.identity",
            "applicants.notice",
            "applications.application",
            "applications.work",
            "applications.personal",
            "applications.passport",
            "applications.contact",
            "applications.education",
            "applications.historyentry",
            "documents.upload",
            "documents.certificate",
        ):
            assert data[label], label

    def test_tells_no_secret_and_nothing_of_officers(self):
        case = cases.rejected()
        browser = signed_in(case.applicant)
        data, _ = exported(case.applicant)
        text = json.dumps(data)
        assert browser.cookies["session"].value not in text
        assert case.first_decider.username not in text
        assert "first_decider_id" not in text

    def test_is_made_once_lasts_a_day_and_is_fetched_by_its_person_only(self, django_capture_on_commit_callbacks):
        person = cases.person()
        stored(person, b"BELGE")
        browser = signed_in(person)
        for _ in range(2):
            assert browser.post(EXPORT).url == EXPORT
        export = DataExport.objects.get()
        assert "hazırlanıyor" in browser.get(EXPORT).content.decode()
        assert browser.get(f"{EXPORT}indir/").status_code == 404
        attempt_delivery(DataExport, export.pk)
        assert person.notices.filter(kind="export_ready").count() == 1
        answer = browser.get(f"{EXPORT}indir/")
        assert answer.headers["Content-Disposition"] == 'attachment; filename="verilerim.zip"'
        assert "no-store" in answer.headers["Cache-Control"]
        assert zipfile.is_zipfile(io.BytesIO(b"".join(answer.streaming_content)))
        assert signed_in(cases.person()).get(f"{EXPORT}indir/").status_code == 404
        export.refresh_from_db()
        DataExport.objects.update(ready_until=timezone.now() - timedelta(seconds=1))
        assert browser.get(f"{EXPORT}indir/").status_code == 404
        with django_capture_on_commit_callbacks(execute=True):
            account_retention.apply_retention_rules()
        assert not DataExport.objects.exists()
        assert not default_storage.exists(export.file)

    @pytest.mark.parametrize("page", [EXPORT, f"{EXPORT}indir/", ERASE])
    def test_needs_a_fresh_code(self, page):
        browser = a_while_later(signed_in(cases.person()))
        assert browser.get(page).url.startswith("/hesap/onay/")
        assert browser.post(page, {"sure": "on"}).url.startswith("/hesap/onay/")
        assert not DataExport.objects.exists()


class TestErasure:
    def test_without_a_sent_application_all_of_it_goes_at_once(self, django_capture_on_commit_callbacks):
        case = cases.draft()
        person, neighbour = case.applicant, cases.person()
        file, other = stored(person, b"BENIM"), stored(neighbour, b"ONUN")
        OneTimeCode.objects.create(purpose="sign_in", email=person.email, language="tr", network="x")
        browser = signed_in(person)
        assert "hemen silinir" in browser.get(ERASE).content.decode()
        assert "Hata:" in browser.post(ERASE, {}).content.decode()
        with django_capture_on_commit_callbacks(execute=True):
            assert browser.post(ERASE, {"sure": "on"}).url == "/"
        assert browser.get(ACCOUNT).status_code == 302
        for model in (Applicant, Identity, Upload, Personal):
            key = "pk" if model is Applicant else "owner_id" if model is Upload else "applicant_id"
            assert not model.objects.filter(**{key: person.pk}).exists()
            assert model.objects.filter(**{key: neighbour.pk}).exists()
        assert not OneTimeCode.objects.exists()
        assert not Application.objects.exists()
        assert not default_storage.exists(file.parts[0]["file"])
        assert not default_storage.exists(file.rebuilt)
        assert default_storage.exists(other.parts[0]["file"])
        entry = DisposalEntry.objects.get()
        assert (entry.what, entry.count) == ("account", 1)

    def test_a_sent_application_is_kept_and_the_person_told_why_and_until_when(self):
        case = cases.rejected()
        browser = signed_in(case.applicant)
        page = browser.get(ERASE).content.decode()
        assert case.number in page
        assert "10 yıl" in page
        assert str(timezone.localdate().year + 10) in page
        browser.post(ERASE, {"sure": "on"})
        assert Applicant.objects.filter(pk=case.applicant.pk).exists()
        with pytest.raises(rights.ErasureBlockedError):
            rights.erase_account(case.applicant, "x")
        browser.post(f"{ERASE}iste/")
        assert RightsRequest.objects.get().right == "erasure"


class TestTheClockOfForgetting:
    def old(self) -> Applicant:
        person = cases.person()
        Applicant.objects.filter(pk=person.pk).update(last_sign_in_at=timezone.now() - timedelta(days=366))
        return person

    def test_destroys_what_is_over_and_only_that_and_logs_how_many(self):
        idle, kept, active = self.old(), cases.rejected().applicant, cases.person()
        Applicant.objects.filter(pk=kept.pk).update(last_sign_in_at=timezone.now() - timedelta(days=800))
        for days in (364, 366):
            code = OneTimeCode.objects.create(purpose="sign_in", email="x@ornek.test", language="tr", network="x")
            OneTimeCode.objects.filter(pk=code.pk).update(created_at=timezone.now() - timedelta(days=days))
        counted = account_retention.apply_retention_rules(dry_run=True)
        assert Applicant.objects.filter(pk=idle.pk).exists()
        done = account_retention.apply_retention_rules()
        assert counted == done
        assert done["accounts"] == 1
        assert done["codes"] == 1
        assert set(Applicant.objects.filter(pk__in=[idle.pk, kept.pk, active.pk])) == {kept, active}
        assert {(entry.what, entry.count) for entry in DisposalEntry.objects.all()} == {
            ("account", 1),
            ("codes", 1),
        }
        assert not any(account_retention.apply_retention_rules().values())  # a second run finds nothing

    def test_can_be_asked_what_it_would_do(self, capsys):
        self.old()
        call_command("retention", "--dry-run")
        assert "1  accounts" in capsys.readouterr().out
        assert not DisposalEntry.objects.exists()

    @pytest.mark.parametrize(
        "statement", ["UPDATE applicants_disposalentry SET count = 9", "DELETE FROM applicants_disposalentry"]
    )
    def test_its_log_is_only_ever_added_to(self, statement):
        DisposalEntry.objects.create(what="account", rule="x", count=1)
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
        assert DisposalEntry.objects.get().count == 1
