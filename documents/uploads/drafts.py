"""A document belongs to the draft from the moment it is handed in: what lies on which unfinished page (A-37)."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import cached_property
from uuid import UUID

from django.db.models import QuerySet

from applicants.drafts import page_drafts
from applicants.drafts.page_drafts import MAX_PLACE_LENGTH, PLACE_PATTERN, Seen
from applicants.models import Applicant
from emuafiyet.core.compiled_query import CompiledQuery

from ..models import DraftFile, Upload

SELECT_RELATED = ("upload__owner", "upload__page_images", "upload__base__page_images")


def _select_files_of_page(owner_id: UUID, place: str) -> QuerySet[DraftFile]:
    rows = DraftFile.objects.filter(owner=owner_id, place=place, upload__destroyed_at__isnull=True)
    return rows.select_related(*SELECT_RELATED).order_by("position", "pk")


_FILES_OF_PAGE = CompiledQuery(_select_files_of_page, UUID, str)


class DraftPage:
    """What lies on one unfinished page of one person, read once and only when somebody asks."""

    def __init__(self, owner: Applicant, place: str, seen: Seen | None = None):
        """``seen``: what the drawn page knew of its draft. Raises ``ValueError`` for what cannot be a place."""
        if len(place) > MAX_PLACE_LENGTH or not PLACE_PATTERN.fullmatch(place):
            raise ValueError(place)
        self.owner, self.place, self.seen = owner, place, seen

    @property
    def _rows(self) -> QuerySet[DraftFile]:
        return DraftFile.objects.filter(owner=self.owner, place=self.place)

    @cached_property
    def _by_field(self) -> dict[str, list[Upload]]:
        found: dict[str, list[Upload]] = {}
        for row in _FILES_OF_PAGE.fetch(self.owner.pk, self.place):
            found.setdefault(row.field, []).append(row.upload)
        return found

    def list_uploads(self, field: str) -> list[Upload]:
        return self._by_field.get(field, [])

    def save_uploads(self, field: str, uploads: Sequence[Upload], saved: Iterable[object] = ()) -> None:
        """Remember what the question shows; nothing when it is what was ``saved`` (ids) and what is remembered."""
        keys, known = [each.pk for each in uploads], [each.pk for each in self.list_uploads(field)]
        if keys == known or (not known and keys == list(saved)):
            return
        if not set(known) <= set(keys):
            self._rows.filter(field=field).exclude(upload__in=keys).delete()
        DraftFile.objects.bulk_create(
            [
                DraftFile(owner=self.owner, place=self.place, field=field, upload_id=key, position=position)
                for position, key in enumerate(keys)
            ],
            update_conflicts=True,
            unique_fields=["owner", "place", "field", "upload"],
            update_fields=["position", "saved_at"],
        )
        self._by_field[field] = list(uploads)
        page_drafts.mark_unfinished(self.owner, self.place, self.seen)


def clear_place(owner: Applicant, place: str) -> None:
    """Forget what was typed and lay on a page, because it has been saved."""
    page_drafts.clear(owner, place)
    DraftFile.objects.filter(owner=owner, place=place).delete()


def clear_places_under(owner: Applicant, prefix: str) -> None:
    """Forget the pages of something that was discarded or sent; ``prefix`` ends with a slash."""
    page_drafts.delete_under(owner, prefix)
    DraftFile.objects.filter(owner=owner, place__startswith=prefix).delete()


def forget_places(before: datetime) -> int:
    """Forget pages that nobody has come back to; how many they were and how many documents lay on them."""
    return page_drafts.delete_before(before) + DraftFile.objects.filter(saved_at__lt=before).delete()[0]


def touch_uploads(uploads: Iterable[Upload]) -> None:
    """Somebody has these on a page before them: they are not loose, or not any more."""
    loose = [each.pk for each in uploads if each.loose_since is not None]
    if loose:
        Upload.objects.filter(pk__in=loose).update(loose_since=None)
