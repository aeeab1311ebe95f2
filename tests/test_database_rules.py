"""docs/database-rules.md lists every trigger of the database, and no other."""

import re
from pathlib import Path

import pytest
from django.db import connection

ROOT = Path(__file__).resolve().parent.parent
ROW = re.compile(r"\| `(?P<table>[a-z_]+)` \| `(?P<trigger>[a-z_]+)` \| .{20,} \|")


@pytest.mark.django_db
def test_the_list_of_triggers_is_what_the_database_holds() -> None:
    page = (ROOT / "docs/database-rules.md").read_text(encoding="utf-8")
    listed = [(found["table"], found["trigger"]) for found in ROW.finditer(page)]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.relname, tgname, tgenabled FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid"
            " WHERE NOT tgisinternal AND c.relnamespace = 'public'::regnamespace"
        )
        held = cursor.fetchall()
    assert sorted(listed) == sorted((table, trigger) for table, trigger, _ in held)
    assert {enabled for _, _, enabled in held} == {"O"}
