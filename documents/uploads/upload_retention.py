"""What of the documents handed in is kept no longer (domain 1.8): files of old rows, and documents that lie loose.

A document is loose while nothing points at it: no answer, no unfinished page, no check of another document
that is made of it. What has been sent is never loose, and is not even looked at.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import models, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from .. import storage
from ..models import PageImages, Upload, UploadState

LOOSE_RETENTION = timedelta(hours=24)
ARRIVAL_GRACE = timedelta(hours=1)  # a document that has just come in may still be on its way to its page
BATCH = 200


def destroy_files(uploads: QuerySet[Upload]) -> int:
    """Take the files of these documents away, and what they were called; the rows stay. In a transaction. How many."""
    keys: list[UUID] = []
    files: list[str] = []
    for each in uploads.select_for_update(of=("self",)):
        keys.append(each.pk)
        files += each.stored_files().values()
    images = PageImages.objects.filter(upload__in=keys)
    files += [name for each in images for name in each.stored_files().values()]
    images.delete()
    nothing = {"original_name": "", "parts": [], "found": {}, "framings": {}, "warnings": []}
    Upload.objects.filter(pk__in=keys).update(destroyed_at=timezone.now(), **nothing)
    transaction.on_commit(lambda: storage.remove_files(files), robust=True)
    return len(keys)


def find_loose_uploads(now: datetime) -> list[UUID]:
    """Documents with which ``settle_loose_uploads`` has something to do; the oldest first, a bounded share."""
    unseen = Q(loose_since__isnull=True, created_at__lt=now - ARRIVAL_GRACE)
    rows = _unreferenced_uploads().filter(unseen | Q(loose_since__lt=now - LOOSE_RETENTION))
    return list(rows.order_by("created_at").values_list("pk", flat=True)[:BATCH])


def settle_loose_uploads(keys: Sequence[UUID]) -> int:
    """Note which of these lie loose now, and destroy, row and files, those that have for a day. How many were.

    Their rows are locked and looked at again: whoever has one on a page meanwhile keeps it.
    """
    now = timezone.now()
    with transaction.atomic():
        rows = Upload.objects.filter(pk__in=keys).order_by("pk").select_for_update(of=("self",))
        held = {each.pk: each for each in rows}
        loose = set(_unreferenced_uploads().filter(pk__in=held).values_list("pk", flat=True))
        Upload.objects.filter(pk__in=set(held) - loose).update(loose_since=None)
        Upload.objects.filter(pk__in=loose, loose_since__isnull=True).update(loose_since=now)
        over = [held[key] for key in loose if (since := held[key].loose_since) and since < now - LOOSE_RETENTION]
        images = PageImages.objects.filter(upload__in=over)
        with_files: list[Upload | PageImages] = [*over, *images]
        files = [name for row in with_files for name in row.stored_files().values()]
        Upload.objects.filter(pk__in=[each.pk for each in over]).delete()
        transaction.on_commit(lambda: storage.remove_files(files), robust=True)
    return len(over)


def mark_uploads_sent(keys: Sequence[UUID] | set[UUID]) -> None:
    """These went into something that was sent: from now on its retention decides about them."""
    Upload.objects.filter(pk__in=keys).update(sent=True, loose_since=None)


def _unreferenced_uploads() -> QuerySet[Upload]:
    """Documents that were not sent and that nothing points at, whichever app's table it might be in."""
    rows = Upload.objects.filter(sent=False, destroyed_at__isnull=True)
    for model, field in _list_references():
        pointing = model._base_manager.filter(**{field: OuterRef("pk")})
        if model is Upload:  # made of this one: needs it until it is checked itself
            pointing = pointing.filter(state=UploadState.SCANNING)
        rows = rows.filter(~Exists(pointing))
    return rows


def _list_references() -> Iterator[tuple[type[models.Model], str]]:
    """Every table and column that leads to documents, but for their pages' pictures, which go with them."""
    relations: Sequence[Any] = Upload._meta.get_fields(include_hidden=True)
    for relation in relations:
        leads_here = relation.auto_created and not relation.concrete and (relation.one_to_many or relation.one_to_one)
        if leads_here and relation.related_model is not PageImages:
            yield relation.related_model, relation.field.name
