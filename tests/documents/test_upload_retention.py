"""What is handed in and is nobody's answer goes after a day; what was sent never does; the store holds no orphans."""

import os
from collections.abc import Callable, Iterator
from copy import copy
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, models
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from applicants.models import Applicant, DisposalEntry
from applications import schedule
from applications.admin.review.documents import list_upload_ids
from applications.lifecycle.actors import Actor
from applications.models import Application, Education, Paper, Papers, Passport, Personal, Work
from applications.schedule import JOBS
from documents import storage
from documents.models import DraftFile, PageImages, Upload
from documents.uploads import sweep, upload_retention
from documents.uploads.drafts import DraftPage
from documents.uploads.form_field import UploadField
from documents.uploads.form_widget import PostedUploads
from documents.uploads.intake import append_files, arrange_pages, receive_files
from tests.applications import cases

from . import upload_samples as samples
from .uploading import DOCUMENT, PASSPORT, PHOTO, check, checked, hand_in

pytestmark = pytest.mark.django_db

DAY, HOUR = timedelta(days=1), timedelta(hours=1)


@pytest.fixture
def applicant() -> Applicant:
    return Applicant.objects.create(email="mariam@ornek.example")


@pytest.fixture
def hours_pass(monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any) -> Callable[[float], None]:
    """Let so many hours go by, the clock looking every hour."""
    now = timezone.now()

    def go(hours: float) -> None:
        nonlocal now
        end = now + timedelta(hours=hours)
        while now < end:
            now = min(now + HOUR, end)
            monkeypatch.setattr(timezone, "now", partial(copy, now))
            with django_capture_on_commit_callbacks(execute=True):
                schedule.run_job(JOBS["loose_uploads_disposal"])

    return go


def exists(upload: Upload) -> bool:
    return Upload.objects.filter(pk=upload.pk).exists()


def files_of(upload: Upload) -> set[str]:
    images = PageImages.objects.filter(upload=upload).first()
    return set(upload.stored_files().values()) | set(images.stored_files().values() if images else ())


def there(files: set[str]) -> set[str]:
    return {name for name in files if default_storage.exists(name)}


# --- loose ----------------------------------------------------------------------------------------------


def test_what_nothing_points_at_goes_after_a_day_row_and_files_with_a_line_in_the_log(applicant, hours_pass):
    uploads = [
        checked(applicant, PASSPORT, "a.jpg", samples.picture(), ("b.pdf", samples.pdf())),
        checked(applicant, PHOTO, "foto.jpg", samples.picture(size=(900, 900))),
        hand_in(applicant, DOCUMENT, "denetlenmedi.pdf", samples.pdf(3)),
    ]
    files = set().union(*map(files_of, uploads))
    assert len(files) >= 10
    hours_pass(24)
    assert all(map(exists, uploads))
    assert there(files) == files
    hours_pass(3)
    assert not any(map(exists, uploads))
    assert there(files) == set()
    assert list(DisposalEntry.objects.values_list("what", "count")) == [("loose_uploads", 3)]


def pointing() -> dict[str, Callable[[Applicant], tuple[Upload, Callable[[], object]]]]:
    """Everything that can point at a document, and what lets it go."""

    def section(model: Any, name: str) -> Callable[[Applicant], tuple[Upload, Callable[[], object]]]:
        def make(person: Applicant) -> tuple[Upload, Callable[[], object]]:
            upload, other = (hand_in(person, DOCUMENT, f"{n}.pdf", samples.pdf(n)) for n in (1, 2))
            rows = model.objects.filter(applicant=person)
            rows.update(**{name: upload})
            DraftFile.objects.create(owner=person, place="profile/x", field="x", upload=other, position=0)
            return upload, lambda: rows.update(**{name: other})

        return make

    def work(person: Applicant) -> tuple[Upload, Callable[[], object]]:
        upload, other = (hand_in(person, DOCUMENT, f"{n}.pdf", samples.pdf(n)) for n in (1, 2))
        row = Work.objects.get(application=cases.draft(person))
        Work.objects.filter(pk=row.pk).update(contract=upload)
        DraftFile.objects.create(owner=person, place="profile/x", field="x", upload=other, position=0)
        return upload, lambda: Work.objects.filter(pk=row.pk).update(contract=other)

    def paper(person: Applicant) -> tuple[Upload, Callable[[], object]]:
        upload = hand_in(person, "additional-document", "1.pdf", samples.pdf())
        page = Papers.objects.create(application=cases.draft(person), page="additional")
        row = Paper.objects.create(papers=page, kind_id="additional-document", upload=upload)
        return upload, row.delete

    def draft(person: Applicant) -> tuple[Upload, Callable[[], object]]:
        upload = hand_in(person, DOCUMENT, "1.pdf", samples.pdf())
        DraftPage(person, "profile/pasaport").save_uploads("scan", [upload])
        return upload, DraftFile.objects.all().delete

    def base(person: Applicant) -> tuple[Upload, Callable[[], object]]:
        upload = checked(person, DOCUMENT, "1.pdf", samples.pdf(2))
        after = arrange_pages(upload, [[1, 0]])
        DraftPage(person, "profile/pasaport").save_uploads("scan", [after])
        return upload, lambda: check(after)

    def unchecked_base(person: Applicant) -> tuple[Upload, Callable[[], object]]:
        upload = hand_in(person, DOCUMENT, "1.pdf", samples.pdf(2))
        after = append_files(upload, SimpleUploadedFile("2.pdf", samples.pdf()))
        DraftPage(person, "profile/pasaport").save_uploads("scan", [after])
        return upload, lambda: (check(upload), check(after))

    return {
        "photo": section(Personal, "photo"),
        "passport": section(Passport, "scan"),
        "proof": section(Education, "level_proof"),
        "work": work,
        "paper": paper,
        "page": draft,
        "base of a check": base,
        "unchecked base of a check": unchecked_base,
    }


@pytest.mark.parametrize("name", pointing())
def test_what_something_points_at_stays_and_goes_a_day_after_that_lets_go(hours_pass, name):
    cases.catalogue()
    upload, let_go = pointing()[name](cases.person())
    files = there(files_of(upload))
    hours_pass(30)
    assert exists(upload)
    assert there(files) == files
    let_go()
    hours_pass(23)
    assert exists(upload)
    hours_pass(5)
    assert not exists(upload)
    assert not there(files)


def test_every_column_that_leads_to_documents_is_known_to_point(applicant):
    """A table added tomorrow needs no line here: whatever has a foreign key to them is asked."""
    known = set(upload_retention._list_references())
    for model in _models():
        for field in model._meta.get_fields():
            if isinstance(field, models.ForeignKey) and field.related_model is Upload and model is not PageImages:
                assert (model, field.name) in known


def _models() -> Iterator[type[models.Model]]:
    return iter(apps.get_models(include_auto_created=True))


def test_a_file_that_somebody_still_has_on_a_page_is_not_loose_any_more(applicant, hours_pass):
    upload = hand_in(applicant, DOCUMENT, "1.pdf", samples.pdf())
    hours_pass(23)
    field = UploadField(kind=DOCUMENT)
    field.owner = applicant
    assert field.clean(PostedUploads(kept=[str(upload.pk)])) == upload
    hours_pass(23)
    assert exists(upload)
    hours_pass(5)
    assert not exists(upload)


def test_whoever_takes_a_loose_file_up_while_the_job_looks_keeps_it(applicant):
    upload = hand_in(applicant, DOCUMENT, "1.pdf", samples.pdf())
    old = timezone.now() - 2 * DAY
    Upload.objects.filter(pk=upload.pk).update(created_at=old, loose_since=old)
    keys = upload_retention.find_loose_uploads(timezone.now())
    assert keys == [upload.pk]
    DraftPage(applicant, "profile/pasaport").save_uploads("scan", [upload])
    assert upload_retention.settle_loose_uploads(keys) == 0
    upload.refresh_from_db()
    assert upload.loose_since is None


def test_replacing_a_file_lets_the_old_one_go_and_keeps_the_new_one(applicant, hours_pass):
    page = DraftPage(applicant, "profile/pasaport")
    before, after = (hand_in(applicant, PASSPORT, f"{n}.pdf", samples.pdf(n)) for n in (1, 2))
    page.save_uploads("scan", [before])
    page.save_uploads("scan", [after])
    hours_pass(27)
    assert not exists(before)
    assert exists(after)


def test_unfinished_pages_are_let_go_after_180_days(applicant, hours_pass):
    upload = hand_in(applicant, PASSPORT, "1.pdf", samples.pdf())
    DraftPage(applicant, "profile/pasaport").save_uploads("scan", [upload])
    assert schedule.run_job(JOBS["page_drafts_forgetting"]).found == 0
    DraftFile.objects.update(saved_at=timezone.now() - 181 * DAY)
    assert schedule.run_job(JOBS["page_drafts_forgetting"]).found == 1
    assert not DraftFile.objects.exists()
    hours_pass(27)
    assert not exists(upload)


# --- what was sent ---------------------------------------------------------------------------------------


def sent_files(case: Application) -> set[Upload]:
    return set(Upload.objects.filter(pk__in=list_upload_ids(case)))


def real_draft() -> Application:
    """With documents whose files are there, one of them arranged and one cut."""
    cases.catalogue()
    person = cases.person()
    photo = checked(person, PHOTO, "foto.jpg", samples.picture())
    scan = arrange_pages(checked(person, PASSPORT, "p.pdf", samples.pdf(3)), [[2, 0], [0, 90]])
    Personal.objects.filter(applicant=person).update(photo=photo)
    Passport.objects.filter(applicant=person).update(scan=check(scan))
    case = cases.draft(person)
    Work.objects.filter(application=case).update(contract=checked(person, DOCUMENT, "s.pdf", samples.pdf()))
    for row in Paper.objects.filter(papers__application=case):
        row.upload = checked(person, row.kind_id, f"{row.kind_id}.pdf", samples.pdf(2))
        row.save()
    return Application.objects.get(pk=case.pk)


def forget_answers(case: Application) -> None:
    """The person goes on with their profile and drafts: nothing but what was sent names the documents any more."""
    other = hand_in(case.applicant, DOCUMENT, "baska.pdf", samples.pdf(9))
    Personal.objects.filter(applicant=case.applicant).update(photo=other)
    Passport.objects.filter(applicant=case.applicant).update(scan=other)
    Work.objects.filter(application=case).update(contract=other, stay_proof=None)
    Paper.objects.filter(papers__application=case).delete()


def test_no_file_of_anything_that_was_sent_is_ever_missing_whatever_the_jobs_find(hours_pass, settings):
    """Sent, revised, objected to: with no answer left that points at the documents, they are there to be decided on."""
    case = cases.sent(real_draft())
    before = sent_files(case)
    assert before
    forget_answers(case)
    hours_pass(24 * 3)
    sweep_the_whole_store(later=30 * DAY)
    assert sent_files(case) == before
    for upload in before:
        assert upload.sent
        assert there(files_of(upload)) == files_of(upload), upload.kind
        images = PageImages.objects.filter(upload=upload)
        assert upload.is_photo or images.get().pages


def test_what_a_revision_and_an_objection_bring_is_sent_as_well(hours_pass):
    cases.catalogue()
    case = cases.rejected()
    evidence = checked(case.applicant, "objection-evidence", "kanit.pdf", samples.pdf())
    details = cases.objection(case) | {"evidence": [evidence]}
    cases.do("object", case, Actor.from_person(case.applicant), **details)
    Paper.objects.all().delete()
    hours_pass(30)
    assert exists(evidence)
    assert there(files_of(evidence)) == files_of(evidence)


def test_the_base_of_a_sent_document_may_go_and_the_document_stays_whole(hours_pass):
    case = cases.sent(real_draft())
    scan = Upload.objects.get(pk=case.snapshot["passport"]["scan"]["upload"])
    base = scan.base
    assert base
    assert not base.sent
    hours_pass(30)
    assert not exists(base)
    scan.refresh_from_db()
    assert scan.base is None
    assert there(files_of(scan)) == files_of(scan)


def test_what_has_been_sent_costs_the_job_nothing(applicant):
    """The rows are not in the index that the job reads: no more is looked at with many than with none."""
    for number in range(1, 4):
        upload = hand_in(applicant, DOCUMENT, f"{number}.pdf", samples.pdf(number))
        Upload.objects.filter(pk=upload.pk).update(sent=True, created_at=timezone.now() - 9 * DAY)
    with CaptureQueriesContext(connection) as asked:
        assert upload_retention.find_loose_uploads(timezone.now()) == []
    assert len(asked) == 1
    now = timezone.now()
    looked_at = Upload.objects.filter(
        sent=False, destroyed_at__isnull=True, loose_since__isnull=True, created_at__lt=now
    )
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
    assert "upload_not_sent" in looked_at.only("pk").explain()


# --- the store ------------------------------------------------------------------------------------------


def grow_old(name: str, by: timedelta = 3 * DAY) -> None:
    moment = (timezone.now() - by).timestamp()
    os.utime(Path(default_storage.location) / name, (moment, moment))


def sweep_the_whole_store(later: timedelta = timedelta()) -> int:
    for folder in sweep.SWEPT_FOLDERS:
        for each in (Path(default_storage.location) / folder).rglob("*"):
            if each.is_file() and later:
                grow_old(str(each.relative_to(default_storage.location)), later)
    return sweep.sweep_share(0)


@pytest.mark.parametrize("folder", sweep.SWEPT_FOLDERS)
@pytest.mark.parametrize("of_row", [False, True])
def test_an_old_file_that_no_row_names_is_swept_and_a_young_one_is_not(applicant, folder, of_row):
    upload = checked(applicant, DOCUMENT, "1.pdf", samples.pdf())
    owner = upload.pk if of_row else None
    old, young = (storage.store_bytes(folder, b"left behind", ".pdf", owner=owner) for _ in range(2))
    grow_old(old)
    files = files_of(upload)
    for name in files:
        grow_old(name)
    assert sweep.sweep_share(sweep.choose_share(timezone.now())) >= 1
    assert not default_storage.exists(old)
    assert default_storage.exists(young)
    assert there(files) == files


def test_files_of_every_place_in_a_row_are_named_whatever_they_are_called(applicant):
    """Documents of before a file's name told its row: what was handed in, clean copy, cuts and pages."""
    names = {
        folder: storage.store_bytes(folder, b"x", ".jpg") for folder in (*sweep.SWEPT_FOLDERS, "framings", "pages")
    }
    upload = Upload.objects.create(
        owner=applicant,
        kind=PHOTO,
        size=1,
        media_type="image/jpeg",
        sha256="0" * 64,
        state="clean",
        rebuilt=names["clean"],
        parts=[{"file": names["originals"], "format": "jpg", "name": "x", "size": 1}],
        framings={"middle": {"file": names["framings"]}},
    )
    PageImages.objects.create(upload=upload, pages=[{"file": names["pages"], "width": 1, "height": 1}])
    for name in names.values():
        grow_old(name)
    sweep.sweep_share(0)
    assert there(set(names.values())) == set(names.values())


def test_papers_that_we_issued_are_not_ours_to_sweep(applicant):
    name = storage.store_bytes("papers", b"%PDF-", ".pdf")
    grow_old(name)
    sweep.sweep_share(0)
    assert default_storage.exists(name)


def test_a_run_goes_through_a_bounded_share_and_the_hours_through_the_whole_store(monkeypatch):
    looked: list[int] = []

    def list_names(share: int) -> list[str]:
        looked.append(share)
        return ["originals/00/x"] * 30

    monkeypatch.setattr(sweep, "_list_names", list_names)
    monkeypatch.setattr(sweep, "_remove_unnamed", lambda names: 0)
    monkeypatch.setattr(sweep, "MAX_NAMES", 60)
    sweep.sweep_share(255)
    assert looked == [255, 0]
    start = datetime(2026, 12, 1, tzinfo=timezone.get_default_timezone())
    assert {sweep.choose_share(start + number * HOUR) for number in range(sweep.SHARE_COUNT)} == set(
        range(sweep.SHARE_COUNT)
    )


def test_the_sweep_is_a_job_with_a_line_in_the_log(applicant):
    grow_old(storage.store_bytes("originals", b"left behind", ".pdf"))
    ran = schedule.run_job(JOBS["store_sweep"])
    assert (ran.found, ran.failed) == (1, 0)
    assert DisposalEntry.objects.get(what="orphan_files").count >= 1


def test_a_crash_between_storing_and_writing_down_leaves_only_what_is_swept(applicant, monkeypatch):
    before = all_files()
    monkeypatch.setattr(Upload, "enqueue", lambda self: (_ for _ in ()).throw(RuntimeError("the power went")))
    with pytest.raises(RuntimeError):
        receive_files(applicant, DOCUMENT, SimpleUploadedFile("1.pdf", samples.pdf()))
    assert all_files() == before


def all_files() -> set[str]:
    root = Path(default_storage.location)
    return {str(each) for folder in sweep.SWEPT_FOLDERS for each in (root / folder).rglob("*") if each.is_file()}
