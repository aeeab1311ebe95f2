"""THE TABLE of the doctor: each check, the function that tries it, and what to do when it is wrong."""

from emuafiyet.core.outside.systems import System

from . import database, outside, pages
from .running import Check

GATEWAYS = (
    (System.EDEVLET, "EDEVLET_URL"),
    (System.NVI, "NVI_URL"),
    (System.GOC, "GOC_URL"),
    (System.MFA, "MFA_URL"),
    (System.SGK, "SGK_URL"),
    (System.GIB, "GIB_URL"),
    (System.PTT, "PTT_URL"),
)
CHECKS = (
    Check("database", database.check_version, "start PostgreSQL 15 or newer and correct DATABASE_URL"),
    Check("migrations", database.check_migrations, "run manage.py migrate as the owner, then grant_database_roles"),
    Check(
        "database role",
        database.check_role,
        "run manage.py grant_database_roles as the owner, and let DATABASE_URL name emuafiyet_app",
    ),
    Check("clock", database.check_clock, "let both machines follow a time server (NTP)"),
    Check("redis", outside.check_redis, "start Redis and correct REDIS_URL"),
    Check("file store", outside.check_store, "mount the store of STORAGE_URL, make room and let us write to it"),
    Check("seal", outside.check_seal, "correct SEAL_KEY, SEAL_PASSWORD and SEAL_TIMESTAMP_URL, or renew the seal"),
    Check("mail server", outside.check_mail, "correct EMAIL_URL (server, port, user, password), or call its operator"),
    *(
        Check(
            f"gateway {system.value}",
            outside.build_gateway_check(system, setting),
            f"correct {setting} and the key agreed with the authority, or call its operator",
        )
        for system, setting in GATEWAYS
    ),
    Check("scanner", outside.check_scanner, "start the scanner and correct SCANNER_URL"),
    Check("clamd", outside.check_virus_scanner, "start clamd and correct CLAMD_ADDRESS"),
    Check("tariff", database.check_tariff, "enter the year's amounts at the payments desk, or run load_tariff"),
    Check("holidays", database.check_holidays, "run manage.py load_holidays and correct it at the desk"),
    Check("translations", pages.check_translations, "run make locale"),
    Check("static files", pages.check_static_files, "run make static, in the image manage.py collectstatic"),
    Check(
        "administrators",
        database.check_administrators,
        "run manage.py open_administrator; new accounts must have set their password and their app",
    ),
)
