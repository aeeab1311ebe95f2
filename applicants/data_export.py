"""The copy of everything about a person: one ZIP of a readable JSON file and every file of theirs (art. 11)."""

import json
import tempfile
import uuid
import zipfile

from django.core.files import File
from django.core.files.storage import default_storage
from django.core.serializers.json import DjangoJSONEncoder
from django.db import IntegrityError, transaction
from django.utils import timezone

from . import belongings, notices
from .models import Applicant, DataExport


def ask(applicant: Applicant) -> DataExport:
    """Promise a copy; the one that is being made or still lies ready is the answer to a second press."""
    with transaction.atomic():
        clear([each for each in applicant.exports.all() if each.is_over or each.promise_state == "dead"])
    try:
        with transaction.atomic():
            return DataExport(applicant=applicant).make()
    except IntegrityError:
        return applicant.exports.get()


def clear(exports: list[DataExport]) -> int:
    """Remove copies with their files; how many."""
    for each in exports:
        DataExport.objects.filter(pk=each.pk).delete()
        if each.file:
            transaction.on_commit(lambda name=each.file: default_storage.delete(name), robust=True)
    return len(exports)


def make(export: DataExport) -> None:
    """Called by a worker; on disk and not in memory, since somebody's files may be many."""
    rows = belongings.of(export.applicant)
    with tempfile.TemporaryFile() as space:
        with zipfile.ZipFile(space, "w", zipfile.ZIP_DEFLATED) as archive:
            data = {"made_at": timezone.now(), "data": belongings.told(rows)}
            text = json.dumps(data, cls=DjangoJSONEncoder, ensure_ascii=False, indent=2)
            archive.writestr("verilerim.json", text)
            for name, stored in belongings.files(rows):
                _add(archive, f"dosyalar/{name}", stored)
        space.seek(0)
        name = default_storage.save(f"exports/{uuid.uuid4().hex}.zip", File(space))
    with transaction.atomic():
        first = DataExport.objects.filter(pk=export.pk, file="").update(file=name, ready_until=DataExport.lasts_until())
        if first:
            notices.write(
                "export_ready", applicant=export.applicant, dedupe_key=f"export-ready:{export.pk}", context={}
            )
    if not first:  # another worker was faster, or the person has changed their mind
        default_storage.delete(name)


def _add(archive: zipfile.ZipFile, name: str, stored: str) -> None:
    try:
        with default_storage.open(stored) as file, archive.open(name, "w") as place:
            for chunk in file.chunks():
                place.write(chunk)
    except FileNotFoundError:
        pass  # refused as harmful and destroyed since: its row says so
