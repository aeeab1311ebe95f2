"""Taking documents in: files as people hand them in, and documents made of others that are here already.

Nothing is judged here but what the first bytes tell. A document of one person that is handed in again is the one that
is here: the database holds it to that, whatever two posts do at once.
"""

import hashlib
import json
from collections.abc import Collection, Sequence
from typing import Any
from uuid import uuid4

from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction
from django.utils import timezone

from applicants.models import Applicant
from emuafiyet.core.outbox.models import OutboxState

from .. import storage
from ..models import Upload, UploadState
from ..upload_rules import rules
from ..upload_rules.page_arrangement import PageOrder, compose_orders, fit_box, unchanged_order
from .kind_formats import choose_formats, explain_formats

StoredPart = dict[str, Any]


def receive_files(owner: Applicant, kind: str, *files: UploadedFile) -> Upload:
    """Take files posted together as one document, in their order. Raises ``UploadRefusedError`` and ``StoreError``."""
    slugs, digests = _check_incoming_files(kind, files)
    return _store_files(
        owner, kind, files, slugs, digest=digests[0] if len(digests) == 1 else _compute_digest("joined", *digests)
    )


def append_files(upload: Upload, *files: UploadedFile) -> Upload:
    """Take files as further pages of a document that is here. Raises ``UploadRefusedError`` and ``StoreError``."""
    slugs, digests = _check_incoming_files(upload.kind, files)
    digest = _compute_digest("appended", str(upload.pk), *digests)
    return _store_files(upload.owner, upload.kind, files, slugs, digest=digest, base=upload)


def arrange_pages(upload: Upload, order: PageOrder) -> Upload:
    """The document with its pages in that order; the very same when that changes nothing.

    What is still being checked and is itself only another order of its base's pages is put together with this one.
    """
    base = upload
    if not upload.is_clean:
        if not (upload.is_pages_of_base and upload.base):
            return upload
        base, order = upload.base, compose_orders(upload.arrangement["pages"], order)
    if order == unchanged_order(base.page_count):
        return base
    return _derive_upload(base, _build_part(base), {"pages": order})


def crop_photo(upload: Upload, left: int, top: int, width: int, height: int) -> Upload:
    """A photo cut out of the whole picture as its person drew it, put right."""
    whole_photo = upload.framings[rules.UPRIGHT_FRAME]
    box = fit_box(left, top, width, height, whole_photo["width"], whole_photo["height"])
    return _derive_upload(upload, _build_photo_part(upload, rules.UPRIGHT_FRAME), {"box": box})


def cut_photo(upload: Upload, place: str) -> Upload:
    """A photo of the right shape, made of this one by the cut that the person chose; again, it is the same one.

    It was made in isolation when the photo was checked, so it is clean from the start. It keeps its own copies of the
    whole picture and the cuts, so that it can be cut anew. Raises ``KeyError`` for a cut that was not offered and
    ``StoreError``.
    """
    content = storage.read_file(upload.framings[place]["file"])
    digest = hashlib.sha256(content).hexdigest()
    known = _find_known_upload(upload.owner, upload.kind, digest)
    if known:
        return known
    photo = Upload(
        owner=upload.owner,
        kind=upload.kind,
        original_name=upload.original_name,
        media_type=rules.FORMATS["jpg"].media_type,
        size=len(content),
        kept_size=len(content),
        sha256=digest,
        parts=[_build_photo_part(upload, place)],
        base=upload,
        state=UploadState.CLEAN,
        # How large the head is and whether all of it is there was seen in the whole picture, not in this part.
        found={name: upload.found[name] for name in ("background", "colour") if name in upload.found},
        promise_state=OutboxState.DELIVERED,
        kept_at=timezone.now(),
    )
    stored: list[str] = []
    try:
        stored.append(storage.store_bytes("clean", content, ".jpg", owner=photo.pk))
        photo.rebuilt = stored[0]
        for name, each in upload.framings.items():
            stored.append(storage.store_bytes("framings", storage.read_file(each["file"]), ".jpg", owner=photo.pk))
            photo.framings[name] = each | {"file": stored[-1]}
    except Exception:
        storage.remove_files(stored)
        raise
    return _enqueue_upload(photo, stored)


def check_incoming_file(kind: str, file: UploadedFile, accepted: Collection[str] = ()) -> str:
    """The format of one file, by the check at the door: one of those that are accepted, of all where none are named.

    Raises ``UploadRefusedError``.
    """
    rules.check_size(file.size or 0)
    accepted = choose_formats(kind, accepted)
    try:
        slug = rules.sniff_format(file.name or "", rules.read_first_bytes(file))
    except rules.UploadRefusedError as refused:
        if refused.code == "wrong_type":
            raise _build_format_refusal(kind, accepted) from None
        raise
    if slug not in accepted:
        raise _build_format_refusal(kind, accepted)
    return slug


def _build_format_refusal(kind: str, accepted: Collection[str]) -> rules.UploadRefusedError:
    code, found = explain_formats(kind, accepted)
    return rules.UploadRefusedError(code, **found)


def _check_incoming_files(kind: str, files: Sequence[UploadedFile]) -> tuple[list[str], list[str]]:
    """Format and digest of each file. Raises ``UploadRefusedError`` for the first that cannot be taken."""
    slugs, digests = [], []
    for number, file in enumerate(files):
        try:
            slugs.append(check_incoming_file(kind, file))
        except rules.UploadRefusedError as refused:
            refused.part = number
            raise
        digests.append(hashlib.file_digest(file, "sha256").hexdigest())
    if (together := sum(file.size or 0 for file in files)) > rules.MAX_BYTES_OF_PARTS:
        raise rules.UploadRefusedError("too_large", part=len(files) - 1, size=together, most=rules.MAX_BYTES_OF_PARTS)
    return slugs, digests


def _store_files(
    owner: Applicant,
    kind: str,
    files: Sequence[UploadedFile],
    slugs: Sequence[str],
    *,
    digest: str,
    base: Upload | None = None,
) -> Upload:
    known = _find_known_upload(owner, kind, digest)
    if known:
        return known
    names = [rules.clean_file_name(file.name or "") for file in files]
    upload = Upload(
        pk=uuid4(),
        owner=owner,
        kind=kind,
        original_name=base.original_name if base else rules.join_file_names(names),
        media_type=rules.FORMATS[slugs[0]].media_type,
        size=sum(file.size or 0 for file in files),
        sha256=digest,
        parts=[_build_part(base)] if base else [],
        base=base,
    )
    stored: list[str] = []
    try:
        for file, slug, name in zip(files, slugs, names, strict=True):
            stored.append(storage.store_file("originals", file, owner=upload.pk))
            upload.parts.append({"file": stored[-1], "format": slug, "name": name, "size": file.size})
    except Exception:
        storage.remove_files(stored)
        raise
    return _enqueue_upload(upload, stored)


def _derive_upload(base: Upload, part: StoredPart, arrangement: dict[str, Any]) -> Upload:
    """A document that needs nothing but another one's clean copy and is checked as any other."""
    digest = _compute_digest("arranged", str(base.pk), json.dumps(arrangement, sort_keys=True))
    known = _find_known_upload(base.owner, base.kind, digest)
    if known:
        return known
    upload = Upload(
        owner=base.owner,
        kind=base.kind,
        original_name=base.original_name,
        media_type=rules.FORMATS[part["format"]].media_type,
        size=part["size"],
        sha256=digest,
        parts=[part],
        arrangement=arrangement,
        base=base,
    )
    return _enqueue_upload(upload, [])


def _build_part(base: Upload) -> StoredPart:
    """The clean copy of a document as the first part of another; while that is being checked, its file has no name."""
    slug = base.suffix if base.is_clean else "pdf"
    size = base.kept_size or base.size
    return _describe_base(base) | {"file": base.rebuilt, "format": slug, "size": size}


def _build_photo_part(base: Upload, place: str) -> StoredPart:
    file = base.framings[place]["file"]
    return _describe_base(base) | {"file": file, "format": "jpg", "size": base.size}


def _describe_base(base: Upload) -> StoredPart:
    return {"name": base.original_name, "base": True, "handed": sorted(base.handed_formats)}


def _enqueue_upload(upload: Upload, stored: Sequence[str]) -> Upload:
    """Save the row; when another post was faster, drop ours and answer theirs."""
    try:
        with transaction.atomic():
            return upload.enqueue()
    except IntegrityError:
        known = _find_known_upload(upload.owner, upload.kind, upload.sha256)
        storage.remove_files(stored)
        if known is None:
            raise
        return known
    except Exception:
        storage.remove_files(stored)
        raise


def _find_known_upload(owner: Applicant, kind: str, digest: str) -> Upload | None:
    rows = Upload.objects.select_related("page_images", "base__page_images").exclude(state=UploadState.REJECTED)
    return rows.filter(owner=owner, kind=kind, sha256=digest, destroyed_at__isnull=True).first()


def _compute_digest(*words: str) -> str:
    return hashlib.sha256("\n".join(words).encode()).hexdigest()
