"""What a grant and a new card cost by today's tariff: domain 4.2 and the decision table of 4.4."""

from emuafiyet.core.nullable import require_value
from payments.quotes import Quote, quote_card, quote_stay

from ..models import Application, ReissueRequest
from ..models.requests import ReissueGround
from .deadlines import today


def quote_application(case: Application) -> Quote:
    """The legs that a granted stay owes by today's tariff (domain 4.2). Raises ``MissingTariffError``."""
    return quote_stay(
        start=require_value(case.granted_from),
        end=require_value(case.granted_to),
        card=require_value(case.with_card),
        nationality=case.nationality_as_sent,
        on=today(),
    )


def quote_reissue(request: ReissueRequest) -> Quote:
    """The legs that this request owes by today's tariff, should it owe anything. Raises ``MissingTariffError``.

    Lost, or a fault that was not the administration's: half of the fee where one was due, and the paper (rows 1, 2,
    5, 6). Changed data: the paper alone (row 3). A confirmed fault is never priced (row 4).
    """
    case = request.application
    return quote_card(
        start=require_value(case.granted_from),
        end=require_value(case.granted_to),
        half_fee=request.ground != ReissueGround.DATA_CHANGE,
        nationality=case.nationality_as_sent,
        on=today(),
    )
