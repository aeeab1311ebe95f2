"""Taking documents in: files as people hand them in, and documents made of others that are here already.

Nothing is judged here but what the first bytes tell. A document of one person that is handed in again is the one that
is here: the database holds it to that, whatever two posts do at once.
"""

import hashlib
import json
from collections.abc import Sequence
from typing import Any
from uuid import uuid4

from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction
from django.utils import timezone

from applicants.models import Applicant
from emuafiyet.core.outbox.outbox import PromiseState

from ..models import Upload, UploadState
from . import rules, storage
from .arrangement import Order, composed, fit_box, whole

Part = dict[str, Any]


def receive_files(owner: Applicant, kind: str, *files: UploadedFile) -> Upload:
    """Take files posted together as one document, in their order. Raises ``Refused`` and ``StoreError``."""
    slugs, digests = _look_at_all(kind, files)
    return _take_in(owner, kind, files, slugs, digest=digests[0] if len(digests) == 1 else _digest("joined", *digests))


def append_files(upload: Upload, *files: UploadedFile) -> Upload:
    """Take files as further pages of a document that is here. Raises ``Refused`` and ``StoreError``."""
    slugs, digests = _look_at_all(upload.kind, files)
    digest = _digest("appended", str(upload.pk), *digests)
    return _take_in(upload.owner, upload.kind, files, slugs, digest=digest, base=upload)


def arrange_pages(upload: Upload, order: Order) -> Upload:
    """The document with its pages in that order; the very same when that changes nothing.

    What is still being checked and is itself only another order of its base's pages is put together with this one.
    """
    base = upload
    if not upload.is_clean:
        if not (upload.is_pages_of_base and upload.base):
            return upload
        base, order = upload.base, composed(upload.arrangement["pages"], order)
    if order == whole(base.page_count):
        return base
    return _derive(base, _part_of(base), {"pages": order})


def crop_photo(upload: Upload, left: int, top: int, width: int, height: int) -> Upload:
    """A photo cut out of the whole picture as its person drew it, put right."""
    whole_photo = upload.framings[rules.UPRIGHT]
    box = fit_box(left, top, width, height, whole_photo["width"], whole_photo["height"])
    return _derive(upload, _part_of_photo(upload, rules.UPRIGHT), {"box": box})


def cut_photo(upload: Upload, place: str) -> Upload:
    """A photo of the right shape, made of this one by the cut that the person chose; again, it is the same one.

    It was made in isolation when the photo was checked, so it is clean from the start. It keeps its own copies of the
    whole picture and the cuts, so that it can be cut anew. Raises ``KeyError`` for a cut that was not offered and
    ``StoreError``.
    """
    content = storage.read(upload.framings[place]["file"])
    digest = hashlib.sha256(content).hexdigest()
    known = _known(upload.owner, upload.kind, digest)
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
        parts=[_part_of_photo(upload, place)],
        base=upload,
        state=UploadState.CLEAN,
        # How large the head is and whether all of it is there was seen in the whole picture, not in this part.
        found={name: upload.found[name] for name in ("background", "colour") if name in upload.found},
        promise_state=PromiseState.KEPT,
        kept_at=timezone.now(),
    )
    stored: list[str] = []
    try:
        stored.append(storage.store("clean", content, ".jpg", owner=photo.pk))
        photo.rebuilt = stored[0]
        for name, each in upload.framings.items():
            stored.append(storage.store("framings", storage.read(each["file"]), ".jpg", owner=photo.pk))
            photo.framings[name] = each | {"file": stored[-1]}
    except Exception:
        storage.remove_all(stored)
        raise
    return _make(photo, stored)


def look_at(kind: str, file: UploadedFile) -> str:
    """The format of one file, by the check at the door. Raises ``Refused``."""
    rules.check_size(file.size or 0)
    if kind != rules.PHOTO_KIND:
        return rules.sniff_format(file.name or "", rules.first_bytes(file))
    try:
        slug = rules.sniff_format(file.name or "", rules.first_bytes(file))
    except rules.Refused as refused:
        raise rules.Refused("photo_type" if refused.code == "wrong_type" else refused.code) from None
    if slug not in rules.PICTURES:
        raise rules.Refused("photo_type")
    return slug


def _look_at_all(kind: str, files: Sequence[UploadedFile]) -> tuple[list[str], list[str]]:
    """Format and digest of each file. Raises ``Refused`` for the first that cannot be taken."""
    slugs, digests = [], []
    for number, file in enumerate(files):
        try:
            slugs.append(look_at(kind, file))
        except rules.Refused as refused:
            refused.part = number
            raise
        digests.append(hashlib.file_digest(file, "sha256").hexdigest())
    if (together := sum(file.size or 0 for file in files)) > rules.MOST_BYTES_OF_PARTS:
        raise rules.Refused("too_large", part=len(files) - 1, size=together, most=rules.MOST_BYTES_OF_PARTS)
    return slugs, digests


def _take_in(
    owner: Applicant,
    kind: str,
    files: Sequence[UploadedFile],
    slugs: Sequence[str],
    *,
    digest: str,
    base: Upload | None = None,
) -> Upload:
    known = _known(owner, kind, digest)
    if known:
        return known
    names = [rules.plain_name(file.name or "") for file in files]
    upload = Upload(
        pk=uuid4(),
        owner=owner,
        kind=kind,
        original_name=base.original_name if base else rules.joined_name(names),
        media_type=rules.FORMATS[slugs[0]].media_type,
        size=sum(file.size or 0 for file in files),
        sha256=digest,
        parts=[_part_of(base)] if base else [],
        base=base,
    )
    stored: list[str] = []
    try:
        for file, slug, name in zip(files, slugs, names, strict=True):
            stored.append(storage.store_file("originals", file, owner=upload.pk))
            upload.parts.append({"file": stored[-1], "format": slug, "name": name, "size": file.size})
    except Exception:
        storage.remove_all(stored)
        raise
    return _make(upload, stored)


def _derive(base: Upload, part: Part, arrangement: dict[str, Any]) -> Upload:
    """A document that needs nothing but another one's clean copy and is checked as any other."""
    digest = _digest("arranged", str(base.pk), json.dumps(arrangement, sort_keys=True))
    known = _known(base.owner, base.kind, digest)
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
    return _make(upload, [])


def _part_of(base: Upload) -> Part:
    """The clean copy of a document as the first part of another; while that is being checked, its file has no name."""
    slug = base.suffix if base.is_clean else "pdf"
    size = base.kept_size or base.size
    return {"file": base.rebuilt, "format": slug, "name": base.original_name, "size": size, "base": True}


def _part_of_photo(base: Upload, place: str) -> Part:
    file = base.framings[place]["file"]
    return {"file": file, "format": "jpg", "name": base.original_name, "size": base.size, "base": True}


def _make(upload: Upload, stored: Sequence[str]) -> Upload:
    """Save the row; when another post was faster, drop ours and answer theirs."""
    try:
        with transaction.atomic():
            return upload.make()
    except IntegrityError:
        known = _known(upload.owner, upload.kind, upload.sha256)
        storage.remove_all(stored)
        if known is None:
            raise
        return known
    except Exception:
        storage.remove_all(stored)
        raise


def _known(owner: Applicant, kind: str, digest: str) -> Upload | None:
    rows = Upload.objects.select_related("page_images", "base__page_images").exclude(state=UploadState.REJECTED)
    return rows.filter(owner=owner, kind=kind, sha256=digest, destroyed_at__isnull=True).first()


def _digest(*words: str) -> str:
    return hashlib.sha256("\n".join(words).encode()).hexdigest()
