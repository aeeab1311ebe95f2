"""What the outside systems remember: one dictionary under one lock, written to a JSON file after each change."""

import json
import os
import secrets
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any


def current_time() -> datetime:
    return datetime.now(UTC)


def build_empty_state() -> dict[str, Any]:
    """The memory of a sandbox that has seen nobody yet."""
    return {
        # A feed cursor of another epoch means "start again": the other side outlived our memory.
        "epoch": secrets.token_hex(4),
        "references": {},  # consular references made on demand, by number
        "uses": {},  # reference -> {"used_at", "use_id"}
        "decisions": [],  # what the portal reported to the MFA
        "persons": {},  # YKN -> the record of Göç İdaresi, with what it was before the last correction
        "allotments": {},  # person key -> {"ykn", "ready_at"}
        "residents": {},  # people of Türkiye made on demand, by YKN
        "entries": {},  # entries made on demand, by passport and nationality
        "edevlet_codes": {},  # authorization code -> whom it is for, and until when
        "edevlet_tokens": {},  # access token -> YKN
        "receivables": {},  # payment reference -> receivable
        "collections": [],  # collection lines, in the order they were made
        "parcels": {},  # tracking number -> parcel
        "controls": {},  # see controls.py
    }


class SandboxState:
    """Kept in memory; with a path also in a file, replaced whole so that a crash never leaves half of one."""

    def __init__(self) -> None:
        self._lock = threading.RLock()
        self._path: Path | None = None
        self._data = build_empty_state()
        self.folder = Path()

    def open(self, path: str) -> None:
        """Load the file when there is one. An empty ``path`` keeps everything in a folder that dies with us."""
        if path:
            self._path = Path(path).resolve()
            self._path.parent.mkdir(parents=True, exist_ok=True)
            self.folder = self._path.with_suffix(".mails")
            if self._path.exists():
                self._data = build_empty_state() | json.loads(self._path.read_text(encoding="utf-8"))
        else:
            self._temporary = tempfile.TemporaryDirectory(prefix="sandbox-")
            self.folder = Path(self._temporary.name)
        self.folder.mkdir(parents=True, exist_ok=True)

    @contextmanager
    def read(self) -> Iterator[dict[str, Any]]:
        with self._lock:
            yield self._data

    @contextmanager
    def change(self) -> Iterator[dict[str, Any]]:
        with self._lock:
            yield self._data
            self._write()

    def forget(self) -> None:
        """Back to a sandbox that has seen nobody."""
        with self._lock:
            self._data = build_empty_state()
            self._write()

    def _write(self) -> None:
        if self._path is None:
            return
        beside = self._path.with_suffix(".tmp")
        beside.write_text(json.dumps(self._data, ensure_ascii=False, indent=1), encoding="utf-8")
        os.replace(beside, self._path)


state = SandboxState()
