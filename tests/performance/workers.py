"""Certificates through the queue: ``python -m emuafiyet.dev.services python -m tests.performance.workers [how many]``.

Issues them in one transaction, starts the portal's own PDF worker, prints how many are made every ten seconds, and
at the end what the way over broker and worker costs beside making the same papers in this process.
"""

import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import django

from emuafiyet.core.outbox.handlers import deliver

ALONE = 50


def memory_of_children(process: int) -> int:
    """Megabytes that the largest child holds at this moment."""
    held = [0]
    for child in Path(f"/proc/{process}/task/{process}/children").read_text().split():
        with suppress(FileNotFoundError, StopIteration):  # it was replaced meanwhile
            lines = Path(f"/proc/{child}/status").read_text().splitlines()
            held.append(int(next(line for line in lines if line.startswith("VmRSS:")).split()[1]) // 1024)
    return max(held)


def main(many: int) -> None:
    django.setup()
    from django.core.management import call_command
    from django.db import transaction

    from documents.models import Certificate
    from emuafiyet.core.outbox.models import PENDING_STATES
    from emuafiyet.dev.portal_processes import WORKERS, build_worker_command
    from tests.documents.papers import holder, issued, photo_of

    call_command("migrate", verbosity=0)
    owner = holder()
    photo = photo_of(owner).pk
    with transaction.atomic():
        for paper in [issued(owner, photo=photo) for _ in range(ALONE)]:
            Certificate.objects.filter(pk=paper.pk).update(promise_state="held")
    papers = list(Certificate.objects.all())
    deliver(papers[0])
    start = time.perf_counter()
    for paper in papers[1:]:
        deliver(paper)
    alone = (time.perf_counter() - start) / (ALONE - 1)
    with transaction.atomic():
        for _ in range(many):
            issued(owner, photo=photo)
    owed = Certificate.objects.filter(promise_state__in=PENDING_STATES)
    start = told = time.perf_counter()
    worker = subprocess.Popen(build_worker_command("worker-pdf", WORKERS["worker-pdf"]))
    memory = most_memory = 0
    try:
        while left := owed.count():
            if time.perf_counter() - told >= 10:
                told = time.perf_counter()
                print(f"  {many - left} of {many} after {told - start:.0f} s, the child holds {memory} MB", flush=True)
            memory = memory_of_children(worker.pid)
            most_memory = max(most_memory, memory)
            time.sleep(0.5)
    finally:
        worker.terminate()
        worker.wait()
    queued = (time.perf_counter() - start) / many
    failed = Certificate.objects.filter(promise_state="dead").count()
    print(f"{many} certificates made, sealed and stored; {failed} failed")
    print(f"  in this process  {alone * 1000:6.0f} ms  1.0x")
    print(f"  over the queue   {queued * 1000:6.0f} ms  {queued / alone:.1f}x, with the worker's start")
    print(f"  a worker's child held {most_memory} MB at most")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1000)
