"""THE TABLE of roles: what each kind of officer may do. ``load_roles`` brings the groups to what stands here."""

from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import Group, Permission
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

APPS = ("applicants", "documents", "payments", "applications")


@dataclass(frozen=True)
class StaffRole:
    """``name`` is the group's, ``does`` tells an administrator whom it is for. ``sees_all``: every view permission."""

    name: str
    does: Any
    permissions: frozenset[str]
    sees_all: bool = False

    def granted(self) -> QuerySet[Permission]:
        wanted = Q(pk__in=())
        for each in self.permissions:
            app, _separator, codename = each.partition(".")
            wanted |= Q(content_type__app_label=app, codename=codename)
        if self.sees_all:
            wanted |= Q(content_type__app_label__in=APPS, codename__startswith="view_")
        return Permission.objects.filter(wanted)


def _may(app: str, *codenames: str) -> frozenset[str]:
    return frozenset(f"{app}.{each}" for each in codenames)


_REVIEWS = (
    _may("applications", "view_application", "decide_application", "view_terminationrequest", "view_reissuerequest")
    | _may("applicants", "view_notice", "resend_notice")
    | _may("documents", "view_card", "view_certificate", "view_letter")
)
_CATALOGUE = frozenset(
    f"applications.{verb}_{model}"
    for verb in ("view", "add", "change")
    for model in ("sector", "category", "categorydocument", "documentkind", "reasontemplate")
) | _may("applications", "delete_categorydocument", "view_categoryversion")

REVIEWER = StaffRole("Değerlendirme uzmanı", _("Başvuruları inceler ve karara bağlar."), _REVIEWS)
SENIOR = StaffRole(
    "Kıdemli değerlendirme uzmanı",
    _("Ayrıca itirazları karara bağlar, muafiyet iptal eder, başvuruları dağıtır ve raporları görür."),
    _REVIEWS | _may("applications", "decide_objection", "cancel_application", "assign_application", "view_reports"),
)
PAYMENTS = StaffRole(
    "Ödeme görevlisi",
    _("Tarifeyi, ödeme emirlerini ve tahsilatları yönetir."),
    _may("payments", "view_tariff", "add_tariff", "change_tariff", "view_paymentorder", "view_leg")
    | _may("payments", "view_collectionline", "view_feed", "view_linedeed", "add_linedeed")
    | _may("payments", "view_collectionsfile", "add_collectionsfile"),
)
CARDS = StaffRole(
    "Kart bürosu",
    _("Belgelerin yapılmasını izler; kartları basar, PTT’ye verir ve izler."),
    _may("documents", "view_card", "change_card", "view_printbatch", "add_printbatch", "change_printbatch")
    | _may("documents", "view_trackingrange", "add_trackingrange")
    | _may("documents", "view_certificate", "change_certificate", "view_letter", "change_letter"),
)
CATALOGUE = StaffRole("Katalog düzenleyici", _("Kategorileri, belgeleri ve metinleri düzenler."), _CATALOGUE)
AUDITOR = StaffRole("Denetçi", _("Her şeyi görür, hiçbir şeyi değiştirmez."), frozenset(), sees_all=True)
ADMINISTRATOR = StaffRole(
    "Yönetici",
    _("Görevlilerin hesaplarını yönetir, KVKK isteklerini yanıtlar; başvurular hakkında karar vermez."),
    _may("applicants", "view_officer", "add_officer", "change_officer", "view_auditentry", "view_disposalentry")
    | _may("applicants", "view_rightsrequest", "change_rightsrequest")
    | _may("applications", "view_reports", "view_clockjob")
    | _may("applications", "view_holiday", "add_holiday", "change_holiday", "delete_holiday"),
)
ROLES = (REVIEWER, SENIOR, PAYMENTS, CARDS, CATALOGUE, AUDITOR, ADMINISTRATOR)


class UnknownPermission(Exception):
    """The table names a permission that does not exist: a slip that must not go unnoticed."""


def load() -> None:
    """Make each role's group exactly what the table says. Safe to run again; other groups are left alone."""
    for role in ROLES:
        granted = list(role.granted().select_related("content_type"))
        found = {f"{each.content_type.app_label}.{each.codename}" for each in granted}
        if missing := role.permissions - found:
            raise UnknownPermission(", ".join(sorted(missing)))
        group, _created = Group.objects.get_or_create(name=role.name)
        group.permissions.set(granted)
