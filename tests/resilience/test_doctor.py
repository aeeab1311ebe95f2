"""``manage.py doctor``: each thing really broken is found and told with what to do, and no secret is told."""

import json
import os
import re
import socket
import threading
from contextlib import contextmanager, suppress
from datetime import date, timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from applications.models import Holiday
from emuafiyet.core.models import OutsideSystem
from emuafiyet.operations.doctor import CHECKS, database, outside, pages, run_checks
from emuafiyet.operations.doctor.running import BrokenError, Check
from payments.models import Tariff
from tests.owner import run_as_owner

pytestmark = pytest.mark.django_db
NOBODY_LISTENS = 9  # the port "discard"


def run_doctor() -> dict[str, dict]:
    told = StringIO()
    with suppress(SystemExit):
        call_command("doctor", "--json", stdout=told)
    return {each["name"]: each for each in json.loads(told.getvalue())}


def run_one(name: str):
    (check,) = [each for each in CHECKS if each.name == name]
    (result,) = run_checks([check])
    return result


@contextmanager
def server(answer: bytes):
    """Something that listens, says this to whoever comes, and hears nothing."""
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def serve() -> None:
            with suppress(OSError):
                while True:
                    link, _ = listener.accept()
                    with link:
                        link.sendall(answer)
                        link.recv(64)

        threading.Thread(target=serve, daemon=True).start()
        yield listener.getsockname()[1]


WORKING_HERE = (
    *("database", "migrations", "database role", "clock", "redis", "file store", "seal", "scanner", "clamd"),
    *("translations", "static files"),
)


@pytest.mark.parametrize("name", WORKING_HERE)
def test_what_works_is_ok(name):
    assert run_one(name).ok, run_one(name)


def test_the_seal_and_the_store_are_really_used():
    assert "signed and verified" in run_one("seal").detail
    assert run_one("file store").detail == "written, read and deleted"


def test_the_command_says_one_line_each_and_ends_with_1_when_anything_is_wrong(settings):
    settings.EMAIL_PORT = NOBODY_LISTENS
    told = StringIO()
    with pytest.raises(SystemExit) as ended:
        call_command("doctor", stdout=told)
    assert ended.value.code == 1
    lines = told.getvalue().splitlines()
    assert len(lines) == len(CHECKS)
    (mail,) = [line for line in lines if "mail server" in line]
    assert mail.startswith("WRONG")
    assert "EMAIL_URL" in mail


def test_no_secret_is_told_whatever_breaks(settings):
    settings.EMAIL_PORT, settings.EMAIL_HOST_USER = NOBODY_LISTENS, "portal"
    settings.EMAIL_HOST_PASSWORD = settings.SEAL_PASSWORD = "geheim-4711"
    settings.SEAL_KEY = "file:///nowhere/seal.p12"
    settings.REDIS_URL = "redis://:geheim-4711@127.0.0.1:9/0"
    settings.CLAMD_ADDRESS = "127.0.0.1:9"
    told = json.dumps(run_doctor())
    assert "geheim" not in told
    assert settings.SECRET_KEY not in told


def test_a_mail_server_at_the_wrong_port_or_that_refuses_us(settings):
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", NOBODY_LISTENS
    assert not run_one("mail server").ok
    with server(b"554 go away\r\n") as port:
        settings.EMAIL_PORT = port
        assert run_one("mail server").detail == "the server answered 554"


@pytest.mark.skipif(os.geteuid() == 0, reason="root writes into every folder")
def test_a_store_that_cannot_be_written_to(settings, tmp_path):
    tmp_path.chmod(0o500)
    use_store(settings, tmp_path)
    assert run_one("file store").detail.startswith("store: ")


def use_store(settings, folder: Path) -> None:
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {**settings.STORAGES["default"], "OPTIONS": {"location": str(folder)}},
    }


def test_a_store_that_is_a_file_or_is_not_there(settings, tmp_path):
    broken = tmp_path / "store"
    broken.write_text("not a folder")
    use_store(settings, broken)
    result = run_one("file store")
    assert result.detail.startswith("store: ")
    assert "STORAGE_URL" in result.advice


@pytest.mark.parametrize("key", ["file:///nowhere/seal.p12", "pkcs11:///nowhere.so?token=a&label=b", "http://x"])
def test_a_seal_without_its_key(settings, key):
    from documents.issued.seal.pdf_sealer import get_sealer  # noqa: PLC0415 - as workers load it

    settings.SEAL_KEY = key
    get_sealer.cache_clear()
    try:
        assert not run_one("seal").ok
    finally:
        get_sealer.cache_clear()


def test_redis_scanner_and_clamd_that_are_away(settings):
    settings.REDIS_URL = "redis://127.0.0.1:9/0"
    settings.SCANNER_URL = "tcp://127.0.0.1:9"
    settings.CLAMD_ADDRESS = "127.0.0.1:9"
    assert [run_one(name).ok for name in ("redis", "scanner", "clamd")] == [False] * 3
    with server(b"EHLO\0") as port:
        settings.CLAMD_ADDRESS = f"127.0.0.1:{port}"
        assert not run_one("clamd").ok
    with server(b"PONG\0") as port:
        settings.CLAMD_ADDRESS = f"127.0.0.1:{port}"
        assert run_one("clamd").ok


def test_an_authority_that_is_away_serves_nobody_or_answers(settings):
    settings.NVI_URL = "http://127.0.0.1:9"
    assert not run_one("gateway nvi").ok
    with server(b"HTTP/1.1 503 away\r\nContent-Length: 0\r\n\r\n") as port:
        settings.NVI_URL = f"http://127.0.0.1:{port}"
        assert run_one("gateway nvi").detail == "nvi: http_503"
    assert OutsideSystem.objects.get(pk="nvi").failures == 2, "the portal itself knows of it too"
    with server(b"HTTP/1.1 404 no such page\r\nContent-Length: 0\r\n\r\n") as port:
        settings.NVI_URL = f"http://127.0.0.1:{port}"
        assert run_one("gateway nvi").ok


def test_a_role_that_serves_without_its_limits():
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = 0")
    assert run_one("database role").detail == "statement_timeout is 0, not 15s"


def test_a_migration_that_is_missing():
    newest = "(SELECT max(name) FROM django_migrations WHERE app = 'applications')"
    run_as_owner(f"DELETE FROM django_migrations WHERE app = 'applications' AND name = {newest}")
    assert run_one("migrations").detail == "1 migrations are not applied"


def test_a_clock_that_is_wrong():
    with pytest.raises(BrokenError, match="90 s apart"):
        database.check_clock(lambda: timezone.now() + timedelta(seconds=90))


def test_years_without_amounts_or_holidays():
    Holiday.objects.all().delete()
    Tariff.objects.all().delete()
    assert not run_one("holidays").ok
    assert not run_one("tariff").ok
    day = date(2026, 12, 31)
    for year in (2026, 2027):
        Holiday.objects.create(day=date(year, 1, 1), name="Yılbaşı")
    assert database.check_holidays(day) == "2026 and 2027 are there"


def test_next_years_amounts_are_missed_on_the_last_day_of_the_year_and_not_before():
    call_command("load_tariff", example=True, verbosity=0)
    year = Tariff.objects.order_by("-valid_from").first().valid_from.year
    Tariff.objects.filter(valid_to__isnull=True).update(valid_to=date(year, 12, 31))
    assert "not yet published" in database.check_tariff(date(year, 12, 30))
    with pytest.raises(BrokenError, match=f"1 January {year + 1}"):
        database.check_tariff(date(year, 12, 31))


def test_translations_that_were_not_compiled_and_static_files_that_were_not_collected(settings, tmp_path):
    settings.LOCALE_PATHS = [tmp_path]
    assert not run_one("translations").ok
    assert re.search("make locale", run_one("translations").advice)
    settings.STATIC_ROOT = tmp_path
    with pytest.raises(BrokenError):
        pages.check_static_files()


def test_too_few_administrators():
    assert run_one("administrators").detail.startswith("0 active")


def test_a_check_that_breaks_hides_no_other_and_tells_only_its_class():
    def explode() -> str:
        raise RuntimeError("postgresql://owner:password@host")

    results = list(run_checks([Check("a", explode, "mend it"), Check("b", lambda: "fine", "")]))
    assert [(each.ok, each.detail) for each in results] == [(False, "RuntimeError"), (True, "fine")]


def test_every_check_says_what_to_do():
    assert all(each.advice for each in CHECKS)
    assert {outside.check_seal, outside.check_store, outside.check_mail} <= {each.try_it for each in CHECKS}
