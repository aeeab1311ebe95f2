"""The way of a card as its holder sees it: where it is, what PTT says of it, what the holder can do."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Subquery
from django.db.models.functions import JSONObject
from django.utils.translation import gettext_lazy as _

from documents.cards import FREE_RESENDS
from documents.models import Card, Movement
from documents.models.card import CardState

S = CardState
# What the state means for its holder, and the colour of its tag.
STATE_SENTENCES: dict[CardState, tuple[str, Any]] = {
    S.QUEUED: ("info", _("Kartınız basılmayı bekliyor. PTT’ye verilince size yazarız.")),
    S.PRINTED: ("info", _("Kartınız basıldı, PTT’ye verilecek.")),
    S.HANDED_OVER: ("info", _("Kartınız PTT’ye verildi.")),
    S.IN_TRANSIT: ("info", _("Kartınız yolda.")),
    S.OUT_FOR_DELIVERY: ("info", _("Kartınız dağıtıma çıktı. Teslimde kimliğiniz sorulur.")),
    S.FAILED_ATTEMPT: ("warn", _("PTT kartınızı teslim edemedi; yeniden dener veya şubesinde bekletir.")),
    S.HELD_AT_OFFICE: (
        "warn",
        _("Kartınız PTT şubesinde. Pasaportunuzla alın; alınmayan gönderi bize geri döner."),
    ),
    S.RETURNED: ("warn", _("Kartınız teslim edilemeden geri döndü.")),
    S.DELIVERED: ("ok", _("Kartınız teslim edildi. Siz almadıysanız destek adresine hemen yazın.")),
}


@dataclass(frozen=True)
class TrackingStep:
    at: datetime
    words: str
    office: str


@dataclass(frozen=True)
class CardTracking:
    """``steps``: PTT's movements of the parcel under way or the last one, newest first."""

    number: str
    label: Any
    tag: str
    sentence: Any
    since: datetime
    tracking_number: str
    tracking_url: str
    steps: list[TrackingStep]
    came_back_twice: bool


def build_card_subquery(case_reference: OuterRef) -> Subquery:
    """The case's card that counts, with its parcel's movements, to be read along with another row; for
    ``build_card_tracking``."""
    parcel = Movement.objects.filter(
        shipment__card=OuterRef("pk"), shipment__tracking_number=OuterRef("tracking_number")
    ).order_by("-sequence")
    steps = ArraySubquery(parcel.values(json=JSONObject(at="at", words="words", office="office")))
    names = ("number", "state", "moved_at", "tracking_number", "resends")
    rows = Card.objects.filter(case_reference=case_reference).exclude(state=S.INVALIDATED)
    return Subquery(rows.values(json=JSONObject(steps=steps, **{name: name for name in names}))[:1])


def build_card_tracking(told: dict[str, Any] | None) -> CardTracking | None:
    """Where the card is, from what ``build_card_subquery`` read; None without one."""
    if told is None:
        return None
    state = S(told["state"])
    tag, sentence = STATE_SENTENCES[state]
    # A printed card has no parcel under way; an earlier parcel's number would mislead.
    number = told["tracking_number"] if state not in {S.QUEUED, S.PRINTED} else ""
    steps = [TrackingStep(datetime.fromisoformat(each["at"]), each["words"], each["office"]) for each in told["steps"]]
    return CardTracking(
        number=told["number"],
        label=state.label,
        tag=tag,
        sentence=sentence,
        since=datetime.fromisoformat(told["moved_at"]),
        tracking_number=number,
        tracking_url=settings.PTT_TRACKING_PAGE + number if number else "",
        steps=steps if number else [],
        came_back_twice=state == S.RETURNED and told["resends"] >= FREE_RESENDS,
    )
