"""Asking other systems about the numbers on the workplace page, after it is saved and without waiting."""

from ..models import Application, Lookup


def enqueue_lookups(case: Application, workplace: str | None, address: str | None) -> None:
    """Enqueue one look-up for each number that has not been asked about yet; in the caller's transaction."""
    wanted = {Lookup.Kind.WORKPLACE: workplace, Lookup.Kind.ADDRESS: address}
    known = set(case.lookups.values_list("kind", "code"))
    for kind, code in wanted.items():
        if code and (kind.value, code) not in known:
            Lookup(application=case, kind=kind, code=code).enqueue()
