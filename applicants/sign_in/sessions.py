"""Sessions in PostgreSQL: who is signed in, since when, on what, and when that ends by itself.

An applicant's session ends after 20 minutes without a sign of life and after 8 hours in any case, an
officer's after 15 minutes and 8 hours (ASVS 5.0 7.1.1). The data holds who is signed in, or how far they
are on the way in, and nothing else; all that is known of the session itself stands in columns.
"""

import hashlib
import hmac
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, cast

from django.conf import settings
from django.contrib.auth import SESSION_KEY as OFFICER_KEY
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.utils import timezone

from emuafiyet.core.nullable import require_value

if TYPE_CHECKING:
    from ..models import Session

APPLICANT_KEY = "applicant"
# On the way in: the code asked for, the arrival whose e-mail is proven, the way to e-Devlet, the page to go to.
CODE_KEY = "code"
PROVEN_KEY = "proven_arrival"
VISIT_KEY = "edevlet_visit"
NEXT_KEY = "next"
# Whose answers met a lost session, and the code asked for on the account page.
SAVED_FORM_KEY = "kept_for"
CONFIRMATION_KEY = "confirmation_code"
# An officer on the way in, and the authenticator that an officer's session stands on.
STAFF_LOGIN_KEY = "officer_way"
SECOND_FACTOR_KEY = "second_factor"
# The link by which an officer is setting a password in this browser.
PASSWORD_LINK_KEY = "password_link"  # noqa: S105 (the name of a place)
APPLICANT_KEYS = (APPLICANT_KEY, CODE_KEY, PROVEN_KEY, VISIT_KEY, NEXT_KEY, SAVED_FORM_KEY, CONFIRMATION_KEY)

MAX_SESSION_AGE = timedelta(hours=8)
IDLE_TIMEOUTS = {APPLICANT_KEY: timedelta(minutes=20), OFFICER_KEY: timedelta(minutes=15)}
# Seen is written at most this often: pages must not cost a write each.
SEEN_UPDATE_INTERVAL = timedelta(minutes=1)
# How long after a sign-in or a code nobody is asked for another one before something grave.
PROOF_LIFETIME = timedelta(minutes=10)


def compute_session_end(data: dict, started_at: datetime, seen_at: datetime) -> datetime:
    """When the session ends unless there is another sign of life. Nobody waits idly on the way in."""
    idle = next((IDLE_TIMEOUTS[key] for key in IDLE_TIMEOUTS if key in data), MAX_SESSION_AGE)
    return min(started_at + MAX_SESSION_AGE, seen_at + idle)


def not_user_activity(view: Callable) -> Callable:
    """For what a page asks by itself: it must not keep a session open that its person has left."""
    vars(view)["is_user_activity"] = False
    return view


def hash_session_key(key: str) -> str:
    """What a session's row is named by: the cookie's key appears in no table, so a copy of it signs nobody in."""
    return hmac.digest(settings.OTP_KEY.encode(), b"session:" + key.encode(), hashlib.sha256).hex()[:40]


class SessionStore(DatabaseStore):
    """Django's sessions in a table, found by the keyed hash of what the browser's cookie holds."""

    # Set for a request to a page; whoever only looks into a session does not prolong it.
    is_user_activity = False
    device = ""
    form_key = ""
    row: "Session | None" = None

    @classmethod
    def get_model_class(cls) -> "type[Session]":
        from ..models import Session  # noqa: PLC0415 - Django imports this class before models are ready

        return Session

    @property
    def row_key(self) -> str:
        """The primary key of this session's row; "" when there is none."""
        return hash_session_key(self.session_key) if self.session_key else ""

    def _get_session_from_db(self) -> "Session | None":
        self.row = self.get_model_class().objects.filter(pk=self.row_key, expire_date__gt=timezone.now()).first()
        if self.row is None:
            self._session_key = None
        return self.row

    def exists(self, session_key: str) -> bool:
        return self.model.objects.filter(pk=hash_session_key(session_key)).exists()

    def delete(self, session_key: str | None = None) -> None:
        key = session_key or self.session_key
        if key:
            self.model.objects.filter(pk=hash_session_key(key)).delete()

    def load(self) -> dict:
        data = super().load()
        if self.row and self.is_user_activity and timezone.now() - self.row.seen_at >= SEEN_UPDATE_INTERVAL:
            self._record_activity(self.row, data)
        return data

    def _record_activity(self, row: "Session", data: dict) -> None:
        """An update and never a save: a session that was ended a moment ago stays ended."""
        now = timezone.now()
        row.seen_at, row.expire_date = now, compute_session_end(data, row.started_at, now)
        self.get_model_class().objects.filter(pk=row.pk).update(seen_at=row.seen_at, expire_date=row.expire_date)

    def mark_proven(self) -> None:
        """A fresh code has been typed: for a while the person may do what asks for one."""
        row = require_value(self.row)
        row.proven_at = timezone.now()
        self.get_model_class().objects.filter(pk=row.pk).update(proven_at=row.proven_at)

    @property
    def is_freshly_proven(self) -> bool:
        return self.row is not None and timezone.now() - self.row.proven_at < PROOF_LIFETIME

    def prolong(self) -> None:
        """The person has asked for it: from now on, however short ago they were seen."""
        data = self._session  # type: ignore[attr-defined]  # Django's own, not in the stubs
        if self.row:
            self._record_activity(self.row, data)

    @property
    def ends_at(self) -> datetime | None:
        """When it ends; None for a session that is not stored (yet)."""
        _ = self._session  # type: ignore[attr-defined]  # loads the row
        return self.row.expire_date if self.row else None

    @property
    def seconds_left(self) -> int:
        return max(0, int((self.ends_at - timezone.now()).total_seconds())) if self.ends_at else 0

    @property
    def cannot_be_prolonged(self) -> bool:
        """Its eight hours are what ends it."""
        ends_at = self.ends_at
        return ends_at is not None and ends_at >= require_value(self.row).started_at + MAX_SESSION_AGE

    def flush(self) -> None:
        super().flush()
        self.row = None

    def end_for_new_session(self) -> None:
        """End it for a new one in the same browser; whose it was stays known, since its forms may still come back."""
        ended = self.get_model_class().objects.filter(pk=self.row_key, applicant__isnull=False)
        if ended.update(expire_date=timezone.now(), session_data=""):
            self._session_key = None
        self.flush()

    def create_model_instance(self, data: dict):
        session = cast("Session", super().create_model_instance(data))
        session.session_key = self.row_key
        if self.row and self.row.pk == session.pk:  # a new key is a new session: it starts now
            for name in ("public_id", "started_at", "proven_at", "device", "form_key"):
                setattr(session, name, getattr(self.row, name))
        session.device = self.device or session.device
        session.form_key = self.form_key or session.form_key
        session.applicant_id = data.get(APPLICANT_KEY)
        session.officer_id = data.get(OFFICER_KEY)
        session.expire_date = compute_session_end(data, session.started_at, session.seen_at)
        self.row = session
        return session
