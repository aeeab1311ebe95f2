"""Every address of the portal, knocked at by somebody who is not signed in: an address without a row here is refused.

The reviewers' desk has a matrix of its own (tests/applications/test_desk_matrix.py).
"""

import re

import pytest
from django.test import Client

from tests.applications import cases
from tests.builders.routes import OURS, PARTS

pytestmark = pytest.mark.django_db

# What a stranger is answered: address -> (GET, POST). 302 leads to the door, unless said otherwise.
TABLE: dict[str, tuple[int, int]] = {
    "": (200, 405),
    ".well-known/security.txt": (200, 405),
    "basvuru/<uuid:application_id>/": (302, 302),
    "basvuru/<uuid:application_id>/<slug:step>/": (302, 302),
    "basvuru/<uuid:application_id>/acik-riza/": (302, 302),
    "basvuru/<uuid:application_id>/belge/": (302, 302),
    "basvuru/<uuid:application_id>/devam/": (302, 302),
    "basvuru/<uuid:application_id>/geri-cek/": (302, 302),
    "basvuru/<uuid:application_id>/gonder/": (302, 302),
    "basvuru/<uuid:application_id>/itiraz/": (302, 302),
    "basvuru/<uuid:application_id>/karttan-vazgec/": (302, 302),
    "basvuru/<uuid:application_id>/odeme/": (302, 302),
    "basvuru/<uuid:application_id>/on-izleme/": (302, 302),
    "basvuru/<uuid:application_id>/revizyon/": (302, 302),
    "basvuru/<uuid:application_id>/revizyon/<slug:step>/": (302, 302),
    "basvuru/<uuid:application_id>/sil/": (302, 302),
    "basvuru/<uuid:application_id>/son-gun.ics": (302, 302),
    "basvuru/<uuid:application_id>/sonlandir/": (302, 302),
    "basvuru/<uuid:application_id>/kart-adresi/": (302, 302),
    "basvuru/<uuid:application_id>/yeni-kart/": (302, 302),
    "basvuru/yeni/": (302, 302),
    "basvuru/yeni/<slug:sector>/": (302, 302),
    "basvuru/yeni/<slug:sector>/<slug:category>/": (302, 302),
    "basvurularim/": (302, 302),
    "belge/<uuid:certificate_id>/": (302, 302),
    "karar/<uuid:letter_id>/": (302, 302),
    "belgeler/<uuid:key>/": (302, 302),
    "belgeler/<uuid:key>/durum/": (404, 405),
    "belgeler/<uuid:key>/kirpma/<slug:place>/": (302, 302),
    "belgeler/<uuid:key>/sayfa/<int:number>/": (302, 302),
    "belgeler/<uuid:key>/sayfa/<int:number>/kucuk/": (302, 302),
    "belgeler/yukle/": (405, 403),
    "bildirimler/": (302, 302),
    "bildirimler/<uuid:notice_id>/": (302, 302),
    "cerezler/": (200, 405),
    "cikis/": (405, 302),
    "dil/": (302, 302),
    "erisilebilirlik/": (200, 405),
    "giris/": (200, 200),
    "giris/e-devlet/": (302, 405),
    "giris/e-devlet/donus/": (400, 405),
    "giris/e-devlet/e-posta/": (302, 302),
    "giris/e-devlet/sonuc/": (302, 302),
    "giris/e-posta/": (200, 200),
    "giris/kod/": (302, 302),
    "giris/kod/yeni/": (405, 302),
    "giris/konsolosluk/": (200, 200),
    "giris/pasaport/": (200, 200),
    "giris/sonuc/": (302, 302),
    "giris/turkiyede/": (200, 200),
    "durum/": (200, 405),
    "health": (200, 405),
    "health/live": (200, 405),
    "health/ready": (200, 405),
    "metrics": (200, 405),  # the tests ask from the machine itself
    "hesap/": (302, 302),
    "hesap/bildirim-dili/": (302, 302),
    "hesap/e-posta/": (302, 302),
    "hesap/e-posta/dogru/": (302, 302),
    "hesap/e-posta/kod/": (302, 302),
    "hesap/e-posta/kod/yeni/": (302, 302),
    "hesap/e-posta/vazgec/": (302, 302),
    "hesap/haklar/": (302, 302),
    "hesap/onay/": (302, 302),
    "hesap/onay/kod/": (302, 302),
    "hesap/oturumlar/": (302, 302),
    "hesap/oturumlar/<uuid:public_id>/kapat/": (302, 302),
    "hesap/oturumlar/hepsini-kapat/": (302, 302),
    "hesap/sil/": (302, 302),
    "hesap/sil/iste/": (302, 302),
    "hesap/verilerim/": (302, 302),
    "hesap/verilerim/indir/": (302, 302),
    "kimler-basvurabilir/": (200, 405),
    "kimler-basvurabilir/<slug:sector>/": (200, 405),
    "kimler-basvurabilir/<slug:sector>/<slug:category>/": (200, 405),
    "kisisel-veriler/": (200, 405),
    "neler-gerekli/": (200, 405),
    "oturum/": (200, 405),
    "oturum/uzat/": (405, 200),
    "profil/": (302, 302),
    "profil/<slug:section>/": (302, 302),
    "robots.txt": (200, 405),
    "sitemap.xml": (200, 405),
    "sss/": (200, 405),
    "verify": (200, 405),
    "verify/": (200, 405),
    "verify/<str:code>": (200, 405),
    "verify/<str:code>.json": (404, 405),
    "verify/dosya": (405, 422),
    "verify/foto": (405, 422),
    "yeni-kart/<uuid:request_id>/": (302, 302),
    "yeni-kart/<uuid:request_id>/geri-al/": (302, 302),
    "yeni-kart/<uuid:request_id>/odeme/": (302, 302),
    "yeni-kart/<uuid:request_id>/son-gun.ics": (302, 302),
    "yeni-kart/<uuid:request_id>/vazgec/": (302, 302),
}

NOBODYS = "00000000-0000-4000-8000-000000000000"
HOW = (
    "{routes} has no row in tests/test_urls.py, or a row has no address. Add '<address as in urls.py>': (GET, POST), "
    "the statuses that somebody who is not signed in must get, and to PARTS of tests/builders/routes.py what stands "
    "for a new <part>."
)


def address(route: str) -> str:
    route = re.sub("<uuid:[a-z_]+>", NOBODYS, route)
    for part, value in PARTS.items():
        route = route.replace(part, value)
    assert "<" not in route, HOW.format(routes=route)
    return f"/{route}"


def test_every_address_has_a_row() -> None:
    assert set(TABLE) == OURS, HOW.format(routes=", ".join(sorted(set(TABLE) ^ OURS)))


@pytest.mark.parametrize("route", sorted(TABLE))
def test_what_a_stranger_is_answered(route: str) -> None:
    """And no method that a page does not know, no strange type and no heap of bytes makes it fall over."""
    if "<slug:sector>" in route:
        cases.catalogue()
    stranger, here = Client(), address(route)
    seen, sent = stranger.get(here), stranger.post(here)
    assert (seen.status_code, sent.status_code) == TABLE[route], HOW.format(routes=route)
    assert stranger.head(here).status_code in {seen.status_code, 405}
    for method in ("options", "put", "patch", "delete", "trace"):
        assert getattr(stranger, method)(here).status_code < 500, method
    for body, kind in HOSTILE:
        assert stranger.generic("POST", here, body, content_type=kind).status_code < 500, kind


HOSTILE = [
    (b'{"a": [1]}', "application/json"),
    (b"\xff\xfe\x00", "application/x-www-form-urlencoded"),
    (b"no boundary at all", "multipart/form-data"),
    (b"--end\r\nContent-Disposition: form-data; name=", "multipart/form-data; boundary=end"),
    (b"a=1", "text/\x00plain; charset=nonsense"),
    (b"a=" + b"1" * (1024 * 1024 + 10), "application/x-www-form-urlencoded"),
    ("&".join(f"a{number}=1" for number in range(600)).encode(), "application/x-www-form-urlencoded"),
]
