"""Officers for the demo, one for each role, and one who has never signed in."""

from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group
from django.utils import timezone

from applicants.models import Officer
from applicants.staff.totp_secret import DEMO_ENROLLED, DEMO_NEW, DEMO_PASSWORD, demo_seed

from .. import roles

OFFICERS = [
    ("uzman1", "Ayşe", "Yıldız", roles.REVIEWER),
    ("uzman2", "Mehmet", "Kaya", roles.REVIEWER),
    ("kidemli", "Elif", "Şahin", roles.SENIOR_REVIEWER),
    ("odeme", "Murat", "Arslan", roles.PAYMENTS_OFFICER),
    ("kart", "Hatice", "Çelik", roles.CARD_OFFICER),
    ("katalog", "Emre", "Koç", roles.CATALOGUE_EDITOR),
    ("denetci", "Fatma", "Aydın", roles.AUDITOR),
    ("yonetici", "Zeynep", "Demir", roles.ADMINISTRATOR),
    ("yonetici2", "Ali", "Öztürk", roles.ADMINISTRATOR),
    (DEMO_NEW, "Deniz", "Ak", roles.REVIEWER),
]


def seed_officers() -> None:
    """Safe to run again; passwords and authenticators that somebody changed stay changed."""
    roles.load_roles()
    hashed = ""
    for username, first, last, role in OFFICERS:
        officer, created = Officer.objects.get_or_create(
            username=username,
            defaults={
                "first_name": first,
                "last_name": last,
                "email": f"{username}@emuafiyet.example",
                "is_staff": True,
            },
        )
        if created:
            # Hashing is slow on purpose, and all of them begin with the same password.
            hashed = hashed or make_password(DEMO_PASSWORD)
            officer.password = hashed
            if username == DEMO_NEW:
                officer.must_change_password = True
            officer.save()
            officer.groups.add(Group.objects.get(name=role.name))
        if not officer.totp_seed and username in DEMO_ENROLLED:
            Officer.objects.filter(pk=officer.pk).update(
                totp_seed=demo_seed(username), totp_confirmed_at=timezone.now()
            )
