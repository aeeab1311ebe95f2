"""Roles: the groups are what the table says, and the engine asks for the permission of every officer's move."""

import pytest
from django.contrib.auth.models import Group, Permission

from applications import roles
from applications.lifecycle import engine
from applications.lifecycle.actors import Actor, ActorKind
from applications.lifecycle.transitions import TRANSITIONS
from applications.models.status import Status
from applications.requests.request_transitions import REISSUE, TERMINATION

from . import cases

pytestmark = pytest.mark.django_db

CHANGES = ("add_", "change_", "delete_", "decide_", "cancel_", "assign_", "resend_")


def test_loading_puts_right_what_somebody_changed_by_hand() -> None:
    roles.load_roles()
    group = Group.objects.get(name=roles.REVIEWER.name)
    before = set(group.permissions.values_list("codename", flat=True))
    assert "decide_application" in before
    assert "decide_objection" not in before
    group.permissions.add(Permission.objects.get(codename="cancel_application"))
    mine = Group.objects.create(name="Bakanlığın kendi grubu")
    roles.load_roles()
    assert set(group.permissions.values_list("codename", flat=True)) == before
    assert Group.objects.filter(pk=mine.pk).exists()


def test_the_auditor_sees_every_table_and_changes_none() -> None:
    may = set(roles.AUDITOR.find_permissions().values_list("codename", flat=True))
    assert not [each for each in may if each.startswith(CHANGES)]
    assert {"view_application", "view_auditentry", "view_paymentorder", "view_card", "view_notice"} <= may
    assert "view_reports" in may


def test_nobody_but_the_auditor_and_the_administrator_reads_the_audit_log() -> None:
    readers = [role for role in roles.ROLES if role.find_permissions().filter(codename="view_auditentry").exists()]
    assert readers == [roles.AUDITOR, roles.ADMINISTRATOR]


def test_no_move_of_an_officer_is_without_a_permission_and_the_administrator_has_none_of_them() -> None:
    machines = (TRANSITIONS, TERMINATION.transitions, REISSUE.transitions)
    duties = {m.permission.perm for moves in machines for m in moves.values() if m.actor is ActorKind.OFFICER}
    assert "" not in duties
    assert not duties & roles.ADMINISTRATOR.permissions


@pytest.mark.parametrize(
    ("move", "status", "lacks"),
    [
        ("reject", Status.UNDER_EVALUATION, "decide_application"),
        ("dismiss_objection", Status.OBJECTION_UNDER_EVALUATION, "decide_objection"),
        ("cancel", Status.APPROVED, "cancel_application"),
    ],
)
def test_the_engine_refuses_an_officer_without_the_permission(
    catalogue: None, move: str, status: Status, lacks: str
) -> None:
    case = cases.IN_STATUS[status]()
    details = {
        "reject": {"ground": "policy", "text": "Uygun değil."},
        "dismiss_objection": {"text": "Yeni husus yok."},
        "cancel": {"ground": "work_ended", "text": "İş sona erdi."},
    }[move]
    without = cases.officer(may=tuple(each for each in cases.DECIDES if each != lacks))
    with pytest.raises(engine.NotPermittedError):
        cases.do(move, case, Actor.from_person(without), **details)
    case.refresh_from_db()
    assert case.status == status
    cases.do(move, case, Actor.from_person(cases.officer()), **details)
