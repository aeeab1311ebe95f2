"""What the migrations make of documents that were handed in before: each statement on a table as it stood then."""

import hashlib
import json
import uuid
from importlib import import_module
from typing import Any

import pytest
from django.db import connection

pytestmark = pytest.mark.django_db

# A temporary table stands before the real one of the same name, for this connection and transaction only.
BEFORE = """
CREATE TEMPORARY TABLE documents_upload (
    id uuid, owner_id uuid, kind text, sha256 text, original text, original_name text, media_type text, size integer,
    state text, destroyed_at timestamptz, created_at timestamptz DEFAULT now(), parts jsonb, kept_size integer,
    sent boolean DEFAULT false
) ON COMMIT DROP
"""
OWNER = uuid.uuid4()


def run(sql: str, *values: Any) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values or None)
        return cursor.fetchall() if cursor.description else []


@pytest.fixture
def _before() -> None:
    run(BEFORE)


def row(**values: Any) -> uuid.UUID:
    facts: dict[str, Any] = {
        "id": uuid.uuid4(),
        "owner_id": OWNER,
        "kind": "passport-scan",
        "sha256": "a" * 64,
        "original": "originals/ab/x",
        "original_name": "pasaport.pdf",
        "media_type": "application/pdf",
        "size": 5000,
        "state": "clean",
    } | values
    places = ", ".join(["%s"] * len(facts))
    run(f"INSERT INTO documents_upload ({', '.join(facts)}) VALUES ({places})", *facts.values())
    return facts["id"]


@pytest.mark.usefixtures("_before")
def test_each_documents_file_becomes_its_only_part():
    fill = import_module("documents.migrations.0013_uploads_of_several_parts").FILL
    clean, photo = row(), row(media_type="image/jpeg", original_name="foto.jpg", size=9)
    waiting, gone = row(state="scanning", media_type="image/png"), row(destroyed_at="2026-01-01T00:00Z")
    run(fill)
    found = {
        key: (json.loads(parts), kept) for key, parts, kept in run("SELECT id, parts, kept_size FROM documents_upload")
    }
    part = {"file": "originals/ab/x", "format": "pdf", "name": "pasaport.pdf", "size": 5000}
    assert found[clean] == ([part], 5000)
    assert found[photo] == ([part | {"format": "jpg", "name": "foto.jpg", "size": 9}], 9)
    assert found[waiting] == ([part | {"format": "png"}], 0)
    assert found[gone] == ([part], 0)


@pytest.mark.usefixtures("_before")
def test_of_the_same_file_stored_twice_both_rows_stay_and_are_told_apart():
    apart = import_module("documents.migrations.0014_uploads_once").TELL_APART
    first = row(created_at="2026-01-01T00:00Z")
    twins = {row(created_at=f"2026-01-0{day}T00:00Z") for day in (2, 3)}
    alike = {
        row(owner_id=uuid.uuid4()),
        row(kind="additional-document"),
        row(state="rejected"),
        row(destroyed_at="2026-01-01T00:00Z", created_at="2025-01-01T00:00Z"),
    }
    run(apart)
    digests = dict(run("SELECT id, sha256 FROM documents_upload"))
    assert {digests[key] for key in {first, *alike}} == {"a" * 64}
    for key in twins:
        assert digests[key] == hashlib.sha256(f"{'a' * 64}:{key}".encode()).hexdigest()
    run(
        "CREATE UNIQUE INDEX ON documents_upload (owner_id, kind, sha256)"
        " WHERE state <> 'rejected' AND destroyed_at IS NULL"
    )


@pytest.mark.usefixtures("_before")
def test_what_anything_sent_names_is_marked_and_nothing_else():
    mark = import_module("applications.migrations.0016_uploads_that_were_sent").MARK
    named = {
        name: row() for name in ("photo", "paper", "evidence", "petition", "proof", "of draft", "draft card", "loose")
    }
    run("CREATE TEMPORARY TABLE applications_application (status text, snapshot jsonb) ON COMMIT DROP")
    run("CREATE TEMPORARY TABLE applications_objection (evidence jsonb) ON COMMIT DROP")
    run("CREATE TEMPORARY TABLE applications_terminationrequest (petition_id uuid) ON COMMIT DROP")
    columns = "status text, proof_id uuid, card_front_id uuid, card_back_id uuid"
    run(f"CREATE TEMPORARY TABLE applications_reissuerequest ({columns}) ON COMMIT DROP")

    def value(name: str) -> dict[str, str]:
        return {"upload": str(named[name]), "name": "x", "sha256": "y"}

    sent = {"personal": {"photo": value("photo"), "sex": "K"}, "supporting": {"kind": [value("paper"), value("paper")]}}
    run("INSERT INTO applications_application VALUES ('under_evaluation', %s)", json.dumps(sent))
    run("INSERT INTO applications_application VALUES ('draft', %s)", json.dumps({"x": value("of draft")}))
    run("INSERT INTO applications_objection VALUES (%s)", json.dumps([value("evidence")]))
    run("INSERT INTO applications_terminationrequest VALUES (%s)", named["petition"])
    run("INSERT INTO applications_reissuerequest VALUES ('under_review', %s, NULL, NULL)", named["proof"])
    run("INSERT INTO applications_reissuerequest VALUES ('draft', NULL, %s, NULL)", named["draft card"])
    run(mark)
    marked = {key for (key,) in run("SELECT id FROM documents_upload WHERE sent")}
    assert marked == {named[name] for name in ("photo", "paper", "evidence", "petition", "proof")}
