"""What stands before the portal, run as it is shipped: sizes, stalled senders, floods, static files, its log."""

import re
import socket
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest
from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from pytest_django.live_server_helper import LiveServer

from emuafiyet.body_limits import LIMIT_ELSEWHERE, LIMITS, MB
from emuafiyet.dev.packages import find_program
from tests.journeys.portal import free_ports

TEMPLATE = Path(settings.BASE_DIR, "emuafiyet/proxy/portal.conf.template").read_text(encoding="utf-8")
MAIN = """
daemon off; pid {folder}/pid; worker_processes 1; error_log stderr warn;
events {{ worker_connections 512; }}
http {{
    default_type application/octet-stream;
    types {{ text/css css; text/javascript js; }}
    client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/f;
    uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s;
    include {folder}/portal.conf;
}}
"""


@dataclass(frozen=True)
class Proxy:
    url: str
    port: int
    output: Path
    folder: Path


@pytest.fixture
def proxy(live_server: LiveServer, tmp_path: Path) -> Iterator[Proxy]:
    (port,) = free_ports(1)
    (tmp_path / "tls.conf").write_text("# a test speaks plain HTTP\n")
    values = {
        "PORTAL": urlsplit(live_server.url).netloc,
        "SERVER_NAME": "localhost",
        "LISTEN": f"127.0.0.1:{port}",
        "TLS_FILES": str(tmp_path / "tls.conf"),
        "STATIC_ROOT": str(settings.STATIC_ROOT),
    }
    shipped = TEMPLATE
    for name, value in values.items():
        shipped = shipped.replace(f"${{{name}}}", value)
    assert "${" not in shipped
    (tmp_path / "portal.conf").write_text(shipped)
    (tmp_path / "nginx.conf").write_text(MAIN.format(folder=tmp_path))
    program = find_program("nginx")
    assert program
    command = [program, "-e", "stderr", "-p", str(tmp_path), "-c", str(tmp_path / "nginx.conf")]
    tried = subprocess.run([*command, "-t"], capture_output=True, text=True, check=False)
    assert tried.returncode == 0, tried.stderr
    assert "warn" not in tried.stderr
    output = tmp_path / "output"
    with output.open("w") as file:
        process = subprocess.Popen(command, stdout=file, stderr=subprocess.STDOUT)
    try:
        found = Proxy(f"http://localhost:{port}", port, output, tmp_path)
        end = time.monotonic() + 20
        while time.monotonic() < end:
            with socket.socket() as tried_port:
                if not tried_port.connect_ex(("127.0.0.1", port)):
                    break
            time.sleep(0.05)
        yield found
    finally:
        process.terminate()
        process.wait(10)


def test_the_sizes_are_those_of_the_portal() -> None:
    found = re.findall(r"location (\S+) \{ client_max_body_size (\d+)m;", TEMPLATE)
    assert {path: int(size) * MB for path, size in found} == dict(LIMITS)
    assert f"    client_max_body_size {LIMIT_ELSEWHERE // MB}m;" in TEMPLATE


def begin_post(proxy: Proxy, path: str, length: int) -> socket.socket:
    """A browser that has said how much it sends, and sent a little of it."""
    sender = socket.create_connection(("127.0.0.1", proxy.port), 10)
    head = f"POST {path} HTTP/1.1\r\nHost: localhost\r\nAccept-Language: en\r\nContent-Length: {length}\r\n"
    sender.sendall(f"{head}Content-Type: multipart/form-data; boundary=x\r\n\r\n--x".encode())
    return sender


def test_what_is_too_large_is_refused_in_the_readers_language_and_never_kept(proxy: Proxy) -> None:
    with begin_post(proxy, "/verify/dosya", 300 * MB) as sender:
        answer = b""
        while piece := sender.recv(65536):
            answer += piece
            if b"</html>" in answer:
                break
    assert answer.startswith(b"HTTP/1.1 413")
    assert "What you sent is too large" in answer.decode("utf-8", "replace")
    assert not [file for file in (proxy.folder / "body").rglob("*") if file.is_file()]


def test_sixty_who_stall_keep_nobody_else_waiting(proxy: Proxy) -> None:
    """Each would hold a thread of the portal, which has eight; they hold connections of nginx."""
    stalled = [begin_post(proxy, "/giris/e-posta/", 1000) for _ in range(38)]
    try:
        begun = time.monotonic()
        assert httpx.get(f"{proxy.url}/health/live", timeout=10).status_code == 200
        assert time.monotonic() - begun < 3
        # From one network no more than forty at a time: the rest is refused at once.
        more = [begin_post(proxy, "/giris/e-posta/", 1000) for _ in range(22)]
        stalled += more
        more[-1].settimeout(5)
        assert more[-1].recv(100).startswith(b"HTTP/1.1 429")
    finally:
        for each in stalled:
            each.close()


def test_a_flood_is_slowed_down_before_it_reaches_the_portal(proxy: Proxy) -> None:
    with httpx.Client(base_url=proxy.url, timeout=20) as client:
        answers = [client.get("/giris/").status_code for _ in range(40)]
    assert answers[:15] == [200] * 15
    assert answers.count(429) >= 10


def test_static_files_leave_without_the_portal_and_metrics_not_at_all(proxy: Proxy) -> None:
    with httpx.Client(base_url=proxy.url, timeout=20) as client:
        page = client.get("/", params={"ad": "KISISEL"}).raise_for_status().text
        address = re.search(r'href="(/static/[^"]+\.css)"', page)
        assert address
        style = client.get(address[1])
        assert style.status_code == 200
        assert style.headers["Cache-Control"] == "public, max-age=315360000, immutable"
        assert style.headers["Cross-Origin-Resource-Policy"] == "same-origin"
        assert "sandbox" in style.headers["Content-Security-Policy"]
        assert style.headers["Content-Encoding"] == "gzip"
        plain = next(name for name in staticfiles_storage.hashed_files if name.endswith(".css"))
        assert client.get(f"/static/{plain}").headers["Cache-Control"] == "public, max-age=60"
        assert client.get("/metrics").status_code == 404
    log = proxy.output.read_text()
    assert "GET / 200" in log
    assert "KISISEL" not in log
