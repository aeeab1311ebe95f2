"""Template filters of the sandbox's pages."""

from datetime import datetime

from django.template import Library
from django.utils import timezone

register = Library()


@register.filter
def lira(kurus: int) -> str:
    """``1257490`` as ``12.574,90``."""
    whole, rest = divmod(int(kurus), 100)
    return f"{whole:,}".replace(",", ".") + f",{rest:02d}"


@register.filter
def instant(text: str) -> str:
    """An ISO instant as Turkish wall-clock time."""
    return timezone.localtime(datetime.fromisoformat(text)).strftime("%d.%m.%Y %H:%M:%S")
