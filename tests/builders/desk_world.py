"""Something of everything that an address of the desk can name, and the addresses that lead there."""

import re
from datetime import timedelta

from django.apps import apps
from django.contrib.auth.models import Group
from django.utils import timezone

from applicants.models import DisposalEntry, Officer
from applicants.privacy import rights
from applicants.staff import account_changes, approvals, audit
from applications import roles, schedule
from applications.models import Holiday
from applications.models.requests import ReissueGround
from documents import cards
from documents.cards import batches
from documents.models import PageImages, PrintBatch, TrackingRange
from emuafiyet.core.outbox.delivery import attempt_delivery
from emuafiyet.core.outbox.handlers import deliver
from emuafiyet.core.outbox.models import OutboxState
from payments.models import CollectionLine, CollectionsFile, PaymentOrder
from tests.applications import cases
from tests.applications.holders import ask_for_the_end, holder_of_a_card, sent_reissue

# Where nobody is asked for a password: the way in itself.
OPEN = re.compile(r"admin/(login/|logout/|jsi18n/)")
MODEL = re.compile(r"admin/([a-z]+)/([a-z]+)/")


def make_world() -> dict[str, str]:
    """Something of everything that an address can name, and what stands for each varying part."""
    roles.load_roles()
    cases.rejected()
    case = cases.sent()
    cases.pay(cases.awaiting_payment(), "9280")
    holder = holder_of_a_card()
    ending = ask_for_the_end(holder)
    reissue = sent_reissue(holder_of_a_card(), ReissueGround.ADMIN_FAULT)
    notice = case.applicant.notices.get()
    photo = case.snapshot["personal"]["photo"]["upload"]
    deliver(PageImages.objects.get(upload=photo))
    officer = cases.officer("gorevli")
    audit.record_action(None, "decided", officer=officer)
    rights.create_rights_request(case.applicant, "information", "Hangi verilerim var?")
    DisposalEntry.objects.create(what="codes", rule="1 year", count=1)
    Holiday.objects.create(day=timezone.localdate() + timedelta(days=9), name="Bayram")
    schedule.run_job(schedule.JOBS["expiry"])
    card = cards.find_live_card(holder.pk)
    batch = batches.open_batch(officer, [card.pk])
    assert attempt_delivery(PrintBatch, batch.pk)
    TrackingRange.objects.create(first="270000000001", last="270000000900")
    other = Officer.objects.create(username="oneren", is_staff=True)
    other.groups.add(Group.objects.get(name=roles.ADMINISTRATOR.name))
    approval = approvals.propose_change(account_changes.RESET_AUTHENTICATOR, other, officer=officer)
    file = CollectionsFile(name="gun.csv", sha256="0" * 64, content="", line_count=0, officer=officer)
    file.promise_state = OutboxState.ON_HOLD
    file.enqueue()
    return {
        "<uuid:application_id>": str(case.pk),
        "<uuid:approval_id>": str(approval.pk),
        "<uuid:upload_id>": photo,
        "<uuid:notice_id>": str(notice.pk),
        "<uuid:card_id>": str(card.pk),
        "<uuid:batch_id>": str(batch.pk),
        "<uuid:file_id>": str(file.pk),
        "<uuid:order_id>": str(PaymentOrder.objects.first().pk),
        "<int:line_id>": str(CollectionLine.objects.first().pk),
        "<int:officer_id>": str(officer.pk),
        "<int:number>": "1",
        "<uuid:public_id>": str(approval.pk),
        "<str:kind>": "csv",
        "<slug:move>": "reddet",
        "<slug:name>": "kilidi-ac",
        "<slug:paper>": "petition",
        "<id>": str(officer.pk),
        "terminationrequest": str(ending.pk),
        "reissuerequest": str(reissue.pk),
    }


def address(route: str, world: dict[str, str]) -> str:
    """An address of this route that leads to something that is there."""
    here = route.replace("^(?P<app_label>", "(?P<app_label>")
    here = re.sub(r"\(\?P<app_label>([a-z]+).*", "applications/", here).replace("(?P<url>.*)$", "yok/")
    model = MODEL.match(here)
    if "<uuid:request_id>" in here and model:
        here = here.replace("<uuid:request_id>", world[model[2]])
        here = here.replace("<slug:paper>", "petition" if model[2] == "terminationrequest" else "proof")
    if "<path:object_id>" in here and model:
        row = apps.get_model(model[1], model[2])._default_manager.order_by("pk").first()
        here = here.replace("<path:object_id>", str(row.pk) if row else "1")
    for part, value in world.items():
        here = here.replace(part, value) if part.startswith("<") else here
    assert "<" not in here, f"{route}: say in this test what stands for its part"
    return f"/{here}"
