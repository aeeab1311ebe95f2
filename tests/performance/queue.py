"""How the queue fares with a million applications: ``python -m emuafiyet.dev.services python -m
tests.performance.queue``.

Prints milliseconds and the ratio to the same page over a thousandth of the rows, measured in one run.
"""

import os
import sys
import time
from collections.abc import Callable

import django

MANY = 1_000_000

PEOPLE = """
INSERT INTO applicants_applicant (id, email, language, language_chosen, created_at)
SELECT md5('p' || n)::uuid, 'p' || n || '@ornek.test', 'tr', false, now() FROM generate_series(%s, %s) n
"""
# One in fifty waits, of these one in ten for an objection; half of them are with one of twenty officers.
FILES = """
INSERT INTO applications_application (id, applicant_id, category_id, status, version, number, created_at, saved_at,
  submitted_at, snapshot, rules, name_as_sent, nationality_as_sent, name_key, decision_text, decision_translation,
  ground, cancellation_ground, objection_used, evaluation_due_at, assigned_to_id, granted_from, granted_to, granted_on)
SELECT md5('a' || n)::uuid, md5('p' || n)::uuid, (SELECT slug FROM applications_category LIMIT 1),
  CASE WHEN n %% 500 = 0 THEN 'objection_under_evaluation' WHEN n %% 50 = 0 THEN 'under_evaluation' ELSE 'approved' END,
  1, 'EM-2000-' || n, now(), now(), now() - n * interval '1 minute', '{}', '{}', 'AD ' || n, 'UZB',
  md5(n::text) || ' ' || md5((n + 1)::text), '', '', '', '', n %% 500 = 0,
  now() + (n %% 40000 - 20000) * interval '1 minute',
  CASE WHEN n %% 100 = 0 THEN (SELECT min(id) FROM applicants_officer) + n / 100 %% 20 END,
  current_date, current_date, current_date
FROM generate_series(%s, %s) n
"""


def best_of(times: int, run: Callable[[], object]) -> float:
    taken = []
    for _ in range(times):
        start = time.perf_counter()
        run()
        taken.append((time.perf_counter() - start) * 1000)
    return min(taken)


def main(many: int) -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "emuafiyet.settings"
    django.setup()
    from django.core.management import call_command
    from django.db import connection, transaction
    from django.http import QueryDict

    from applicants.models import Officer
    from applications.casework import assignment, queue

    call_command("migrate", verbosity=0)
    call_command("load_catalogue", verbosity=0)
    officers = Officer.objects.bulk_create(
        Officer(username=f"uzman{n}", is_staff=True, is_superuser=True) for n in range(20)
    )
    reviewer = officers[0]

    def fill(first: int, last: int) -> None:
        with connection.cursor() as cursor, transaction.atomic():
            cursor.execute("SET LOCAL session_replication_role = replica; SET LOCAL statement_timeout = 0")
            for statement in (PEOPLE, FILES):
                cursor.execute(statement, [first, last])
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE applications_application")

    def deep() -> queue.QueueFilter:
        wanted = queue.QueueFilter(desk="tumu")
        for _ in range(30):
            onward = queue.load_page(wanted, reviewer).next
            if not onward:
                break
            wanted = queue.QueueFilter.from_query(QueryDict(onward[1:]))
        return wanted

    def take() -> None:
        with transaction.atomic():
            assignment.take_next_application(reviewer)
            transaction.set_rollback(True)

    def measure() -> dict[str, float]:
        far = deep()
        return {
            "tiles": best_of(5, lambda: queue.count_tiles(reviewer)),
            "first page": best_of(5, lambda: queue.load_page(queue.QueueFilter(), reviewer)),
            "a reviewer's own": best_of(5, lambda: queue.load_page(queue.QueueFilter(desk="benim"), reviewer)),
            "all, newest first": best_of(5, lambda: queue.load_page(queue.QueueFilter(desk="tumu"), reviewer)),
            "all, thirtieth page": best_of(5, lambda: queue.load_page(far, reviewer)),
            "take the next": best_of(5, take),
            "search by a name": best_of(5, lambda: queue.search_applications("c4ca4238a0b923820dcc509a6f75849b")),
            "search by a number": best_of(5, lambda: queue.search_applications("EM-2000-77")),
        }

    few = max(many // 1000, 100)
    fill(1, few)
    small = measure()
    fill(few + 1, many)
    large = measure()
    print(f"{'':<22}{few:>10} rows{many:>12} rows   ratio")
    for name, taken in large.items():
        print(f"{name:<22}{small[name]:>12.1f} ms{taken:>14.1f} ms{taken / small[name]:>8.1f}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else MANY)
