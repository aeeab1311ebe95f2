"""Officers' accounts: opened, given roles, let in again and closed. Grave changes wait for a second person.

Nobody changes her own account. A password is set by its owner alone, through a link to her registered address.
"""

import hmac
from collections.abc import Callable, Iterable
from uuid import UUID

from django.contrib.auth.models import Group
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.db import IntegrityError, transaction
from django.db.models import F
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..models import Officer, PasswordLink, RoleArea, Session, StaffApproval
from . import audit, lockout, totp
from .approvals import APPROVAL_ACTIONS, ApprovalAction, ApprovalError
from .officer_mail import enqueue_password_link, tell_officer

MANAGE_ACCOUNTS = "applicants.change_officer"
OPEN_ACCOUNT, CHANGE_ROLES, CHANGE_EMAIL = "open_account", "change_roles", "change_email"
RESET_AUTHENTICATOR, REOPEN_ACCOUNT = "reset_authenticator", "reopen_account"

# Apps whose files officers hold say so here when they start: the names of the files in hand, and what gives those back
# that the officer may work on no longer (returns how many).
files_in_hand_finders: list[Callable[[Officer], list[str]]] = []
file_returners: list[Callable[[Officer, HttpRequest | None], int]] = []


class AccountError(Exception):
    """The account cannot be changed like that; the text says why."""


def explain_role_conflict(groups: Iterable[Group]) -> str:
    """Why these roles are not held by one officer; "" when they may be."""
    duties = set(RoleArea.objects.filter(group__in=list(groups)).values_list("duty", flat=True))
    if len(duties) > 1:
        return _(
            "Bu roller tek elde toplanamaz: hesapları yöneten, denetleyen ve dosyalarda çalışan görevliler ayrı "
            "kişilerdir."
        )
    return ""


def is_administrator(officer: Officer) -> bool:
    return officer.groups.filter(duty__duty=RoleArea.Area.ADMINISTRATION).exists()


def find_active_administrators():
    return Officer.objects.filter(is_active=True, groups__duty__duty=RoleArea.Area.ADMINISTRATION).distinct()


def list_files_in_hand(officer: Officer) -> list[str]:
    return [name for finder in files_in_hand_finders for name in finder(officer)]


def return_files(officer: Officer, request: HttpRequest | None) -> int:
    return sum(returner(officer, request) for returner in file_returners)


def end_sessions(officer: Officer) -> None:
    """End every session of the officer for good: one that is restored from anywhere is dead as well."""
    Officer.objects.filter(pk=officer.pk).update(session_generation=F("session_generation") + 1)
    Session.objects.filter(officer=officer).delete()
    officer.refresh_from_db(fields=["session_generation"])


def close_account(officer: Officer, by: Officer, request: HttpRequest | None = None) -> int:
    """Close the account at once, end its sessions and links, give its files back; how many files that were.

    Raises ``AccountError`` for one's own account and for the last active administrator.
    """
    if officer.pk == by.pk:
        raise AccountError(_("Kendi hesabınızı değiştiremezsiniz."))
    last = _("Son etkin yönetici kapatılamaz.")
    if is_administrator(officer) and not find_active_administrators().exclude(pk=officer.pk).exists():
        raise AccountError(last)
    try:
        with transaction.atomic():
            if not Officer.objects.filter(pk=officer.pk, is_active=True).update(is_active=False):
                raise AccountError(_("Hesap zaten kapalı."))
            end_sessions(officer)
            officer.password_links.filter(used_at__isnull=True).update(expires_at=timezone.now())
            officer.refresh_from_db()
            returned = return_files(officer, request)
            detail = f"files: {returned}"
            audit.record_action(request, "closed_account", "officer", officer.pk, detail=detail, officer=by)
            tell_officer(officer, "closed_account", by=by)
            return returned
    except IntegrityError as error:  # two administrators closed each other at the same moment
        raise AccountError(last) from error


def unlock_account(officer: Officer, by: Officer, request: HttpRequest | None = None) -> None:
    lockout.unlock_officer(officer.username)
    audit.record_action(request, "unlocked_officer", "officer", officer.pk, officer=by)


@transaction.atomic
def send_password_link(officer: Officer, by: Officer | None, request: HttpRequest | None = None) -> PasswordLink:
    """Mail the officer a link to set a password. Raises ``AccountError`` without an address or for a closed account."""
    if not officer.email or not officer.is_active:
        raise AccountError(_("Görevlinin e-posta adresi yok ya da hesabı kapalı."))
    audit.record_action(request, "sent_password_link", "officer", officer.pk, officer=by)
    return enqueue_password_link(officer)


def find_password_link(link_id: UUID, secret: str) -> PasswordLink | None:
    """The link with this secret, if it is good now."""
    link = find_opened_link(link_id)
    right = link is not None and hmac.compare_digest(link.derive_secret().encode(), secret.encode())
    return link if right else None


def find_opened_link(link_id: UUID | str) -> PasswordLink | None:
    """The link that this browser has opened, if it is still good."""
    if not link_id:
        return None
    rows = PasswordLink.objects.select_related("officer").filter(used_at__isnull=True, expires_at__gt=timezone.now())
    return rows.filter(pk=link_id, officer__is_active=True).first()


@transaction.atomic
def set_password_by_link(link: PasswordLink, password: str, request: HttpRequest) -> bool:
    """Give the link's owner this password and end her sessions; False when the link was used or has ended meanwhile."""
    open_links = PasswordLink.objects.filter(pk=link.pk, used_at__isnull=True, expires_at__gt=timezone.now())
    if not open_links.filter(officer__is_active=True).update(used_at=timezone.now()):
        return False
    officer = Officer.objects.select_for_update().get(pk=link.officer_id)
    officer.set_password(password)
    officer.must_change_password = False
    officer.save(update_fields=["password", "must_change_password"])
    end_sessions(officer)
    audit.record_action(request, "changed_password", "officer", officer.pk, detail="link", officer=officer)
    tell_officer(officer, "set_password")
    return True


def open_account_now(
    username: str, email: str, role_names: list[str], first_name: str = "", last_name: str = ""
) -> Officer:
    """Make the account and mail its link. For a confirmed proposal and for the first administrators only."""
    UnicodeUsernameValidator()(username)
    if Officer.objects.filter(username__iexact=username).exists():
        raise AccountError(_("Bu kullanıcı adı alınmış."))
    officer = Officer(username=username, email=email, first_name=first_name, last_name=last_name, is_staff=True)
    officer.set_unusable_password()
    officer.save()
    officer.groups.set(Group.objects.filter(name__in=role_names))
    tell_officer(officer, "opened_account")
    enqueue_password_link(officer)
    return officer


# --- what waits for a second person --------------------------------------------------------------------------
def _get_officer(approval: StaffApproval) -> Officer:
    if approval.officer is None:
        raise ApprovalError(_("Önerinin ilgili görevlisi yok."))
    return approval.officer


def _confirmed(approval: StaffApproval, change: str, *, to: str = "") -> None:
    officer = _get_officer(approval)
    tell_officer(officer, change, by=approval.proposed_by, confirmed_by=approval.settled_by, to=to)


def _open_account(approval: StaffApproval) -> None:
    told = approval.details
    try:
        officer = open_account_now(
            told["username"], told["email"], told["roles"], told.get("first_name", ""), told.get("last_name", "")
        )
    except AccountError as error:
        raise ApprovalError(str(error)) from error
    audit.record_action(
        None,
        "changed_officer",
        "officer",
        officer.pk,
        detail=_role_detail(set(), told["roles"]),
        officer=approval.settled_by,
    )


def _change_roles(approval: StaffApproval) -> None:
    officer, wanted = _get_officer(approval), approval.details["roles"]
    groups = list(Group.objects.filter(name__in=wanted))
    if reason := explain_role_conflict(groups):
        raise ApprovalError(reason)
    before = set(officer.groups.values_list("name", flat=True))
    # Those that go leave first: the database lets no two duties stand side by side, not even for a moment.
    officer.groups.remove(*officer.groups.exclude(name__in=wanted))
    officer.groups.add(*groups)
    fresh = Officer.objects.get(pk=officer.pk)  # without the permissions that it had
    return_files(fresh, None)
    audit.record_action(
        None, "changed_officer", "officer", officer.pk, detail=_role_detail(before, wanted), officer=approval.settled_by
    )
    _confirmed(approval, "changed_roles")


def _change_email(approval: StaffApproval) -> None:
    officer = _get_officer(approval)
    earlier, officer.email = officer.email, approval.details["email"]
    officer.save(update_fields=["email"])
    officer.password_links.filter(used_at__isnull=True).update(expires_at=timezone.now())
    audit.record_action(None, "changed_officer", "officer", officer.pk, detail="email", officer=approval.settled_by)
    for address in {earlier, officer.email} - {""}:
        _confirmed(approval, "changed_email", to=address)


def _reset_authenticator(approval: StaffApproval) -> None:
    officer = _get_officer(approval)
    totp.reset_authenticator(officer)
    end_sessions(officer)
    audit.record_action(None, "reset_authenticator", "officer", officer.pk, officer=approval.settled_by)
    _confirmed(approval, "reset_authenticator")


def _reopen_account(approval: StaffApproval) -> None:
    officer = _get_officer(approval)
    Officer.objects.filter(pk=officer.pk).update(is_active=True)
    audit.record_action(None, "changed_officer", "officer", officer.pk, detail="reopened", officer=approval.settled_by)
    _confirmed(approval, "reopened_account")


def _role_detail(before: set[str], wanted: list[str]) -> str:
    told = [
        *(f"+{name}" for name in sorted(set(wanted) - before)),
        *(f"-{name}" for name in sorted(before - set(wanted))),
    ]
    return ", ".join(told)


def _announce(change: str) -> Callable[[StaffApproval], None]:
    def tell(approval: StaffApproval) -> None:
        tell_officer(_get_officer(approval), change, by=approval.proposed_by)

    return tell


def _describe_account(approval: StaffApproval) -> str:
    told = approval.details
    name = f"{told.get('first_name', '')} {told.get('last_name', '')}".strip()
    return f"{told['username']} ({name}), {told['email']}: {', '.join(told['roles'])}"


def _describe_roles(approval: StaffApproval) -> str:
    return ", ".join(approval.details["roles"]) or _("hiçbir rol")


APPROVAL_ACTIONS |= {
    OPEN_ACCOUNT: ApprovalAction(gettext_lazy("Hesap aç"), "applicants.add_officer", _open_account, _describe_account),
    CHANGE_ROLES: ApprovalAction(
        gettext_lazy("Rolleri değiştir"), MANAGE_ACCOUNTS, _change_roles, _describe_roles, _announce("proposed_roles")
    ),
    CHANGE_EMAIL: ApprovalAction(
        gettext_lazy("E-posta adresini değiştir"),
        MANAGE_ACCOUNTS,
        _change_email,
        lambda approval: approval.details["email"],
        _announce("proposed_email"),
    ),
    RESET_AUTHENTICATOR: ApprovalAction(
        gettext_lazy("Kod uygulamasını sıfırla"),
        MANAGE_ACCOUNTS,
        _reset_authenticator,
        lambda approval: "",
        _announce("proposed_reset"),
    ),
    REOPEN_ACCOUNT: ApprovalAction(
        gettext_lazy("Hesabı yeniden aç"), MANAGE_ACCOUNTS, _reopen_account, lambda approval: ""
    ),
}
