"""THE TABLE of roles: what each kind of officer may do. ``load_roles`` brings the groups to what stands here."""

from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import Group, Permission
from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from applicants.models import Officer, RoleArea

VIEWABLE_APPS = ("applicants", "documents", "payments", "applications")


@dataclass(frozen=True)
class StaffRole:
    """``name`` is the group's, ``description`` tells an administrator whom it is for. ``sees_all``: every view
    permission. Roles of different duties are never in one hand."""

    name: str
    description: Any
    permissions: frozenset[str]
    sees_all: bool = False
    duty: RoleArea.Area = RoleArea.Area.CASEWORK

    def find_permissions(self) -> QuerySet[Permission]:
        wanted = Q(pk__in=())
        for each in self.permissions:
            app, _separator, codename = each.partition(".")
            wanted |= Q(content_type__app_label=app, codename=codename)
        if self.sees_all:
            wanted |= Q(content_type__app_label__in=VIEWABLE_APPS, codename__startswith="view_")
        return Permission.objects.filter(wanted)


def _build_permissions(app: str, *codenames: str) -> frozenset[str]:
    return frozenset(f"{app}.{each}" for each in codenames)


_REVIEW_PERMISSIONS = (
    _build_permissions(
        "applications", "view_application", "decide_application", "view_terminationrequest", "view_reissuerequest"
    )
    | _build_permissions("applicants", "view_notice", "resend_notice")
    | _build_permissions("documents", "view_card", "view_certificate", "view_letter")
)
_CATALOGUE_PERMISSIONS = frozenset(
    f"applications.{verb}_{model}"
    for verb in ("view", "add", "change")
    for model in ("sector", "category", "categorydocument", "documentkind", "reasontemplate")
) | _build_permissions("applications", "delete_categorydocument", "view_categoryversion")

REVIEWER = StaffRole("Değerlendirme uzmanı", _("Başvuruları inceler ve karara bağlar."), _REVIEW_PERMISSIONS)
SENIOR_REVIEWER = StaffRole(
    "Kıdemli değerlendirme uzmanı",
    _("Ayrıca itirazları karara bağlar, muafiyet iptal eder, başvuruları dağıtır ve raporları görür."),
    _REVIEW_PERMISSIONS
    | _build_permissions(
        "applications", "decide_objection", "cancel_application", "assign_application", "view_reports"
    ),
)
PAYMENTS_OFFICER = StaffRole(
    "Ödeme görevlisi",
    _("Tarifeyi, ödeme emirlerini ve tahsilatları yönetir."),
    _build_permissions("payments", "view_tariff", "add_tariff", "change_tariff", "view_paymentorder", "view_leg")
    | _build_permissions("payments", "view_collectionline", "view_feed", "view_linedeed", "add_linedeed")
    | _build_permissions("payments", "view_collectionsfile", "add_collectionsfile"),
)
CARD_OFFICER = StaffRole(
    "Kart bürosu",
    _("Belgelerin yapılmasını izler; kartları basar, PTT’ye verir ve izler."),
    _build_permissions(
        "documents", "view_card", "change_card", "view_printbatch", "add_printbatch", "change_printbatch"
    )
    | _build_permissions("documents", "view_trackingrange", "add_trackingrange")
    | _build_permissions("documents", "view_certificate", "change_certificate", "view_letter", "change_letter"),
)
CATALOGUE_EDITOR = StaffRole(
    "Katalog düzenleyici", _("Kategorileri, belgeleri ve metinleri düzenler."), _CATALOGUE_PERMISSIONS
)
AUDITOR = StaffRole(
    "Denetçi", _("Her şeyi görür, hiçbir şeyi değiştirmez."), frozenset(), sees_all=True, duty=RoleArea.Area.AUDIT
)
ADMINISTRATOR = StaffRole(
    "Yönetici",
    _("Görevlilerin hesaplarını yönetir, KVKK isteklerini yanıtlar; başvurular hakkında karar vermez."),
    _build_permissions(
        "applicants", "view_officer", "add_officer", "change_officer", "view_auditentry", "view_disposalentry"
    )
    | _build_permissions("applicants", "view_rightsrequest", "change_rightsrequest")
    | _build_permissions("applications", "view_reports", "view_clockjob")
    | _build_permissions("core", "operate_outbox")
    | _build_permissions("applications", "view_holiday", "add_holiday", "change_holiday", "delete_holiday")
    | _build_permissions("applicants", "view_staffapproval"),
    duty=RoleArea.Area.ADMINISTRATION,
)
ROLES = (REVIEWER, SENIOR_REVIEWER, PAYMENTS_OFFICER, CARD_OFFICER, CATALOGUE_EDITOR, AUDITOR, ADMINISTRATOR)


class UnknownPermissionError(Exception):
    """The table names a permission that does not exist: a slip that must not go unnoticed."""


def load_roles() -> None:
    """Make each role's group exactly what the table says. Safe to run again; other groups are left alone."""
    for role in ROLES:
        granted = list(role.find_permissions().select_related("content_type"))
        found = {f"{each.content_type.app_label}.{each.codename}" for each in granted}
        if missing := role.permissions - found:
            raise UnknownPermissionError(", ".join(sorted(missing)))
        group, _created = Group.objects.get_or_create(name=role.name)
        group.permissions.set(granted)
        RoleArea.objects.update_or_create(group=group, defaults={"duty": role.duty})


def find_conflicting_officers() -> QuerySet[Officer]:
    """Officers who got roles of different duties before that was refused; an administrator has to part them."""
    return Officer.objects.annotate(duties=Count("groups__duty__duty", distinct=True)).filter(duties__gt=1)
