"""What people call the services of the portal, and which outside systems each needs."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from emuafiyet.core.outside.systems import System

from .outages import Outage


@dataclass(frozen=True)
class Service:
    """``goes_on`` says what an outage means for somebody in the middle of it."""

    title: Any
    systems: tuple[System, ...]
    goes_on: Any


SERVICES = (
    Service(
        _("E-postayla giriş ve bildirimler"),
        (System.MAIL,),
        _("Kodlar ve bildirimler geç gelebilir. Bildirimlerinizi portalda okuyabilirsiniz."),
    ),
    Service(
        _("e-Devlet ile giriş"),
        (System.EDEVLET,),
        _("Hesabınız varsa e-postanıza gelen kodla girebilirsiniz."),
    ),
    Service(
        _("Nüfus kaydı (NVİ)"),
        (System.NVI,),
        _("NVİ yanıt vermiyor; başvurunuz sürüyor. Kaydınız, NVİ yanıt verince kendiliğinden sorulur."),
    ),
    Service(
        _("Ülkeye giriş kaydı (Göç İdaresi)"),
        (System.GOC,),
        _("Göç İdaresi yanıt vermiyor; başvurunuz sürüyor. Kaydınız yeniden sorulur."),
    ),
    Service(
        _("Konsolosluk referansı"),
        (System.MFA,),
        _("Temsilciliklerin sistemi yanıt vermiyor. Referansınız yeniden sorulur; yeni bir şey yapmanız gerekmez."),
    ),
    Service(
        _("İşyeri bilgisi (SGK)"),
        (System.SGK,),
        _("SGK yanıt vermiyor; başvurunuz sürüyor. İşyeri sonra doğrulanır."),
    ),
    Service(
        _("Ödemeler (GİB)"),
        (System.GIB,),
        _("GİB yanıt vermiyor. Yaptığınız ödeme kaybolmaz; GİB yanıt verince işlenir."),
    ),
    Service(
        _("Kart gönderimi (PTT)"),
        (System.PTT,),
        _("PTT yanıt vermiyor. Kartınızın gönderimi ve izlenmesi sonra sürer."),
    ),
    Service(
        _("Dosya yükleme"),
        (System.STORE, System.SCANNER),
        _("Dosyalar şu anda alınamayabilir veya denetimi gecikebilir. Daha önce yükledikleriniz duruyor."),
    ),
    Service(
        _("Belgeler ve karar yazıları"),
        (System.SEAL, System.TIMESTAMP),
        _("Belgeler şu anda mühürlenemiyor. Belgeniz, mühür çalışınca hazırlanır ve size gönderilir."),
    ),
)


@dataclass(frozen=True)
class ServiceStatus:
    service: Service
    away_since: datetime | None


def list_statuses(outages: tuple[Outage, ...]) -> list[ServiceStatus]:
    """Each service and since when it is disturbed; None while it works."""
    since = {outage.system: outage.since for outage in outages}
    return [
        ServiceStatus(service, min((since[name] for name in service.systems if name in since), default=None))
        for service in SERVICES
    ]


def list_disturbed(outages: tuple[Outage, ...]) -> list[ServiceStatus]:
    return [each for each in list_statuses(outages) if each.away_since is not None]
