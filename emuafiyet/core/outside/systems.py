"""The outside systems that the portal depends on, by the names that breakers, waiting items and pages use."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class System(models.TextChoices):
    MAIL = "mail", _("E-posta sunucusu")
    JOURNAL = "journal", _("E-posta sunucusunun günlüğü")
    EDEVLET = "edevlet", _("e-Devlet Kapısı")
    NVI = "nvi", _("NVİ")
    GOC = "goc", _("Göç İdaresi")
    MFA = "mfa", _("Dış temsilcilikler")
    SGK = "sgk", _("SGK")
    GIB = "gib", _("GİB")
    PTT = "ptt", _("PTT")
    STORE = "store", _("Dosya deposu")
    SCANNER = "scanner", _("Virüs tarayıcısı")
    SEAL = "seal", _("Elektronik mühür")
    TIMESTAMP = "timestamp", _("Zaman damgası")
