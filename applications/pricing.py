"""What a new card costs: the decision table of domain 4.4."""

from payments.tariff import Quote, quote_card

from .deadlines import today
from .models import ReissueRequest
from .models.requests import ReissueGround


def reissue_quote(request: ReissueRequest) -> Quote:
    """The legs that this request owes by today's tariff, should it owe anything. Raises ``MissingTariff``.

    Lost, or a fault that was not the administration's: half of the fee where one was due, and the paper (rows 1, 2,
    5, 6). Changed data: the paper alone (row 3). A confirmed fault is never priced (row 4).
    """
    case = request.application
    return quote_card(
        start=case.granted_from,
        end=case.granted_to,
        half_fee=request.ground != ReissueGround.DATA_CHANGE,
        nationality=case.nationality_as_sent,
        on=today(),
    )
