"""How fast a certificate is made: ratios in one run, because milliseconds say more about the machine than about us.

    .venv/bin/python -m tests.performance.certificate [pages]

Prints CPU milliseconds a page for the plain way (everything built anew each time), for the shared renderer and
for a page with one line of text, and how much memory the shared renderer gains over all its pages.
"""

import gc
import os
import resource
import sys
import time
from collections.abc import Callable

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "emuafiyet.settings")
os.environ.setdefault("DEMO", "1")
os.environ.setdefault("SECRET_KEY", "measures-and-signs-nothing-of-worth-0123456789-0123456789")
django.setup()

from documents.certificate.codes import new_code  # noqa: E402
from documents.certificate.render import Renderer, renderer  # noqa: E402
from documents.press.engine import Press, press  # noqa: E402
from tests.documents.test_certificate_page import PHOTO, frozen  # noqa: E402


def one_line(shared: Renderer) -> bytes:
    """The floor: the same engine, style sheet and fonts with nearly nothing to set."""
    document = press().lay_out("<p>Çalışma İzni Muafiyetini Gösterir Belge</p>", shared._style, {})
    return press().write(document, lambda pdf: None)


def milliseconds(make: Callable[[], bytes], pages: int) -> float:
    start = time.process_time()
    for _ in range(pages):
        make()
    return (time.process_time() - start) * 1000 / pages


def memory() -> int:
    """Megabytes this process has had at most."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def main(pages: int) -> None:
    shared = renderer()

    def certificate() -> bytes:
        code = new_code()
        return shared.pdf(frozen() | {"code": code, "verify_url": f"http://localhost:8000/verify/{code}"}, PHOTO)

    plain = milliseconds(lambda: Renderer(Press()).pdf(frozen(), PHOTO), max(pages // 20, 3))
    for _ in range(5):
        certificate()
    gc.freeze()
    before = memory()
    warm = milliseconds(certificate, pages)
    gained = memory() - before
    floor = milliseconds(lambda: one_line(shared), max(pages // 5, 3))
    print(f"{pages} certificates, CPU ms a page")
    for name, value in (("built anew each time", plain), ("shared renderer", warm), ("one line of text", floor)):
        print(f"  {name:<22} {value:7.1f}  {plain / value:5.1f}x")
    print(f"  {1000 / warm:.1f} a second and core; {gained} MB gained; {len(certificate()) // 1024} KB a file")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100)
