"""What a check costs: ``python -m emuafiyet.dev.services python -m tests.performance.uploads [how many at once]``.

Prints CPU and wall seconds for files of real size, and how long twenty people who hand in at the same moment wait for
the word "checked", over broker, worker and scanner as ``make run`` starts them.
"""

import io
import os
import statistics
import subprocess
import sys
import tempfile
import time

import django
import img2pdf
from PIL import Image, ImageDraw

from tests.environment import start_scanner

A4_AT_300_DPI = (2480, 3508)
TWELVE_MEGAPIXELS = (4000, 3000)
FORTY_EIGHT_MEGAPIXELS = (8000, 6000)


def photograph(size: tuple[int, int], form: str = "JPEG", **options: object) -> bytes:
    """Text on paper with the grain of a sensor."""
    paper = Image.new("RGB", size, (250, 248, 244))
    pen = ImageDraw.Draw(paper)
    for line in range(size[1] // 60):
        pen.text((120, 60 * line), f"{line} Satir belge metni 0123456789 " * 4, fill=(20, 20, 40), font_size=40)
    grain = Image.frombytes("L", (size[0] // 2, size[1] // 2), os.urandom(size[0] * size[1] // 4)).resize(size)
    out = io.BytesIO()
    Image.blend(paper, grain.convert("RGB"), 0.05).save(out, form, **({"quality": 85} | options))
    return out.getvalue()


def time_single_files() -> None:
    from documents.uploads.scanning import UploadPart, check_document

    scan, photo = photograph(A4_AT_300_DPI, dpi=(300, 300)), photograph(TWELVE_MEGAPIXELS)
    files = {
        "one page at 150 dpi": ["pdf", img2pdf.convert(photograph((1240, 1754), dpi=(150, 150)))],
        "a scan of 10 pages at 300 dpi": ["pdf", img2pdf.convert([scan] * 10)],
        "a photo of 12 megapixels": ["jpg", photo],
        "a PNG of 48 megapixels": ["png", photograph(FORTY_EIGHT_MEGAPIXELS, "PNG", compress_level=1)],
        "a passport of 40 phone photos": ["jpg", *[photo] * 40],
    }
    print("                                  handed in     kept   CPU s  wall s")
    for name, (format_slug, *contents) in files.items():
        begun = time.perf_counter()
        verdict = check_document([UploadPart(format_slug, io.BytesIO(content)) for content in contents])
        wall = time.perf_counter() - begun
        assert not verdict.code, verdict
        handed_in, kept = sum(map(len, contents)) / 1e6, len(verdict.rebuilt) / 1e6
        print(f"{name:32} {handed_in:7.1f} MB {kept:5.1f} MB {verdict.cpu_seconds:7.2f} {wall:7.2f}", flush=True)


def time_many_at_once(many: int) -> None:
    """Each of ``many`` people hands in one page scanned at 150 dpi; how long each waits until it is checked."""
    from applicants.models import Applicant
    from documents.models import Upload
    from emuafiyet.dev.portal_processes import WORKERS, build_worker_command
    from tests.documents.uploading import DOCUMENT, hand_in

    worker = subprocess.Popen(build_worker_command("worker-scan", WORKERS["worker-scan"]))
    try:
        time.sleep(6)  # the worker's own start is not what a person waits for
        people = [Applicant.objects.create(email=f"kisi{number}@ornek.example") for number in range(many)]
        files = [img2pdf.convert(photograph((1240, 1754), dpi=(150, 150))) for _ in range(many)]
        for person, content in zip(people, files, strict=True):
            hand_in(person, DOCUMENT, "tarama.pdf", content)
        while Upload.objects.filter(state="scanning").exists():
            time.sleep(0.1)
    finally:
        worker.terminate()
        worker.wait()
    waits = sorted((each.kept_at - each.created_at).total_seconds() for each in Upload.objects.all())
    p50, p95 = statistics.median(waits), waits[round(0.95 * (len(waits) - 1))]
    print(f"{many} people at once: checked after {p50:.1f} s (p50), {p95:.1f} s (p95), at most {waits[-1]:.1f} s")


def main(many: int) -> None:
    os.environ["STORAGE_URL"] = f"file://{tempfile.mkdtemp(prefix='emuafiyet-private-')}"
    start_scanner()
    django.setup()
    from django.core.management import call_command

    from documents.uploads.scanning import is_scanner_ready

    call_command("migrate", verbosity=0)
    while not is_scanner_ready():
        time.sleep(0.1)
    time_single_files()
    time_many_at_once(many)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 20)
