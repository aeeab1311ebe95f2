"""What is typed on a page is kept for its owner until the page is saved, whatever happens meanwhile (A-37, ux 13).

One mechanism for every press of a button, for what scripts send while somebody types, and for a form that comes back
after its session has ended. Whose form that was is told by the secret in it, which only pages of that session carried:
so nobody can have something kept in another person's name. What is kept is shown again and never saved by itself.
"""

import re
import secrets
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Self

from django.contrib.postgres.expressions import ArraySubquery
from django.db import transaction
from django.db.models import Case, F, JSONField, OuterRef, Q, QuerySet, Value, When
from django.db.models.functions import JSONObject
from django.http import HttpRequest, QueryDict
from django.middleware.csrf import CSRF_TOKEN_LENGTH, _unmask_cipher_token  # type: ignore[attr-defined]  # not in the stubs
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from emuafiyet.core.limits import keyed_hash
from emuafiyet.core.nullable import require_value

from ..models import Applicant, PageDraft, Session
from ..portal_request import PortalRequest

MOST = 200_000  # characters; the longest page of ours has about twenty thousand
TOKEN = "csrfmiddlewaretoken"  # noqa: S105 (the field's name)
SEEN, AUTOSAVE = "_draft", "_keep"
BUTTONS = frozenset({"_exit", "_back", "_redraw", "_preview", "_language", AUTOSAVE})
PLACE_PATTERN = re.compile(r"[a-z]+(/[0-9a-z-]+){1,3}")  # "profile/pasaport", "application/<its id>/isyeri"
MAX_PLACE_LENGTH = require_value(PageDraft._meta.get_field("place").max_length)
Answers = list[list[str]]


class NewerDraftError(Exception):
    """Another tab or device has written on this page since it was drawn; ``draft`` is what it left."""

    def __init__(self, draft: PageDraft):
        super().__init__("newer draft")
        self.draft = draft


@dataclass(frozen=True)
class Seen:
    """What a drawn page knew of its draft, and the page's own mark."""

    version: int
    writer: str

    @classmethod
    def of(cls, posted: QueryDict) -> Self | None:
        """None for a form that says nothing of it: it is taken as it comes."""
        version, _dot, writer = posted.get(SEEN, "").partition(".")
        if not (version.isascii() and version.isdigit() and len(version) < 10):
            return None
        return cls(int(version), writer[:32]) if writer.isascii() and writer.isalnum() else None

    @classmethod
    def anew(cls, version: int) -> Self:
        return cls(version, secrets.token_hex(8))

    def __str__(self) -> str:
        return f"{self.version}.{self.writer}"


def recoverable(place: str) -> Callable:
    """The view draws its page from what is kept at ``place``, whose braces name the address's own parts."""

    def mark(view: Callable) -> Callable:
        vars(view)["draft_place"] = place
        return view

    return mark


def place_of(request: HttpRequest) -> str:
    """Where this address's page lies among its person's drafts; empty for a page that keeps nothing."""
    match = request.resolver_match
    pattern = getattr(match.func, "draft_place", "") if match else ""
    place = pattern.format(**match.kwargs) if match and pattern else ""
    return place if len(place) <= MAX_PLACE_LENGTH and PLACE_PATTERN.fullmatch(place) else ""


def answers_in(posted: QueryDict) -> Answers:
    """The typed answers of a form. A name with a hyphen is a document's: those lie on the page by themselves."""
    ours = (name for name in posted if name not in BUTTONS and name not in {TOKEN, SEEN} and "-" not in name)
    return [[name, value.replace("\x00", "")] for name in ours for value in posted.getlist(name)]


# --- reading -------------------------------------------------------------------------------------------------------
def with_drafts(people: QuerySet[Applicant], place: str) -> QuerySet[Applicant]:
    """Each person with their unfinished pages, without a query more; what was typed only of the page at ``place``."""
    rows = PageDraft.objects.filter(Q(unfinished=True) | Q(place=place), owner=OuterRef("pk"))
    nothing = Value([], output_field=JSONField())
    columns = {name: F(name) for name in ("place", "unfinished", "version", "writer", "saved_at")}
    answers = Case(When(place=place, then=F("answers")), default=nothing, output_field=JSONField())
    told = rows.values(told=JSONObject(answers=answers, **columns))
    return people.annotate(drafts_found=ArraySubquery(told))


def _drafts(owner: Applicant) -> Iterable[PageDraft]:
    found = getattr(owner, "drafts_found", None)
    if found is None:
        return owner.page_drafts.all()
    return [PageDraft(owner_id=owner.pk, **row | {"saved_at": parse_datetime(row["saved_at"])}) for row in found]


def find(owner: Applicant, place: str) -> PageDraft | None:
    """The page's row, finished or not, of an owner who came by ``with_drafts`` for this place or any other way."""
    return next((draft for draft in _drafts(owner) if draft.place == place), None)


def unfinished_under(owner: Applicant, prefix: str) -> set[str]:
    """Which pages under "profile/" or "application/<its id>/" lie unfinished, by the last part of their place."""
    return {
        draft.place.removeprefix(prefix)
        for draft in _drafts(owner)
        if draft.unfinished and draft.place.startswith(prefix)
    }


# --- writing -------------------------------------------------------------------------------------------------------
def save_draft(owner: Applicant, place: str, answers: Answers, seen: Seen | None = None) -> PageDraft:
    """Keep the page as it is typed now. Raises ``NewerDraftError`` rather than overwrite what its sender never saw."""
    with transaction.atomic():
        row = _locked(owner, place)
        if seen and row.version > seen.version and row.writer != seen.writer and row.answers != answers:
            raise NewerDraftError(row)
        row.answers = answers
        _write(row, seen)
    return row


def mark_unfinished(owner: Applicant, place: str, seen: Seen | None = None) -> None:
    """A document has come to lie on the page, so it is not what was saved."""
    rows = PageDraft.objects.filter(owner_id=owner.pk, place=place)
    facts: dict[str, Any] = {"unfinished": True, "saved_at": timezone.now()}
    if seen:
        facts |= {"version": F("version") + 1, "writer": seen.writer}
    if not rows.update(**facts):
        PageDraft.objects.bulk_create([PageDraft(owner_id=owner.pk, place=place)], ignore_conflicts=True)
        rows.update(**facts)


def _locked(owner: Applicant, place: str) -> PageDraft:
    PageDraft.objects.bulk_create([PageDraft(owner_id=owner.pk, place=place)], ignore_conflicts=True)
    return PageDraft.objects.select_for_update(of=("self",)).get(owner_id=owner.pk, place=place)


def _write(row: PageDraft, seen: Seen | None) -> None:
    row.unfinished, row.saved_at = True, timezone.now()
    if seen:
        row.version, row.writer = row.version + 1, seen.writer
    row.save(update_fields=["answers", "unfinished", "version", "writer", "saved_at"])


def clear(owner: Applicant, place: str) -> None:
    """Forget what was typed, because the page has been saved; its count stays."""
    rows = PageDraft.objects.filter(owner_id=owner.pk, place=place)
    rows.update(answers=[], unfinished=False, saved_at=timezone.now())


def delete_under(owner: Applicant, prefix: str) -> None:
    """Forget the pages of something that was discarded or sent; ``prefix`` ends with a slash."""
    PageDraft.objects.filter(owner_id=owner.pk, place__startswith=prefix).delete()


def delete_before(moment: datetime) -> int:
    return PageDraft.objects.filter(saved_at__lt=moment).delete()[0]


# --- a form whose session is gone ----------------------------------------------------------------------------------
def form_key(secret: str) -> str:
    """What a session remembers of the secret in its forms."""
    return keyed_hash(f"form:{secret}")


def keep_lost(request: PortalRequest) -> Any:
    """Keep what was posted without a session for the person whose form it was; their id, None when nothing was kept.

    Raises ``NewerDraftError`` as ``save_draft`` does.
    """
    place = place_of(request)
    if request.method != "POST" or not place:
        return None
    owner = _drawn_for(request)
    answers = answers_in(request.POST)
    stranger = owner is None or (request.applicant and request.applicant.pk != owner)
    if stranger or not answers or size_of(answers) > MOST:
        return None
    save_draft(Applicant(pk=owner), place, answers, Seen.of(request.POST))
    return owner


def size_of(answers: Answers) -> int:
    return sum(len(name) + len(value) for name, value in answers)


def _drawn_for(request: HttpRequest) -> Any:
    """The person whose session the form was drawn in, ended or not; None for a form that we did not draw."""
    token = request.POST.get(TOKEN, "")
    if len(token) != CSRF_TOKEN_LENGTH or not (token.isascii() and token.isalnum()):
        return None
    sessions = Session.objects.filter(form_key=form_key(_unmask_cipher_token(token)), applicant__isnull=False)
    return sessions.values_list("applicant_id", flat=True).first()
