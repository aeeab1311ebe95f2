"""A portal that has served for years: every large table filled by copying a few whole cases many times, in SQL.

``make_model_cases()`` leads a few people through the portal; ``copy_model_cases(number)`` repeats all their rows until
there are about as many applications as ``number``. Common cases (granted, over, rejected) are copied each time, rare
ones (waiting, drafts, requests, objections) every ``RARE_EVERY`` times. Copies are spread over ``YEARS``, rare ones
over the last ``DAYS_OF_RARE``. Every id and every value that is unique is made anew; what a row points at is the copy
with the same number. Needs ``run_as_owner`` in the database (tests/template_database.py).
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.apps import apps
from django.db import connection

from applicants.models import (
    Applicant,
    Arrival,
    AuditEntry,
    Identity,
    Notice,
    NoticeCopy,
    OneTimeCode,
    PageDraft,
    ReferenceUse,
    RegistryRecord,
)
from applications import schedule
from applications.models import Application, Lookup, OfficerNote, Verdict
from applications.models.requests import ReissueGround
from documents.models import Card, DraftFile, Movement, PageImages, Shipment, Upload
from tests.applications import cases
from tests.applications.holders import ask_for_the_end, hand_over, holder_of_a_card, sent_reissue
from tests.builders.browsers import signed_in
from tests.owner import run_as_owner, triggers_off

RARE_EVERY = 16
YEARS = 5
DAYS_OF_RARE = 60
OFFICERS = 20
VIEWS_OF_EACH_CASE = 8  # by officers, each an entry in the audit log
PAGE = {"file": "pages/none.jpg", "width": 1240, "height": 1754}

# What does not grow with the number of applications.
SMALL = frozenset(
    {
        "applicants_disposalentry",
        "applicants_officer",
        "applicants_officer_groups",
        "applicants_officer_user_permissions",
        "applicants_passwordlink",
        "applicants_recoverycode",
        "applicants_rolearea",
        "applicants_staffapproval",
        "applications_category",
        "applications_categorydocument",
        "applications_categoryversion",
        "applications_clockjob",
        "applications_documentkind",
        "applications_holiday",
        "applications_numberseries",
        "applications_reasontemplate",
        "applications_savedfilter",
        "applications_sector",
        "documents_auditseal",
        "documents_checkcount",
        "documents_printbatch",
        "documents_sealcertificate",
        "documents_trackingrange",
        "payments_collectionsfile",
        "payments_feed",
        "payments_tariff",
    }
)
PEOPLE_APPS = ("applicants", "documents", "payments", "applications")

# Columns whose copies differ, as SQL of the column {c} and the copy's number n.
DIGITS = "lpad(((substr({c}, {first}))::bigint + n::bigint * 1000)::text, {length}, '0')"
CODE = "upper(translate(left(md5({c} || '/' || n), 16), 'ilou', '0000'))"
PERSON = "'99' || lpad((substr({c}, 3)::bigint / 100 % 1000 + n::bigint * 1000)::text, 9, '0')"
REFERENCE = "lpad((('x' || left(md5({c} || '/' || n), 15))::bit(60)::bigint % 100000000000000)::text, 14, '0')"
DIFFERENT = {
    "applicants_applicant.email": "n || '-' || {c}",
    "applicants_notice.dedupe_key": "md5({c} || '/' || n)",
    "applicants_auditentry.key": "md5({c} || '/' || n)::uuid::text",
    "applicants_session.session_key": "md5({c} || '/' || n)",
    "applicants_session.form_key": "md5({c} || '/' || n)",
    "applicants_onetimecode.email": "n || '-' || {c}",
    "applicants_identity.surname": "'AD' || n",
    "applicants_identity.passport_number": "CASE {c} WHEN '' THEN '' ELSE left(md5({c} || '/' || n), 20) END",
    "applicants_identity.consular_reference": "left(md5({c} || '/' || n), 16)",
    "applicants_identity.foreigner_id": PERSON,
    "applications_passport.number": "left(md5({c} || '/' || n), 20)",
    "applications_personal.foreigner_id": "CASE {c} WHEN '' THEN '' ELSE " + PERSON + " END",
    "applications_contact.phone": "'+' || (998000000000 + n)::text",
    "applications_application.number": "'E' || upper(left(md5({c} || '/' || n), 15))",
    "applications_application.name_as_sent": "'AD ' || n",
    "applications_application.name_key": "md5(n::text) || ' ' || md5((n + 1)::text)",
    "applications_application.assigned_to_id": "{c} + n % " + str(OFFICERS),
    "applications_historyentry.officer_id": "{c} + n % " + str(OFFICERS),
    "applicants_auditentry.officer_id": "{c} + n % " + str(OFFICERS),
    "applications_work.sgk_workplace_no": "CASE {c} WHEN '' THEN ''"
    " ELSE left({c}, 8) || lpad((n % 5000)::text, 18, '0') END",
    "documents_certificate.number": "left(md5({c} || '/' || n), 20)",
    "documents_certificate.verification_code": CODE,
    "documents_card.verification_code": CODE,
    "documents_card.state": "CASE WHEN n % 40 = 0 OR {c} = 'invalidated' THEN {c} ELSE 'delivered' END",
    "documents_card.number": "'M' || " + DIGITS.format(c="{c}", first=2, length=8),
    "documents_card.tracking_number": "CASE {c} WHEN '' THEN '' ELSE left('28' || lpad(n::text, 11, '0'), 13) END",
    "documents_card.facts": "{c} || jsonb_build_object('number', 'E' || upper(left(md5(({c} ->> 'number') || '/' || n),"
    " 15)))",
    "documents_letter.number": "left(md5({c} || '/' || n), 20)",
    "documents_shipment.tracking_number": "left('28' || md5({c} || '/' || n), 13)",
    "documents_upload.sha256": "md5({c} || '/' || n) || md5(n::text)",
    "payments_collectionline.collection_id": "md5({c} || '/' || n)",
    "payments_collectionline.foreigner_id": PERSON,
    "payments_collectionline.reference": REFERENCE,
    "payments_paymentorder.foreigner_id": PERSON,
    "payments_paymentorder.reference": REFERENCE,
}
# What was promised has long been kept, but for a little.
KEPT = "CASE WHEN n % 200 = 0 THEN {c} ELSE {kept} END"
DELIVERED = {
    "promise_state": KEPT.format(c="{c}", kept="'kept'"),
    "kept_at": KEPT.format(c="{c}", kept="coalesce({c}, created_at) - {shift}"),
    "pdf": "CASE {c} WHEN '' THEN 'issued/none.pdf' ELSE {c} END",
    "pdf_sha256": "md5(n::text) || md5(id::text)",
}


def large_tables() -> list[str]:
    """The tables that grow with every application, sent or not."""
    every = [model for name in PEOPLE_APPS for model in apps.get_app_config(name).get_models(include_auto_created=True)]
    return sorted({model._meta.db_table for model in every if model._meta.managed} - SMALL)


def make_model_cases() -> None:
    """The cases that are copied, in tables named ``common_…`` and ``rare_…`` that go with the connection."""
    cases.catalogue()
    officers = [cases.officer() for _ in range(OFFICERS)]
    _set_aside("common", _make_common_cases, officers[0].pk)
    _set_aside("rare", _make_rare_cases, officers[0].pk)


def _make_common_cases() -> None:
    hand_over(holder_of_a_card())
    holder_of_a_card()
    cases.IN_STATUS["expired"]()
    cases.rejected()


def _make_rare_cases() -> None:
    for make in cases.IN_STATUS.values():
        make()
    ask_for_the_end(holder_of_a_card())
    sent_reissue(holder_of_a_card(), ReissueGround.ADMIN_FAULT)
    for person in Applicant.objects.order_by("-created_at")[:2]:
        signed_in(person)
    schedule.run_job(schedule.JOBS["expiry"])


def _set_aside(name: str, make: Callable[[], None], officer_id: int) -> None:
    """Make these cases and keep the rows that came into being, beside what goes with every case."""
    with connection.cursor() as cursor:
        for table in large_tables():
            cursor.execute(f"CREATE TEMP TABLE before_{table} AS SELECT {_key(table)} AS key FROM {table}")
        make()
        known = f"SELECT key FROM before_{Application._meta.db_table}"
        cursor.execute(f"SELECT id FROM applications_application WHERE id NOT IN ({known})")
        for (case,) in cursor.fetchall():
            _add_what_goes_with_a_case(Application.objects.get(pk=case), officer_id)
        for table in large_tables():
            key = _key(table)
            new = f"SELECT * FROM {table} WHERE {key} NOT IN (SELECT key FROM before_{table})"
            cursor.execute(f"CREATE TEMP TABLE {name}_{table} AS {new}; DROP TABLE before_{table}")


def _add_what_goes_with_a_case(case: Application, officer_id: int) -> None:
    """What other systems, officers and the person leave behind on the way of a case."""
    person = case.applicant
    AuditEntry.objects.bulk_create(
        AuditEntry(action="saw_application", subject="application", key=str(case.pk), officer_id=officer_id)
        for _ in range(VIEWS_OF_EACH_CASE)
    )
    uploads = list(Upload.objects.filter(owner=person, page_images__isnull=True))
    PageImages.objects.bulk_create(PageImages(upload=upload, pages=[PAGE] * 2) for upload in uploads)
    if case.status == "draft":
        PageDraft.objects.create(owner=person, place=f"application/{case.pk}/isyeri", answers={}, writer="0" * 32)
        DraftFile.objects.create(
            owner=person, place=f"application/{case.pk}/isyeri", field="contract", upload=uploads[0], position=0
        )
        signed_in(person)
        return
    Arrival.objects.create(door="passport", email=person.email, passport_number="P1", emptied_at=case.created_at)
    OneTimeCode.objects.create(purpose="sign_in", email=person.email, language="tr", network="0" * 64)
    identity = Identity.objects.get(applicant=person)
    ReferenceUse.objects.get_or_create(identity=identity)
    RegistryRecord.objects.get_or_create(identity=identity)
    Lookup.objects.get_or_create(application=case, kind="workplace", code="26201060600012340060137000")
    for field in ("occupation", "contract"):
        Verdict.objects.create(
            application=case, step="isyeri", field=field, finding="fine", seen="0" * 16, officer_id=officer_id
        )
    OfficerNote.objects.create(application=case, officer_id=officer_id, text="Sözleşme incelendi.")
    NoticeCopy.objects.bulk_create(
        NoticeCopy(notice=notice, recipient=f"second-{person.email}")
        for notice in Notice.objects.filter(applicant=person)[:1]
    )
    for card in Card.objects.filter(case_reference=case.pk).exclude(tracking_number=""):
        shipment = Shipment.objects.create(card=card, tracking_number=card.tracking_number)
        Movement.objects.bulk_create(
            Movement(shipment=shipment, sequence=number, at=case.created_at, words="Kabul edildi")
            for number in range(4)
        )


def _key(table: str) -> str:
    model = next(model for model in apps.get_models(include_auto_created=True) if model._meta.db_table == table)
    return str(model._meta.pk.column)


@dataclass(frozen=True)
class Column:
    table: str
    name: str
    kind: str
    copied_key: bool  # it is the key of a large table, or points at one

    def copy(self, shift: str, days: str) -> str:
        quoted = f'"{self.name}"'
        known = DIFFERENT.get(f"{self.table}.{self.name}") or DELIVERED.get(self.name)
        if known:
            return known.format(c=quoted, shift=shift)
        if self.kind == "uuid":
            return f"md5({quoted}::text || '/' || n)::uuid"
        if self.copied_key:
            return f"{quoted} + n::bigint * 10000000"
        if self.kind == "timestamp with time zone":
            return f"{quoted} - {shift}"
        return f"{quoted} - {days}" if self.kind == "date" else quoted


COLUMNS = """
SELECT c.relname, a.attname, format_type(a.atttypid, NULL),
       EXISTS (SELECT FROM pg_constraint k WHERE k.conrelid = c.oid AND k.conkey = ARRAY[a.attnum]
               AND (k.contype = 'p' OR k.contype = 'f' AND k.confrelid::regclass::text = ANY(%(tables)s)))
FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
WHERE c.relname = ANY(%(tables)s) AND c.relnamespace = 'public'::regnamespace AND a.attnum > 0 AND NOT a.attisdropped
ORDER BY c.relname, a.attnum
"""


def copy_model_cases(number: int) -> None:
    """Copy the model cases until there are about ``number`` applications, and tell the planner."""
    tables = large_tables()
    columns: dict[str, list[Column]] = {table: [] for table in tables}
    with connection.cursor() as cursor:
        cursor.execute(COLUMNS, {"tables": tables})
        for row in cursor.fetchall():
            columns[row[0]].append(Column(*row))
        cursor.execute("SELECT (SELECT count(*) FROM common_applications_application),"
                       " (SELECT count(*) FROM rare_applications_application)")  # fmt: skip
        common, rare = cursor.fetchone()
    times = max(int(number / (common + rare / RARE_EVERY)), RARE_EVERY)
    shifts = {
        "common": f"n * interval '{YEARS * 365 * 86400 / times:.3f} seconds'",
        "rare": f"n * interval '{DAYS_OF_RARE * 86400 / times:.3f} seconds'",
    }
    with triggers_off():
        run_as_owner("SET LOCAL statement_timeout = 0")
        for table in tables:
            for kind, shift in shifts.items():
                _copy(table, kind, columns[table], times, shift)
    run_as_owner("SET LOCAL default_statistics_target = 20")
    run_as_owner(f"ANALYZE {', '.join(tables)}")


def pretend_more_rows(times: int) -> None:
    """Let the planner reckon with so many times the rows that are there, until the transaction ends.

    It multiplies the density of a table by the pages that it finds on the disk, and shares of distinct values grow with
    the rows; so a few thousand cases show the plans of many more, at a fraction of the cost of filling them in.
    """
    run_as_owner(
        "UPDATE pg_class SET reltuples = reltuples * %(times)s WHERE reltuples > 0 AND"
        " (oid = ANY(%(tables)s::regclass[]) OR oid IN"
        " (SELECT indexrelid FROM pg_index WHERE indrelid = ANY(%(tables)s::regclass[])))",
        {"times": times, "tables": large_tables()},
    )


def _copy(table: str, kind: str, columns: list[Column], times: int, shift: str) -> None:
    span = YEARS * 365 if kind == "common" else DAYS_OF_RARE
    days = f"(n::bigint * {span} / {times})::int"
    step = 1 if kind == "common" else RARE_EVERY
    names = ", ".join(f'"{column.name}"' for column in columns)
    values = ", ".join(column.copy(shift, days) for column in columns)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} ({names}) OVERRIDING SYSTEM VALUE SELECT {values} FROM {kind}_{table}"
            f" CROSS JOIN generate_series(1, {times}, {step}) n"
        )
