"""The session's end in a real browser: a warning in time, and answers that outlive it where no script runs."""

import re

import psycopg
import pytest
from playwright.sync_api import Page, expect

from . import road
from .portal import Portal


def end_every_session(portal: Portal) -> None:
    with psycopg.connect(portal.environment["DATABASE_URL"], autocommit=True) as connection:
        connection.execute("UPDATE applicants_session SET expire_date = now() - interval '1 second'")


def test_the_warning_comes_in_time_and_the_session_can_be_prolonged(
    page: Page, portal: Portal, complaints: list[str]
) -> None:
    page.clock.install()
    road.enter_from_abroad(page, portal, road.new_person(portal, "oturum@ornek.test"))
    page.goto("/hesap/")
    warning = page.get_by_role("alert").filter(has_text="Oturumunuz 3 dakika içinde sona erecek")
    # What is left is asked of the server, so time must pass there too.
    with psycopg.connect(portal.environment["DATABASE_URL"], autocommit=True) as connection:
        connection.execute(
            "UPDATE applicants_session SET expire_date = now() + interval '150 seconds'"
            " WHERE applicant_id = (SELECT id FROM applicants_applicant WHERE email = 'oturum@ornek.test')"
        )
    page.clock.fast_forward("16:55")
    expect(warning).to_have_count(0)
    page.clock.fast_forward("00:10")
    expect(warning).to_be_visible()
    page.get_by_role("button", name="Oturumu uzat").press("Enter")
    expect(warning).to_have_count(0)
    end_every_session(portal)
    page.clock.fast_forward("17:05")
    expect(page.get_by_role("alert").filter(has_text="Oturumunuz sona erdi")).to_be_visible()
    assert not complaints


@pytest.mark.parametrize("page", [False], indirect=True)
def test_without_scripts_a_lost_session_costs_no_answers(page: Page, portal: Portal) -> None:
    person = road.new_person(portal, "yarim@ornek.test")
    road.enter_from_abroad(page, portal, person)
    page.goto("/profil/iletisim/")
    expect(page.get_by_text("oturumunuz Türkiye saatiyle")).to_be_visible()
    page.get_by_label("İkamet ettiğiniz adres").fill("Amir Temur 12, daire 5")
    page.get_by_label("Şehir").fill("Toshkent")
    end_every_session(portal)
    road.continue_(page)
    expect(page.get_by_text("Yazdıklarınız duruyor: giriş yapınca aynı sayfada sizi bekler")).to_be_visible()
    with psycopg.connect(
        portal.environment["DATABASE_URL"], autocommit=True
    ) as connection:  # a minute between two codes
        connection.execute("UPDATE applicants_onetimecode SET created_at = created_at - interval '2 minutes'")
    first = road.codes_sent(portal, person.email)
    road.choose(page, "Evet, daha önce giriş yaptım")
    road.continue_(page, "Devam et")
    page.get_by_label("Kayıtlı e-posta adresiniz").fill(person.email)
    road.continue_(page, "Kontrol Et")
    page.get_by_label("Tek kullanımlık kod").fill(road.code_for(portal, person.email, len(first) + 1))
    road.continue_(page, "Kontrol et")
    road.heading(page, "İletişim Bilgileri")
    expect(page.get_by_label("İkamet ettiğiniz adres")).to_have_value("Amir Temur 12, daire 5")
    expect(page.get_by_label("Şehir")).to_have_value("Toshkent")
    expect(page).to_have_title(re.compile("^İletişim"))
