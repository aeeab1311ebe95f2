"""What the app role may not do, for tests that need it done: rows that age, triggers that look away."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

from django.db import connection
from psycopg import ClientCursor


def run_as_owner(statement: str, values: Sequence[object] | Mapping[str, object] | None = None) -> None:
    """Run SQL with the rights of the database's owner, in the transaction that is open."""
    connection.ensure_connection()
    whole = ClientCursor(connection.connection).mogrify(statement, values) if values else statement
    with connection.cursor() as cursor:
        cursor.execute("SELECT run_as_owner(%s)", [whole])


@contextmanager
def triggers_off() -> Iterator[None]:
    """No trigger and no foreign key is asked within the block, which lies in one transaction."""
    run_as_owner("SET LOCAL session_replication_role = replica")
    try:
        yield
    finally:
        run_as_owner("SET LOCAL session_replication_role = origin")
