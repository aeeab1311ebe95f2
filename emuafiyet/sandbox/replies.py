"""How service views read a request and refuse it: JSON in, JSON out, a short error code."""

import json
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse


class RefusedReplyError(Exception):
    """Answer with ``{"error": code, ...}`` and this status."""

    def __init__(self, status: int, error: str, **details: Any) -> None:
        super().__init__(error)
        self.status, self.error, self.details = status, error, details


def answer_refusals(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except RefusedReplyError as refusal:
            return JsonResponse({"error": refusal.error, **refusal.details}, status=refusal.status)

    return wrapped


def read_body(request: HttpRequest) -> dict[str, Any]:
    """The posted JSON object, or the fields of a form."""
    if request.content_type != "application/json":
        return request.POST.dict()
    try:
        parsed = json.loads(request.body or b"{}")
    except ValueError:
        raise RefusedReplyError(400, "not_json") from None
    if not isinstance(parsed, dict):
        raise RefusedReplyError(400, "not_an_object")
    return parsed


def require_value(values: dict[str, Any], name: str, kind: type = str) -> Any:
    """A required value of the given kind, or a refusal that names it."""
    value = values.get(name)
    if not isinstance(value, kind) or isinstance(value, bool) or value == "":
        raise RefusedReplyError(400, "missing", name=name)
    return value
