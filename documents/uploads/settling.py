"""The end of a check: what was found is written down once, with the files that belong to it and a count of the day."""

from typing import Any, Self

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from emuafiyet.core.outbox.models import OutboxState

from .. import storage
from ..models import CheckCount, CheckOutcome, PageImages, Upload, UploadState
from ..upload_rules import rules
from . import scanning


class StoredFiles:
    """What one check stores: removed again unless its verdict is the one that counts."""

    def __init__(self, upload: Upload):
        self.owner, self.counts = upload.pk, False
        self.names: list[str] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_trouble: object) -> None:
        if not self.counts:
            storage.remove_files(self.names)

    def put(self, prefix: str, content: bytes, suffix: str) -> str:
        self.names.append(storage.store_bytes(prefix, content, suffix, owner=self.owner))
        return self.names[-1]


def accept_upload(upload: Upload, verdict: scanning.CheckVerdict) -> None:
    with StoredFiles(upload) as stored:
        suffix = "." + rules.FORMAT_OF_MEDIA_TYPE[verdict.media_type]
        facts: dict[str, Any] = {
            "state": UploadState.CLEAN,
            "rebuilt": stored.put("clean", verdict.rebuilt, suffix),
            "media_type": verdict.media_type,
            "kept_size": len(verdict.rebuilt),
            "pages": verdict.pages,
            "redrawn": verdict.redrawn,
            "warnings": list(verdict.warnings),
            "found": verdict.found,
            "framings": _store_framings(stored, verdict),
        }
        pages = _store_pages(stored, verdict)
        with transaction.atomic():
            if not _write_verdict(upload, verdict.cpu_seconds, **facts):
                return
            if pages:
                shown = {"promise_state": OutboxState.DELIVERED, "kept_at": timezone.now()}
                PageImages.objects.create(upload=upload, pages=pages, **shown)
            CheckCount.add(CheckOutcome.REDRAWN if verdict.redrawn else CheckOutcome.ACCEPTED)
        stored.counts = True


def refuse_by_verdict(upload: Upload, verdict: scanning.CheckVerdict) -> None:
    """Refuse with what the verdict found; a photo of the wrong shape keeps the cuts that its person may choose from."""
    found = verdict.found | ({"part": verdict.part} if verdict.part else {})
    with StoredFiles(upload) as stored:
        framings = _store_framings(stored, verdict)
        stored.counts = refuse_upload(upload, verdict.code, found, cpu_seconds=verdict.cpu_seconds, framings=framings)


def refuse_upload(
    upload: Upload,
    code: str,
    found: dict[str, Any] | None = None,
    *,
    cpu_seconds: float = 0.0,
    framings: dict[str, Any] | None = None,
    outcome: CheckOutcome = CheckOutcome.REFUSED,
) -> bool:
    """Whether this refusal is the verdict. What was handed in is deleted: nobody has a use for it, and it may harm."""
    facts = {"state": UploadState.REJECTED, "rejection": code, "found": found or {}, "framings": framings or {}}
    with transaction.atomic():
        if not _write_verdict(upload, cpu_seconds, **facts):
            return False
        CheckCount.add(outcome, code)
        own = [part["file"] for part in upload.parts if not part.get("base")]
        transaction.on_commit(lambda: storage.remove_files(own), robust=True)
    return True


def count_cpu(upload: Upload, cpu_seconds: float) -> None:
    Upload.objects.filter(pk=upload.pk).update(**_cost_fields(cpu_seconds))


def _write_verdict(upload: Upload, cpu_seconds: float, **facts: Any) -> bool:
    """Write the verdict if there is none yet: a verdict never changes."""
    rows = Upload.objects.filter(pk=upload.pk, state=UploadState.SCANNING)
    return bool(rows.update(**facts, **_cost_fields(cpu_seconds)))


def _cost_fields(cpu_seconds: float) -> dict[str, Any]:
    return {"cpu_ms": F("cpu_ms") + round(cpu_seconds * 1000), "checked_at": timezone.now()}


def _store_framings(stored: StoredFiles, verdict: scanning.CheckVerdict) -> dict[str, Any]:
    """The whole photo and its cuts, so that its person can choose one, now or later."""
    crops = {place: crop for place, crop in verdict.crops.items() if place in rules.FRAMES}
    if verdict.upright:
        crops[rules.UPRIGHT_FRAME] = verdict.upright
    return {
        place: {"file": stored.put("framings", crop.picture, ".jpg"), "width": crop.width, "height": crop.height}
        for place, crop in crops.items()
    }


def _store_pages(stored: StoredFiles, verdict: scanning.CheckVerdict) -> list[dict[str, Any]]:
    """What applicant and officer are shown of the document: the same pictures, drawn when it was checked."""
    return [
        {
            "file": stored.put("pages", image.picture, ".jpg"),
            "thumb": stored.put("pages", image.thumbnail, ".jpg"),
            "width": image.width,
            "height": image.height,
        }
        for image in verdict.images
    ]
