"""How fast a certificate is made: ratios in one run, because milliseconds say more about the machine than about us.

    .venv/bin/python -m tests.performance.certificate [pages]

Prints CPU milliseconds a page, unsealed, for the plain way and for each step from there to the portal's own, for a
page with one line of text, and how much memory the shared renderer gains over all its pages. The ways take turns and
the least of each is told: what else the machine does only ever adds.
"""

import resource
import sys
import time
from collections.abc import Callable

import django

django.setup()

from documents.issued.certificate.certificate_codes import generate_code  # noqa: E402
from documents.issued.certificate.render_certificate import CertificateRenderer, get_certificate_renderer  # noqa: E402
from documents.pdf.layout_engine import get_pdf_engine  # noqa: E402
from tests.builders.certificates import PHOTO, frozen  # noqa: E402
from tests.performance.plain_certificate import PlainWay  # noqa: E402

ROUNDS = 8


def one_line(shared: CertificateRenderer) -> bytes:
    """The floor: the same engine, style sheet and fonts with nearly nothing to set."""
    document = get_pdf_engine().lay_out_page("<p>Çalışma İzni Muafiyetini Gösterir Belge</p>", shared._style, {})
    return get_pdf_engine().write_pdf(document, lambda pdf: None)


def milliseconds(make: Callable[[], bytes], pages: int) -> float:
    start = time.process_time()
    for _ in range(pages):
        make()
    return (time.process_time() - start) * 1000 / pages


def memory() -> int:
    """Megabytes this process has had at most."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def main(pages: int) -> None:
    shared = get_certificate_renderer()

    def certificate() -> bytes:
        code = generate_code()
        return shared.render_pdf(frozen() | {"code": code, "verify_url": f"http://localhost:8000/verify/{code}"}, PHOTO)

    ways = {
        "tables, nothing shared": PlainWay(),
        "+ typefaces and style sheet read once": PlainWay(share=True),
        "+ ornament as a ready stream": PlainWay(share=True, ready_ornament=True),
        "+ fixed boxes, no tables": PlainWay(share=True, ready_ornament=True, boxes=True),
    }
    makers: dict[str, Callable[[], bytes]] = {
        name: lambda way=way: way.render_pdf(frozen(), PHOTO) for name, way in ways.items()
    }
    makers |= {"the portal's own": certificate, "one line of text": lambda: one_line(shared)}
    least = dict.fromkeys(makers, float("inf"))
    for _ in range(ROUNDS):
        for name, make in makers.items():
            make()
            least[name] = min(least[name], milliseconds(make, 3 if name in ways else 10))
    before = memory()
    every = milliseconds(certificate, pages)
    gained = memory() - before
    print("CPU ms a page, unsealed")
    for name, value in least.items():
        print(f"  {name:<38} {value:7.1f}  {least['tables, nothing shared'] / value:5.1f}x")
    print(f"{pages} certificates in a row: {every:.1f} ms each, {1000 / every:.1f} a second and core;")
    print(f"  {gained} MB gained from {before}; {len(certificate()) // 1024} KB a file")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100)
