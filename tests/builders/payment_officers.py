"""Officers of the payments desk."""

from django.contrib.auth.models import Permission

from applicants.models import Officer

MAY = ("view_collectionline", "view_paymentorder", "add_linedeed", "view_collectionsfile", "add_collectionsfile")


def officer(*may: str) -> Officer:
    someone = Officer.objects.create(username=f"odeme-{Officer.objects.count()}", is_staff=True)
    someone.user_permissions.set(Permission.objects.filter(codename__in=may or MAY))
    return someone
