"""Officers' accounts: nobody becomes a colleague, nobody edits herself, and grave changes need a second person."""

import re
from collections.abc import Callable
from datetime import timedelta
from threading import Barrier, Thread
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from applicants.models import AuditEntry, Officer, OfficerMail, PasswordLink, Session, StaffApproval
from applicants.staff import account_changes, approvals, lockout
from applicants.staff.account_changes import AccountError
from applicants.staff.approvals import ApprovalError
from applicants.staff.officer_mail import build_link_address
from applications import roles
from emuafiyet.core.outbox.delivery import attempt_delivery
from tests.owner import run_as_owner
from tests.staff import SEED, at_the_desk, code_of

pytestmark = pytest.mark.django_db
PASSWORD = "uzun-bir-parola-42"
NEW = "kehribar-vapur-yonca-91"


@pytest.fixture(autouse=True)
def _quick_passwords(settings: Any) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


def make(username: str, *held: roles.StaffRole) -> Officer:
    if not Group.objects.filter(name=roles.ADMINISTRATOR.name).exists():
        roles.load_roles()
    officer = Officer.objects.create_user(
        username,
        f"{username}@ornek.example",
        PASSWORD,
        is_staff=True,
        totp_seed=SEED,
        totp_confirmed_at=timezone.now(),
    )
    officer.groups.set(Group.objects.filter(name__in=[role.name for role in held]))
    return officer


@pytest.fixture
def first() -> Officer:
    return make("birinci", roles.ADMINISTRATOR)


@pytest.fixture
def second() -> Officer:
    return make("ikinci", roles.ADMINISTRATOR)


@pytest.fixture
def reviewer() -> Officer:
    return make("uzman", roles.REVIEWER)


def post_change(desk: Client, officer: Officer, name: str, **values: Any) -> Any:
    return desk.post(reverse("admin:officer_deed", args=[officer.pk, name]), values)


def confirm(desk: Client, approval: StaffApproval | None = None) -> StaffApproval:
    approval = approval or StaffApproval.objects.latest("proposed_at")
    desk.post(reverse("admin:approval_confirm", args=[approval.pk]))
    approval.refresh_from_db()
    return approval


def held_by(officer: Officer) -> set[str]:
    return set(officer.groups.values_list("name", flat=True))


def keys(*held: roles.StaffRole) -> list[int]:
    return list(Group.objects.filter(name__in=[role.name for role in held]).values_list("pk", flat=True))


def told(officer: Officer) -> list[str]:
    mails = OfficerMail.objects.filter(officer=officer).order_by("created_at")
    return [mail.context.get("change", mail.kind) for mail in mails]


# --- a second person -----------------------------------------------------------------------------------------
def test_an_account_is_opened_by_two_and_its_owner_sets_the_password(
    first: Officer, second: Officer, sandbox: Any
) -> None:
    new = {
        **{"username": "yeni.uzman", "first_name": "Yeni", "last_name": "Uzman", "email": "yeni@ornek.example"},
        **{"roles": keys(roles.REVIEWER), "is_superuser": "on", "password1": NEW, "password2": NEW},
    }
    at_the_desk(first).post(reverse("admin:applicants_officer_add"), new)
    assert not Officer.objects.filter(username="yeni.uzman").exists(), "one alone opens nothing"
    approval = confirm(at_the_desk(first))
    assert approval.outcome == "", "nor does she confirm her own proposal"
    page = at_the_desk(second).get(reverse("admin:approval", args=[approval.pk])).text
    assert "yeni@ornek.example" in page
    assert roles.REVIEWER.name in page
    confirm(at_the_desk(second))
    made = Officer.objects.get(username="yeni.uzman")
    assert (made.is_staff, made.is_superuser, made.has_usable_password()) == (True, False, False)
    assert held_by(made) == {roles.REVIEWER.name}
    entries = AuditEntry.objects.exclude(action="saw_page").order_by("pk").values_list("officer__username", "action")
    assert list(entries) == [
        ("birinci", "proposed_change"),
        ("ikinci", "changed_officer"),
        ("ikinci", "confirmed_change"),
    ]

    for item in OfficerMail.objects.all():
        assert attempt_delivery(OfficerMail, item.pk)
    mails = [mail for mail in sandbox.mails() if "yeni@ornek.example" in str(mail)]
    assert len(mails) == 2
    link = PasswordLink.objects.get()
    assert any(link.derive_secret() in str(mail) for mail in mails)
    assert link.derive_secret() not in str(list(PasswordLink.objects.values()) + list(OfficerMail.objects.values()))


@pytest.mark.parametrize(
    ("name", "values", "done"),
    [
        ("roller", lambda: {"roles": keys(roles.CARD_OFFICER)}, lambda o: held_by(o) == {roles.CARD_OFFICER.name}),
        ("e-posta", lambda: {"email": "baska@ornek.example"}, lambda o: o.email == "baska@ornek.example"),
        ("kodu-sifirla", dict, lambda o: not o.is_enrolled),
    ],
)
def test_a_grave_change_waits_for_the_second_person_and_its_owner_hears_of_it(
    first: Officer, second: Officer, reviewer: Officer, name: str, values: Callable, done: Callable
) -> None:
    post_change(at_the_desk(first), reviewer, name, **values())
    reviewer.refresh_from_db()
    assert not done(reviewer)
    assert len(told(reviewer)) == 1, "she hears of the proposal"
    post_change(at_the_desk(second), reviewer, name, **values())
    assert StaffApproval.objects.count() == 1, "the same change waits once"
    assert confirm(at_the_desk(second)).outcome == "confirmed"
    reviewer.refresh_from_db()
    assert done(reviewer)
    last = OfficerMail.objects.filter(officer=reviewer).latest("created_at")
    assert (last.context["by"], last.context["confirmed_by"]) == ("birinci", "ikinci")
    if name == "e-posta":
        there = set(OfficerMail.objects.filter(officer=reviewer).values_list("recipient", flat=True))
        assert there == {"uzman@ornek.example", "baska@ornek.example"}


def propose(first: Officer, officer: Officer, action: str = account_changes.RESET_AUTHENTICATOR) -> StaffApproval:
    return approvals.propose_change(action, first, officer=officer)


def test_who_may_not_confirm(first: Officer, second: Officer, reviewer: Officer) -> None:
    approval = propose(first, second)
    for other in (first, second, reviewer, make("denetci", roles.AUDITOR)):
        with pytest.raises(ApprovalError):
            approvals.confirm_change(approval.pk, other)
    third = make("ucuncu", roles.ADMINISTRATOR)
    account_changes.close_account(first, second)
    with pytest.raises(ApprovalError, match="kalmamış"):
        approvals.confirm_change(approval.pk, third)


def test_a_proposal_ends_after_a_day_and_counts_once(first: Officer, second: Officer, reviewer: Officer) -> None:
    proposed_at = timezone.now() - timedelta(hours=24, seconds=1)
    late = StaffApproval.objects.create(
        action=account_changes.RESET_AUTHENTICATOR,
        officer=reviewer,
        proposed_by=first,
        proposed_at=proposed_at,
        expires_at=proposed_at + timedelta(hours=24),
    )
    with pytest.raises(ApprovalError, match="süresi doldu"):
        approvals.confirm_change(late.pk, second)
    approval = propose(first, reviewer)
    approvals.confirm_change(approval.pk, second)
    for settle in (approvals.confirm_change, approvals.refuse_change):
        with pytest.raises(ApprovalError, match="sonuçlanmış"):
            settle(approval.pk, second)


@pytest.mark.django_db(transaction=True)
def test_two_who_confirm_at_the_same_moment_do_it_once(first: Officer, second: Officer, reviewer: Officer) -> None:
    third, approval = make("ucuncu", roles.ADMINISTRATOR), propose(first, reviewer)
    start, answers = Barrier(2), []

    def press(officer: Officer) -> None:
        start.wait()
        try:
            approvals.confirm_change(approval.pk, officer)
            answers.append("done")
        except ApprovalError:
            answers.append("refused")
        connection.close()

    threads = [Thread(target=press, args=[officer]) for officer in (second, third)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert sorted(answers) == ["done", "refused"]
    assert AuditEntry.objects.filter(action="reset_authenticator").count() == 1


def test_refusing_and_withdrawing_change_nothing(first: Officer, second: Officer, reviewer: Officer) -> None:
    for officer, outcome in ((second, "refused"), (first, "withdrawn")):
        approval = propose(first, reviewer)
        at_the_desk(officer).post(reverse("admin:approval_refuse", args=[approval.pk]))
        approval.refresh_from_db()
        assert approval.outcome == outcome
    reviewer.refresh_from_db()
    assert reviewer.is_enrolled


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE applicants_staffapproval SET outcome = 'confirmed', settled_at = now(), settled_by_id = proposed_by_id",
        "UPDATE applicants_staffapproval SET outcome = 'confirmed', settled_at = now(), settled_by_id = officer_id",
        "UPDATE applicants_staffapproval SET details = '{}'::jsonb || '{\"roles\": []}'",
        "DELETE FROM applicants_staffapproval",
    ],
)
def test_the_database_knows_the_rules_as_well(first: Officer, reviewer: Officer, sql: str) -> None:
    propose(first, reviewer)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    with pytest.raises(IntegrityError), transaction.atomic():
        run_as_owner(sql)  # what even the owner is refused


# --- duties apart --------------------------------------------------------------------------------------------
CONFLICTS = [
    (roles.ADMINISTRATOR, roles.REVIEWER),
    (roles.ADMINISTRATOR, roles.AUDITOR),
    (roles.AUDITOR, roles.SENIOR_REVIEWER),
    (roles.AUDITOR, roles.PAYMENTS_OFFICER),
]


@pytest.mark.parametrize("both", CONFLICTS, ids=lambda both: " + ".join(role.name for role in both))
def test_duties_are_never_in_one_hand(
    first: Officer, second: Officer, reviewer: Officer, both: tuple[roles.StaffRole, ...]
) -> None:
    answer = post_change(at_the_desk(first), reviewer, "roller", roles=keys(*both))
    assert answer.status_code == 422
    assert "tek elde toplanamaz" in answer.text
    details = {"roles": [role.name for role in both]}
    forced = approvals.propose_change(account_changes.CHANGE_ROLES, first, officer=reviewer, details=details)
    with pytest.raises(ApprovalError):
        approvals.confirm_change(forced.pk, second)
    assert held_by(reviewer) == {roles.REVIEWER.name}
    with pytest.raises(IntegrityError, match="different duties"), transaction.atomic():
        reviewer.groups.set(Group.objects.filter(pk__in=keys(*both)))


def test_casework_roles_go_together_and_can_be_changed_for_another_area(first: Officer, second: Officer) -> None:
    officer = make("kart", roles.CARD_OFFICER)
    officer.groups.add(*keys(roles.REVIEWER, roles.CATALOGUE_EDITOR))
    details = {"roles": [roles.AUDITOR.name]}
    change = approvals.propose_change(account_changes.CHANGE_ROLES, first, officer=officer, details=details)
    approvals.confirm_change(change.pk, second)
    assert held_by(officer) == {roles.AUDITOR.name}


# --- nobody edits herself -------------------------------------------------------------------------------------
def test_nobody_edits_her_own_account(first: Officer, second: Officer) -> None:
    desk = at_the_desk(first)
    here = reverse("admin:applicants_officer_change", args=[first.pk])
    page = desk.get(here)
    assert page.status_code == 200
    assert "/islem/" not in page.text
    assert desk.post(here, {"first_name": "x", "last_name": "y"}).status_code == 403
    for name in ("roller", "e-posta", "kilidi-ac", "parola-baglantisi", "kodu-sifirla", "kapat", "yeniden-ac"):
        assert post_change(desk, first, name, roles=keys(roles.REVIEWER)).status_code == 403, name
    for change in approvals.APPROVAL_ACTIONS:
        with pytest.raises(ApprovalError):
            approvals.propose_change(change, first, officer=first)
    with pytest.raises(AccountError):
        account_changes.close_account(first, first)


def test_no_administrator_sets_a_password(first: Officer, reviewer: Officer) -> None:
    with pytest.raises(NoReverseMatch):
        reverse("admin:auth_user_password_change", args=[reviewer.pk])
    desk = at_the_desk(first)
    assert desk.get(f"/admin/applicants/officer/{reviewer.pk}/password/").status_code in {302, 404}
    given = {"first_name": "Ayla", "last_name": "Tan", "email": "evil@ornek.example", "password": NEW, "groups": [1]}
    desk.post(reverse("admin:applicants_officer_change", args=[reviewer.pk]), given | {"is_active": ""})
    before = (reviewer.password, reviewer.email, held_by(reviewer), True)
    reviewer.refresh_from_db()
    assert (reviewer.password, reviewer.email, held_by(reviewer), reviewer.is_active) == before
    assert reviewer.first_name == "Ayla"


def test_the_owner_sets_her_password_by_the_link_once(first: Officer, reviewer: Officer) -> None:
    at_work = at_the_desk(reviewer)
    post_change(at_the_desk(first), reviewer, "parola-baglantisi")
    link = PasswordLink.objects.get()
    there = build_link_address(link).removeprefix("http://localhost:8000")
    browser = Client(headers={"host": "localhost"})
    assert "geçersiz" in browser.get(there[:-3] + "xx/").text
    assert "geçersiz" in browser.get(reverse("admin:password_by_link")).text
    opened = browser.get(there)
    assert opened.url == reverse("admin:password_by_link"), "the secret does not stay in the address"
    weak = browser.post(opened.url, {"new_password1": "short", "new_password2": "short"})
    assert weak.status_code == 422
    done = browser.post(opened.url, {"new_password1": NEW, "new_password2": NEW})
    assert "Parolanız kaydedildi" in done.text
    reviewer.refresh_from_db()
    assert reviewer.check_password(NEW)
    assert at_work.get(reverse("admin:index")).status_code == 302, "her sessions are over"
    assert browser.get(reverse("admin:index")).status_code == 302, "and the link signs nobody in"
    assert "geçersiz" in Client(headers={"host": "localhost"}).get(there).text
    assert told(reviewer) == ["password_link", "set_password"]
    in_again = browser.post(reverse("admin:login"), {"username": "uzman", "password": NEW})
    assert in_again.url == reverse("admin:code")
    assert browser.post(reverse("admin:code"), {"code": code_of(reviewer)}).url == reverse("admin:index")


def test_a_link_ends_with_the_day_the_account_and_the_next_link(first: Officer, reviewer: Officer) -> None:
    earlier = account_changes.send_password_link(reviewer, first)
    link = account_changes.send_password_link(reviewer, first)
    assert account_changes.find_opened_link(earlier.pk) is None
    assert account_changes.find_opened_link(link.pk) == link
    PasswordLink.objects.update(expires_at=timezone.now())
    assert account_changes.find_opened_link(link.pk) is None
    link = account_changes.send_password_link(reviewer, first)
    account_changes.close_account(reviewer, first)
    assert account_changes.find_opened_link(link.pk) is None


def test_an_administrator_unlocks_at_once(first: Officer, reviewer: Officer) -> None:
    browser = Client(headers={"host": "localhost"})
    for _ in range(lockout.FREE_TRIES):
        browser.post(reverse("admin:login"), {"username": "uzman", "password": "yanlis"})
    assert lockout.is_locked("uzman")
    post_change(at_the_desk(first), reviewer, "kilidi-ac")
    assert not lockout.is_locked("uzman")
    assert at_the_desk(first).post(reverse("admin:applicants_officer_delete", args=[reviewer.pk])).status_code == 403


# --- closing ---------------------------------------------------------------------------------------------------
def test_a_closed_account_is_out_at_once_and_its_sessions_stay_dead(
    first: Officer, second: Officer, reviewer: Officer
) -> None:
    desk = at_the_desk(reviewer)
    assert desk.get(reverse("admin:index")).status_code == 200
    row = Session.objects.filter(officer=reviewer).values().get()
    post_change(at_the_desk(first), reviewer, "kapat")
    assert desk.get(reverse("admin:index")).status_code == 302
    assert not Session.objects.filter(officer=reviewer).exists()
    assert told(reviewer) == ["closed_account"]

    post_change(at_the_desk(first), reviewer, "yeniden-ac")
    reviewer.refresh_from_db()
    assert not reviewer.is_active, "letting somebody in again needs a second person too"
    confirm(at_the_desk(second))
    reviewer.refresh_from_db()
    assert reviewer.is_active
    Session.objects.create(**row)  # even one that comes back from a backup
    assert desk.get(reverse("admin:index")).status_code == 302
    assert at_the_desk(reviewer).get(reverse("admin:index")).status_code == 200


def test_the_last_administrator_stays(first: Officer, second: Officer) -> None:
    account_changes.close_account(first, second)
    with pytest.raises(AccountError, match="Son etkin yönetici"):
        account_changes.close_account(second, first)
    with pytest.raises(IntegrityError, match="last active administrator"), transaction.atomic():
        Officer.objects.filter(pk=second.pk).update(is_active=False)
    with pytest.raises(IntegrityError, match="last active administrator"), transaction.atomic():
        second.groups.clear()


@pytest.mark.django_db(transaction=True)
def test_two_administrators_who_close_each_other_at_the_same_moment_leave_one(first: Officer, second: Officer) -> None:
    start = Barrier(2)

    def close(officer: Officer, by: Officer) -> None:
        start.wait()
        try:
            account_changes.close_account(officer, by)
        except AccountError:
            pass
        finally:
            connection.close()

    threads = [Thread(target=close, args=pair) for pair in ((first, second), (second, first))]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert Officer.objects.filter(is_active=True).count() == 1


# --- the first administrators ------------------------------------------------------------------------------------
def test_the_first_two_administrators_come_from_the_command_and_no_third(capsys: Any) -> None:
    with pytest.raises(CommandError, match="load_roles"):
        call_command("open_administrator", "bir", "bir@ornek.example")
    roles.load_roles()
    for username in ("bir", "iki"):
        call_command("open_administrator", username, f"{username}@ornek.example")
    assert re.search(r"/admin/login/parola/[0-9a-f-]{36}/[\w-]{22}/", capsys.readouterr().out)
    assert {role for officer in Officer.objects.all() for role in held_by(officer)} == {roles.ADMINISTRATOR.name}
    with pytest.raises(CommandError, match="two administrators exist"):
        call_command("open_administrator", "uc", "uc@ornek.example")
    assert Officer.objects.count() == 2
