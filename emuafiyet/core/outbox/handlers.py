"""How each table's items are delivered: one handler a table, registered where the services are known.

Models hold rows and know no services, so the handlers stand in the apps' ``tasks.py``. A system check demands exactly
one for each table.
"""

from collections.abc import Callable
from typing import Any

from .models import OutboxItem, outbox_models

Handler = Callable[[Any], None]
_handlers: dict[type[OutboxItem], Handler] = {}
_failure_handlers: dict[type[OutboxItem], Handler] = {}


def handler(model: type[OutboxItem]) -> Callable[[Handler], Handler]:
    """Register the function that performs the effect of this table's items.

    It raises ``PermanentError`` to give up, ``NotYetError`` to wait without an attempt, ``OutageError`` to wait for an
    outside system, anything else to be tried again later.
    """
    return _register(_handlers, model)


def failure_handler(model: type[OutboxItem]) -> Callable[[Handler], Handler]:
    """Register what happens when an item of this table fails for good: called once, in the transaction that says so."""
    return _register(_failure_handlers, model)


def _register(registry: dict[type[OutboxItem], Handler], model: type[OutboxItem]) -> Callable[[Handler], Handler]:
    def register(function: Handler) -> Handler:
        if model in registry:
            raise ValueError(f"{model.__name__} has a handler already: {registry[model].__name__}")
        registry[model] = function
        return function

    return register


def deliver(item: OutboxItem) -> None:
    """Perform the item's effect. Raises what its handler raises."""
    _handlers[type(item)](item)


def handle_failure(item: OutboxItem) -> None:
    """Do what this table does when an item fails for good; most do nothing."""
    if function := _failure_handlers.get(type(item)):
        function(item)


def find_models_without_handler() -> list[type[OutboxItem]]:
    """Tables of the outbox whose items nobody would deliver."""
    return [model for model in outbox_models() if model not in _handlers]
