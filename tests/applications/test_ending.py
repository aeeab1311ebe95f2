"""How an exemption ends against its holder's will, and what holders must tell (domain 1.5; Law 6735 art. 15, 22)."""

import pytest
from django.utils import timezone

from applicants.models import Notice
from applications import workflow
from applications.actors import Actor
from applications.models import Application
from applications.status import CancellationGround, Status
from documents.models import Certificate

from . import cases

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _catalogue(catalogue: None) -> None: ...


@pytest.mark.requirement("L12")
@pytest.mark.parametrize("ground", CancellationGround.values)
def test_the_ministry_cancels_with_a_ground_and_the_holder_is_told_what_follows(ground: str) -> None:
    case = cases.approved()
    case = cases.do("cancel", case, Actor.of(cases.officer()), ground=ground, text="Denetimde tespit edildi.")
    assert case.status == Status.CANCELLED
    certificate = Certificate.objects.get(case_reference=case.pk)
    assert (certificate.end_reason, certificate.counts_on(timezone.localdate())) == ("cancelled", False)
    mail = Notice.objects.get(subject_id=case.pk, kind="cancelled").text
    for told in (case.get_cancellation_ground_display(), "Denetimde tespit edildi.", "15 gün içinde geri verin"):
        assert told in mail


@pytest.mark.requirement("L12")
@pytest.mark.parametrize("details", [{"ground": "", "text": "Bir neden."}, {"ground": "passport", "text": " "}])
def test_nothing_is_cancelled_without_a_ground_and_words(details: dict[str, str]) -> None:
    case = cases.approved()
    with pytest.raises(workflow.Refused):
        cases.do("cancel", case, Actor.of(cases.officer()), **details)
    assert Application.objects.get(pk=case.pk).status == Status.APPROVED


@pytest.mark.requirement("L13")
def test_the_approval_says_that_start_and_end_of_work_are_notified() -> None:
    case = cases.approved()
    mail = Notice.objects.get(subject_id=case.pk, kind="approved").text
    assert "15 gün içinde Bakanlığa bildirilir" in mail
    assert "SGK giriş ve çıkış bildirimleri bunun yerine geçer" in mail
