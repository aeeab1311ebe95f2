"""The copy of everything about a person (art. 11): one ZIP of a page to read, the same as JSON, and their files."""

import hashlib
import json
import struct
import tempfile
import uuid
import zipfile
from dataclasses import asdict, replace
from datetime import datetime
from functools import partial

from django.core.files import File
from django.core.files.storage import default_storage
from django.core.serializers.json import DjangoJSONEncoder
from django.db import IntegrityError, transaction
from django.utils import timezone, translation

from emuafiyet.core.outside.store import guard_store

from ..models import Applicant, DataExport
from ..notices import inbox
from . import data_page, personal_data
from .data_page import ISTANBUL, KeptFile


def request_export(applicant: Applicant) -> DataExport:
    """Enqueue a copy; the one that is being made or still lies ready is the answer to a second press."""
    with transaction.atomic():
        delete_exports([each for each in applicant.exports.all() if each.is_over or each.promise_state == "dead"])
    try:
        with transaction.atomic():
            return DataExport(applicant=applicant).enqueue()
    except IntegrityError:
        return applicant.exports.get()


def delete_exports(exports: list[DataExport]) -> int:
    """Remove copies with their files; how many."""
    for each in exports:
        DataExport.objects.filter(pk=each.pk).delete()
        if each.file:
            transaction.on_commit(partial(default_storage.delete, each.file), robust=True)
    return len(exports)


def build_export(export: DataExport) -> None:
    """Called by a worker; on disk and not in memory, since somebody's files may be many."""
    rows = personal_data.collect_personal_data(export.applicant)
    with tempfile.TemporaryFile() as space:
        with zipfile.ZipFile(space, "w", zipfile.ZIP_DEFLATED) as archive:
            made_at = timezone.now()
            kept = _add_files(archive, rows)
            page = data_page.render(export.applicant, rows, kept, made_at)
            archive.writestr(_dated("verilerim.html", made_at), page)
            with translation.override(export.applicant.language):
                fields = data_page.dictionary(rows)
            data = {
                "made_at": made_at,
                "fields": fields,
                "files": [asdict(each) for each in kept],
                "data": personal_data.exportable_rows(rows),
            }
            text = json.dumps(data, cls=DjangoJSONEncoder, ensure_ascii=False, indent=2)
            archive.writestr(_dated("verilerim.json", made_at), text)
        space.seek(0)
        with guard_store():
            name = default_storage.save(f"exports/{uuid.uuid4().hex}.zip", File(space))
    with transaction.atomic():
        first = DataExport.objects.filter(pk=export.pk, file="").update(
            file=name, ready_until=DataExport.compute_expiry()
        )
        if first:
            inbox.write_notice(
                "export_ready", applicant=export.applicant, dedupe_key=f"export-ready:{export.pk}", context={}
            )
    if not first:  # another worker was faster, or the person has changed their mind
        default_storage.delete(name)


def _add_files(archive: zipfile.ZipFile, rows: personal_data.Rows) -> list[KeptFile]:
    """Put every file of theirs in, each content once; what is in."""
    kept: dict[str, KeptFile] = {}
    for name, stored, at in personal_data.dated_files(rows):
        try:
            with guard_store(stored), default_storage.open(stored) as file:
                digest = hashlib.sha256()
                for chunk in file.chunks():
                    digest.update(chunk)
                known = kept.get(digest.hexdigest())
                if known is None:
                    kept[digest.hexdigest()] = KeptFile(name, at, file.size, digest.hexdigest())
                    with archive.open(_dated(f"dosyalar/{name}", at), "w") as place:
                        for chunk in file.chunks():
                            place.write(chunk)
                elif name not in (known.name, *known.also):
                    kept[known.sha256] = replace(known, also=(*known.also, name))
        except FileNotFoundError:
            pass  # refused as harmful and destroyed since: its row says so
    return list(kept.values())


def _dated(name: str, at: datetime | None) -> zipfile.ZipInfo:
    """An entry that bears its own time: in Türkiye's for programs that know no other, and to the second in UTC."""
    moment = at or timezone.now()
    entry = zipfile.ZipInfo(name, timezone.localtime(moment, ISTANBUL).timetuple()[:6])
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.external_attr = 0o600 << 16
    entry.extra = struct.pack("<HHBl", 0x5455, 5, 1, int(moment.timestamp()))  # extended timestamp: mtime
    return entry
