"""People with a complete profile and applications in every state, reached by the moves that lead there."""

import itertools
import uuid
from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.contrib.auth.models import Permission
from django.utils import timezone
from stdnum.tr import tckimlik

from applicants.models import Applicant, Identity, Officer
from applications import schedule
from applications.eligibility.deadlines import today
from applications.lifecycle import details, engine
from applications.lifecycle.actors import SYSTEM, Actor
from applications.lifecycle.state_machine import StateMachine
from applications.lifecycle.transitions import APPLICATION
from applications.models import (
    Application,
    Category,
    ClarificationRead,
    Contact,
    Education,
    ExplicitConsent,
    Paper,
    Papers,
    Passport,
    Personal,
    Work,
)
from applications.models.status import Status
from applications.requests.request_details import RequestDecision
from documents.models import Upload
from payments.collected_line import CollectedLine
from payments.collections.feed import import_lines
from payments.models import CollectionLine, Feed, Leg, PaymentOrder, Tariff
from payments.quotes import Quote
from tests.documents.papers import photo_of
from tests.reference_data import load_catalogue, load_tariff

SCIENCE = "science-culture-art"  # one month at most, a year's quiet time
RESEARCH = "research-knowledge-experience"  # twenty-four months
_serial = itertools.count(4_000_000)


def catalogue() -> None:
    load_catalogue()
    load_tariff()


def tariff_ends(last: date, then: Mapping[str, int] | None = None) -> None:
    """Amounts that somebody was asked to pay held until ``last``; ``then`` gives those that follow, by kind.

    Rows of other years go, so that it works on every day of every year.
    """
    used = list(Tariff.objects.filter(legs__isnull=False).distinct())
    Tariff.objects.exclude(pk__in=[row.pk for row in used]).delete()
    for row in used:
        Tariff.objects.filter(pk=row.pk).update(valid_from=last - timedelta(days=300), valid_to=last)
        if then is not None:
            follows = {"kind": row.kind, "steps": row.steps, "valid_from": last + timedelta(days=1)}
            Tariff.objects.create(**follows, amount_kurus=then[row.kind])


def ykn() -> str:
    body = f"99{next(_serial):07d}"
    return body + tckimlik.calc_check_digits(body)


def upload(owner: Applicant, kind: str, state: str = "clean", **values: Any) -> Upload:
    return Upload.objects.create(
        owner=owner,
        kind=kind,
        original_name=f"{kind}.pdf",
        media_type="application/pdf",
        size=50_000,
        kept_size=50_000,
        pages=2,
        sha256=uuid.uuid4().hex * 2,
        parts=[{"file": "originals/none", "format": "pdf", "name": f"{kind}.pdf", "size": 50_000}],
        state=state,
        rebuilt="clean/none.pdf" if state == "clean" else "",
        rejection="encrypted" if state == "rejected" else "",
        **values,
    )


def person(language: str = "tr", with_ykn: bool = True, profile: bool = True, **identity: Any) -> Applicant:
    """Somebody who came in from abroad; with ``profile`` all four sections are there."""
    applicant = Applicant.objects.create(email=f"{uuid.uuid4().hex[:12]}@ornek.test", language=language)
    Identity.objects.create(
        applicant=applicant,
        **{
            "door": "consular",
            "surname": "KARIMOVA",
            "given_names": "NILUFAR",
            "nationality": "UZB",
            "birth_year": 1991,
            "birth_month": 4,
            "birth_day": 17,
            "passport_number": f"FA{next(_serial)}",
            "foreigner_id": ykn() if with_ykn else None,
            "consular_reference": f"{next(_serial):016d}",
            "mission": "Taşkent Büyükelçiliği",
        }
        | identity,
    )
    if profile:
        Personal.objects.create(
            applicant=applicant,
            photo=photo_of(applicant),
            sex="K",
            marital_status="single",
            birth_place="Toshkent",
            birth_country="UZB",
        )
        Contact.objects.create(
            applicant=applicant, phone="+998901234567", address="Amir Temur 12", city="Toshkent", country="UZB"
        )
        Passport.objects.create(
            applicant=applicant,
            kind="ordinary",
            number=applicant.identity.passport_number or "X1234567",
            expires_on=today() + timedelta(days=2000),
            scan=upload(applicant, "passport-scan"),
        )
        Education.objects.create(applicant=applicant, native_language="uz", turkish_level="none", level="primary")
    return Applicant.objects.select_related("identity").get(pk=applicant.pk)


DECIDES = ("decide_application", "decide_objection", "cancel_application")


def officer(name: str = "", may: tuple[str, ...] = DECIDES) -> Officer:
    """Somebody of the ministry who may decide whatever can be decided, or only what ``may`` says."""
    someone = Officer.objects.create(username=name or f"uzman-{uuid.uuid4().hex[:8]}", is_staff=True)
    someone.user_permissions.set(Permission.objects.filter(codename__in=may))
    return someone


def start(category: Category, applicant: Applicant) -> Application:
    new = details.NewApplication(category)
    return engine.perform(APPLICATION, "start", applicant.pk, Actor.from_person(applicant), new)


def draft(
    applicant: Applicant | None = None,
    category: str = SCIENCE,
    days: int = 20,
    card: bool | None = False,
    **work: Any,
) -> Application:
    """Every page filled in, every file clean: one press away from being sent."""
    applicant = applicant or person()
    case = start(Category.objects.get(pk=category), applicant)
    for record in (ClarificationRead, ExplicitConsent):
        record.objects.create(application=case, version="2026-11", language="tr", address_hash="0" * 32)
    Work.objects.create(
        application=case,
        **lawful_stay(applicant),
        **{
            "occupation": "Araştırmacı",
            "starts_on": today() + timedelta(days=10),
            "ends_on": today() + timedelta(days=10 + days),
            "wants_card": card,
            "uavt_code": "2345678901" if card is not False else "",
            "address_kind": "workplace" if card is not False else "",
            "province": "06",
            "district": "Çankaya",
            "purpose": "Ortak bir araştırma projesinde çalışacağım.",
            "has_employer": True,
            "sgk_workplace_no": "26201060600012340060137000",
            "gross_monthly_wage": 4_850_000,
            "contract": upload(applicant, "signed-contract"),
            "insurance_payer": "turkey",
        }
        | work,
    )
    page = Papers.objects.create(application=case, page=Papers.Page.SUPPORTING)
    for rule in case.category.document_rules.filter(required=True):
        Paper.objects.create(papers=page, kind_id=rule.kind_id, upload=upload(applicant, rule.kind_id))
    return case


def lawful_stay(applicant: Applicant) -> dict[str, Any]:
    """What people inside Türkiye declare, and those abroad are not asked."""
    if applicant.identity.door == "consular":
        return {}
    until = today() + timedelta(days=300)
    return {"stay_basis": "visa", "stay_until": until, "stay_proof": upload(applicant, "lawful-stay-proof")}


def payable_draft(applicant: Applicant | None = None) -> Application:
    """Half a year of research: fee and paper are due."""
    return draft(applicant, category=RESEARCH, days=180, card=None)


def period(case: Application) -> dict[str, date]:
    """What was asked for, as an officer grants it."""
    work = Work.objects.get(application=case)
    return {"granted_from": work.starts_on, "granted_to": work.ends_on}


def details_of(machine: StateMachine[Any], name: str, **values: Any) -> Any:
    """The details of a transition from the values of their fields."""
    declared = machine.transitions[name].details
    if "items" in values:
        values["items"] = tuple(details.ItemToRevise(**item) for item in values["items"])
    return declared(**values) if declared else None


# Details of each class that say nothing, for transitions that are refused anyway.
EMPTY: dict[type | None, Any] = {
    None: None,
    details.PageAnswers: details.PageAnswers(lambda row: None),
    details.Submission: details.Submission(),
    details.RevisionRound: details.RevisionRound(()),
    details.Grant: details.Grant(today(), today()),
    details.Rejection: details.Rejection("", ""),
    details.ObjectionStatement: details.ObjectionStatement(None, "", []),
    details.Dismissal: details.Dismissal(""),
    details.PaymentMismatch: details.PaymentMismatch(Leg(), CollectionLine()),
    details.Repricing: details.Repricing(Quote(())),
    details.Termination: details.Termination(date(2020, 1, 1)),
    details.Cancellation: details.Cancellation("", ""),
    details.Reinstatement: details.Reinstatement("", None, ""),
    RequestDecision: RequestDecision(),
}


def do(name: str, case: Application, by: Actor, **values: Any) -> Application:
    return engine.perform(APPLICATION, name, case.pk, by, details_of(APPLICATION, name, **values))


def sent(case: Application | None = None) -> Application:
    case = case or draft()
    return do("submit", case, Actor.from_person(case.applicant))


def rejected(by: Officer | None = None) -> Application:
    return do("reject", sent(), Actor.from_person(by or officer()), ground="policy", text="Uygun bulunmadı.")


def objected() -> Application:
    case = rejected()
    return do("object", case, Actor.from_person(case.applicant), **objection(case))


def objection(case: Application) -> dict[str, Any]:
    return {
        "reason_read_at": timezone.now(),
        "statement": "Eksik belge eklendi.",
        "evidence": [upload(case.applicant, "objection-evidence")],
    }


def awaiting_payment(applicant: Applicant | None = None) -> Application:
    case = sent(payable_draft(applicant))
    return do("find_appropriate", case, Actor.from_person(officer()), **period(case))


def approved() -> Application:
    case = sent()
    return do("approve", case, Actor.from_person(officer()), **period(case))


def fed_through(moment: datetime) -> None:
    Feed.objects.update_or_create(source="gib", defaults={"imported_through": moment})


def overdue(case: Application) -> Application:
    """As it stands when the last day, the grace for late reports and the feed have all gone by."""
    past = timezone.now() - timedelta(days=20)
    Application.objects.filter(pk=case.pk).update(payment_due_at=past)
    PaymentOrder.objects.filter(case_reference=case.pk).update(opened_at=past - timedelta(days=30), due_at=past)
    fed_through(timezone.now())
    return Application.objects.get(pk=case.pk)


def over(case: Application) -> Application:
    """As it stands on the day after the exemption's last day."""
    Application.objects.filter(pk=case.pk).update(
        granted_from=today() - timedelta(days=30), granted_to=today() - timedelta(days=1)
    )
    return Application.objects.get(pk=case.pk)


def line(order: PaymentOrder, tax_code: str, amount: int | None = None) -> CollectedLine:
    """What GİB's feed reports when the leg is paid at its page just now."""
    leg = order.legs.get(tax_code=tax_code)
    return CollectedLine(
        source="gib",
        collection_id=uuid.uuid4().hex,
        collected_at=timezone.now(),
        collector="IVD",
        tax_code=tax_code,
        foreigner_id=order.foreigner_id,
        reference=order.reference,
        amount_kurus=leg.amount_kurus if amount is None else amount,
        reversal=False,
    )


def pay(case: Application, *tax_codes: str) -> None:
    order = PaymentOrder.objects.get(case_reference=case.pk)
    import_lines([line(order, code) for code in tax_codes or order.legs.values_list("tax_code", flat=True)])


def _revision() -> Application:
    items = [{"step": "isyeri", "field": "occupation", "explanation": "Mesleği sözleşmedeki gibi yazın."}]
    return do("request_revision", sent(), Actor.from_person(officer()), items=items)


def _lapsed() -> Application:
    return do("lapse", overdue(awaiting_payment()), SYSTEM)


def _withdrawn() -> Application:
    case = sent()
    return do("withdraw", case, Actor.from_person(case.applicant))


IN_STATUS: dict[Status, Callable[[], Application]] = {
    Status.DRAFT: draft,
    Status.UNDER_EVALUATION: sent,
    Status.REVISION_REQUESTED: _revision,
    Status.AWAITING_PAYMENT: awaiting_payment,
    Status.APPROVED: approved,
    Status.REJECTED: rejected,
    Status.OBJECTION_UNDER_EVALUATION: objected,
    Status.OBJECTION_REJECTED: lambda: do(
        "dismiss_objection", objected(), Actor.from_person(officer()), text="Yeni bir husus yok."
    ),
    Status.LAPSED_UNPAID: _lapsed,
    Status.TERMINATED: lambda: do(
        "terminate", approved(), Actor.from_person(officer()), effective_on=today() + timedelta(days=15)
    ),
    Status.CANCELLED: lambda: do(
        "cancel", approved(), Actor.from_person(officer()), ground="work_ended", text="İş sona erdi."
    ),
    Status.EXPIRED: lambda: do("expire", over(approved()), SYSTEM),
    Status.WITHDRAWN: _withdrawn,
}


def tick() -> None:
    """Every job of the clock, whenever it ran last."""
    for job in schedule.JOBS.values():
        schedule.run_job(job)
