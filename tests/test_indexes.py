"""Every index costs time and room at each write: none is there that another one already answers for."""

import pytest
from django.db import connection

from tests.performance.population import large_tables

pytestmark = pytest.mark.django_db

# An index that is the beginning of another of the same table, under the same condition, and keeps nothing unique.
COVERED = """
WITH known AS (
    SELECT indexrelid, indrelid, indisunique, string_to_array(indkey::text, ' ') AS columns,
           string_to_array(indclass::text, ' ') AS classes, coalesce(pg_get_expr(indpred, indrelid), '') AS condition
    FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid JOIN pg_am ON pg_am.oid = relam
    WHERE amname = 'btree' AND indexprs IS NULL
)
SELECT one.indexrelid::regclass::text || ' by ' || other.indexrelid::regclass::text
FROM known one JOIN known other ON one.indrelid = other.indrelid AND one.indexrelid <> other.indexrelid
WHERE one.indrelid = ANY (%s::regclass[]) AND NOT one.indisunique AND one.condition = other.condition
    AND one.columns = other.columns[1:cardinality(one.columns)]
    AND one.classes = other.classes[1:cardinality(one.classes)]
    AND (one.columns <> other.columns OR other.indisunique OR one.indexrelid > other.indexrelid)
ORDER BY 1
"""


def test_no_index_of_a_large_table_is_the_beginning_of_another() -> None:
    ours = [table for table in large_tables() if table != "applications_objectiondraft_evidence"]  # Django's own making
    with connection.cursor() as cursor:
        cursor.execute(COVERED, [ours])
        assert [name for (name,) in cursor.fetchall()] == []


def test_no_column_of_a_large_table_is_indexed_for_prefixes_that_nobody_asks_for() -> None:
    """Django makes such a twin for every unique or indexed text, for ``LIKE 'x%'``."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT indexname FROM pg_indexes WHERE tablename = ANY (%s) AND indexname LIKE '%%\\_like' ORDER BY 1",
            [large_tables()],
        )
        assert [name for (name,) in cursor.fetchall()] == []
