"""What everybody may read before signing in: home, who may apply, what you need, questions, in every language."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.template.loader import render_to_string
from django.test import Client
from django.urls import reverse
from django.utils import translation
from django.utils.html import escape

from applicants.models import Applicant
from applications.catalogue import loading
from applications.eligibility.deadlines import today
from applications.models import Category
from applications.wizard.consent_and_documents import CLARIFICATION_VERSION
from emuafiyet.site.context import portal
from emuafiyet.site.faq.questions import load_topics, search_topics
from payments.models import Tariff
from tests.applicants.doors import sign_in
from tests.applications import cases
from tests.builders.browsers import signed_in
from tests.builders.page_answers import parts

pytestmark = pytest.mark.django_db
LANGUAGES = ("tr", "en", "ru", "ar")
RESEARCH, SPORTS, SCIENCE = "research-knowledge-experience", "sports-activity", "science-culture-art"


@pytest.fixture
def catalogue() -> None:
    cases.catalogue()


def read(path: str, language: str = "tr") -> str:
    answer = Client(headers={"accept-language": language}).get(path)
    assert answer.status_code == 200, path
    return answer.content.decode()


def page_of(category: str) -> str:
    return reverse("who_category", args=[Category.objects.get(pk=category).sector_id, category])


def needs(category: str, **more: Any) -> dict[str, Any]:
    return {"category": category, "place": "turkey"} | more


def dated(category: str, days: int, **more: Any) -> dict[str, Any]:
    start = today() + timedelta(days=10)
    return needs(
        category, period="dates", **parts("starts_on", start), **parts("ends_on", start + timedelta(days=days)), **more
    )


@pytest.mark.requirement("R5")
def test_the_button_of_the_home_page_leads_to_the_question(catalogue: None, client: Client) -> None:
    home = client.get("/").content.decode()
    assert re.search(r'href="/giris/"[^>]*>Çalışma İzni Muafiyeti Başvurusu Yap', home)
    assert "Daha önce bu sisteme giriş yaptınız mı?" in client.get("/giris/").content.decode()
    ways = {
        ("no", "turkey"): "/giris/turkiyede/",
        ("no", "abroad"): "/giris/konsolosluk/",
        ("yes", ""): "/giris/e-posta/",
    }
    for (before, where), there in ways.items():
        assert client.post("/giris/", {"before": before, "where": where})["Location"] == there


@pytest.mark.requirement("R2")
def test_a_language_chosen_before_signing_in_stays_after_it(client: Client) -> None:
    client.get("/giris/")
    assert client.post("/dil/", {"language": "ar", "next": "/giris/"})["Location"] == "/giris/"
    applicant = Applicant.objects.create(email="dil@ornek.test")
    sign_in(client, applicant)
    page = client.get("/bildirimler/").content.decode()
    assert '<html lang="ar" dir="rtl"' in page
    assert page.index("menu__languages") < page.index("</header>")  # in the head of the page, before its matter


@pytest.mark.requirement("R3", "R40")
def test_every_open_category_tells_who_fits_how_long_which_papers_and_what_it_costs(catalogue: None) -> None:
    for row in loading.read_catalogue()["categories"]:
        if not row.get("enabled", True) or row["channel"] != "portal":
            continue
        page = read(page_of(row["slug"]))
        category = Category.objects.get(pk=row["slug"])
        assert category.who_fits
        for told in (category.name, category.who_fits, category.cap_text, row["legal_ref"]):
            assert str(translation.gettext(told)) in page.replace("&#x27;", "'"), (row["slug"], told)
        for rule in category.document_rules.select_related("kind"):
            assert rule.kind.name_tr.replace("'", "&#x27;") in page
        assert "964,00" in page, row["slug"]


@pytest.mark.requirement("R40")
def test_who_fits_and_for_how_long_is_said_again_before_an_application_begins(catalogue: None) -> None:
    page = signed_in(cases.person()).get(f"/basvuru/yeni/sports/{SPORTS}/").content.decode()
    begin = page.index("Bu kategoride başvuruya başla")
    for told in (Category.objects.get(pk=SPORTS).who_fits, "en çok 4 ay", "Davet / kabul yazısı"):
        assert escape(told) in page[:begin]


@pytest.mark.parametrize(
    ("category", "amounts", "never"),
    [
        (SCIENCE, ["964,00"], "13.538,90"),  # a month at most: no fee, ever
        ("cross-border-service", ["964,00", "tam 3 ay", "13.538,90"], "26.113,80"),
        (RESEARCH, ["964,00", "13.538,90", "26.113,80"], "38.688,70"),
        ("significant-contribution", ["13.538,90", "26.113,80", "38.688,70"], "ş"),
    ],
)
@pytest.mark.requirement("R3")
def test_a_category_shows_the_amounts_that_its_longest_stay_can_reach(
    catalogue: None, category: str, amounts: list[str], never: str
) -> None:
    table = read(page_of(category)).partition("<table")[2].partition("</table>")[0]
    assert [each for each in amounts if each not in table] == []
    assert never == "ş" or never not in table


@pytest.mark.requirement("L8")
@pytest.mark.parametrize(
    ("category", "told"),
    [
        ("mission-affiliated-institution", "Dışişleri Bakanlığına başvurulur"),
        ("private-service-of-mission-staff", "Dışişleri Bakanlığına başvurulur"),
        ("protection-notified", "Bu kategori için başvuru yapılmaz"),
    ],
)
def test_categories_of_another_channel_explain_it_and_offer_no_form(catalogue: None, category: str, told: str) -> None:
    page = read(page_of(category))
    assert told in page
    assert "Çalışma İzni Muafiyeti Başvurusu Yap<" not in page
    assert f'value="{category}"' not in read("/neler-gerekli/")


@pytest.mark.requirement("R3")
def test_what_is_closed_is_nowhere_and_who_needs_nothing_is_told(catalogue: None, client: Client) -> None:
    assert client.get("/kimler-basvurabilir/energy/").status_code == 404
    assert client.get("/kimler-basvurabilir/energy/petroleum-staff/").status_code == 404
    assert client.get("/kimler-basvurabilir/sports/science-culture-art/").status_code == 404
    page = read("/kimler-basvurabilir/")
    assert "Petrol ve Doğal Gaz" not in page
    assert "Mavi Kart sahibi" in page
    assert page.count("/kimler-basvurabilir/") >= 14


def test_no_name_of_the_catalogue_is_missing_in_any_language(catalogue: None) -> None:
    data = loading.read_catalogue()
    for group in ("sectors", "document_kinds", "categories", "outside_the_system"):
        for row in data[group]:
            assert all(row.get(language, "").strip() for language in LANGUAGES), row
            assert len({row[language] for language in ("tr", "ru", "ar")}) == 3, row
    for row in data["categories"]:
        assert all(row["who"].get(language, "").strip() for language in LANGUAGES), row["slug"]
    shown = {language: read("/kimler-basvurabilir/sports/", language) for language in LANGUAGES}
    for language, row in zip(
        LANGUAGES, ("Sportif faaliyet", "Sports activity", "Спортивная", "نشاط رياضي"), strict=True
    ):
        assert row in shown[language]


def test_the_list_for_a_short_stay_is_free_without_a_card(catalogue: None, client: Client) -> None:
    page = client.get("/neler-gerekli/", dated(SPORTS, 60)).content.decode()
    assert "kart istemezseniz hiçbir ödeme yoktur" in page
    assert "964,00" in page
    assert "12.574,90" not in page
    assert "Davet / kabul yazısı" in page


def test_the_list_for_three_months_names_both_amounts_to_the_kurus_and_the_passports_last_day(
    catalogue: None, client: Client
) -> None:
    page = client.get("/neler-gerekli/", dated(RESEARCH, 200, place="abroad")).content.decode()
    assert [each for each in ("9280", "12.574,90", "9268", "964,00", "13.538,90") if each not in page] == []
    last = today() + timedelta(days=10 + 200 + 60)
    assert f"{last.day} " in page.partition("Pasaportunuz en az")[2][:40]
    assert "16 haneli referans numarası" in page
    assert "yasal kalış hakkı" not in page


@pytest.mark.parametrize(
    ("more", "field", "told"),
    [
        ({"period": "length", "months": "5"}, "months", "en çok 4 ay"),
        ({"period": "length", "months": ""}, "months", "Kaç ay süreceğini yazın"),
        ({"period": "length", "months": "on"}, "months", "Ay sayısını rakamla yazın"),
        ({"period": "dates"}, "starts_on", "Başlangıç tarihini yazın"),
        ({"period": ""}, "period", "Tarihleri bilip bilmediğinizi seçin"),
        ({"period": "length", "months": "3", "category": "petroleum-staff"}, "category", ""),
        ({"period": "length", "months": "3", "category": "protection-notified"}, "category", ""),
    ],
)
def test_the_list_is_refused_by_the_rules_that_will_refuse_the_application(
    catalogue: None, client: Client, more: dict[str, str], field: str, told: str
) -> None:
    answer = client.get("/neler-gerekli/", needs(SPORTS) | more)
    assert field in answer.context["form"].errors
    assert told in answer.content.decode()
    assert client.get("/neler-gerekli/", dated(SPORTS, 200)).context["form"].errors.keys() == {"ends_on"}


def test_without_a_tariff_nothing_is_guessed(catalogue: None, client: Client) -> None:
    Tariff.objects.all().delete()
    assert "yürürlükte bir tarife yok" in client.get("/neler-gerekli/", dated(RESEARCH, 200)).content.decode()
    assert "tutarlar şu anda gösterilemiyor" in read(page_of(RESEARCH))


@pytest.mark.requirement("R4")
@pytest.mark.parametrize(
    ("wanted", "anchor"),
    [
        ("pasaport", "pasaport"),
        ("PASAPORTUMUN SAYFALARI", "pasaport"),
        ("itiraz", "itiraz"),
        ("ITIRAZ", "itiraz"),
        ("İTİRAZ", "itiraz"),
        ("kayıp kart", "yeni-kart"),
        ("KAYIP KART", "yeni-kart"),
        ("kayip kart", "yeni-kart"),
        ("odeme suresi", "odeme-suresi"),
        ("9280", "nasil-odenir"),
    ],
)
def test_questions_are_found_whatever_the_keyboard(wanted: str, anchor: str) -> None:
    assert anchor in {each.anchor for topic in search_topics(load_topics("tr"), wanted) for each in topic.questions}


@pytest.mark.parametrize("language", ["en", "ru", "ar"])
def test_every_question_is_translated_from_what_the_turkish_one_says_now(language: str) -> None:
    """After a change of a Turkish text: translate it, then put the new digest under the question."""
    master, translated = load_topics("tr"), load_topics(language)
    assert [topic.anchor for topic in translated] == [topic.anchor for topic in master]
    questions = [each for topic in master for each in topic.questions]
    answers = {each.anchor: each for topic in translated for each in topic.questions}
    assert list(answers) == [each.anchor for each in questions]
    stale = {each.anchor: each.digest for each in questions if answers[each.anchor].translates != each.digest}
    assert stale == {}
    for each in questions:
        other = answers[each.anchor]
        assert [sorted(block) for block in other.blocks] == [sorted(block) for block in each.blocks], each.anchor
        assert [block.get("link") for block in other.blocks] == [block.get("link") for block in each.blocks]
        assert set(other.list_texts()).isdisjoint(each.list_texts()), each.anchor


@pytest.mark.requirement("R4", "R125")
def test_the_questions_have_anchors_links_that_work_and_an_address_to_write_to(client: Client) -> None:
    page = client.get("/sss/").content.decode()
    questions = [question for topic in load_topics("tr") for question in topic.questions]
    assert len(questions) >= 25
    assert len({question.anchor for question in questions}) == len(questions)
    for question in questions:
        assert f'id="{question.anchor}"' in page
    assert "mailto:emuafiyetdestek@csgb.gov.tr" in page.partition("<main")[2].partition("</main>")[0]
    nothing = client.get("/sss/", {"ara": "<b>zürafa</b>"}).content.decode()
    assert "için soru bulunamadı" in nothing
    assert "<b>zürafa" not in nothing


@pytest.mark.requirement("R125")
@pytest.mark.parametrize("path", ["/", "/sss/", "/giris/", "/verify", "/cerezler/", "/kisisel-veriler/"])
def test_every_page_gives_the_support_address(catalogue: None, client: Client, path: str) -> None:
    assert "mailto:emuafiyetdestek@csgb.gov.tr" in client.get(path).content.decode().partition("<footer")[2]


@pytest.mark.parametrize(
    ("path", "queries"),
    [
        ("/", 1),
        ("/kimler-basvurabilir/", 1),
        ("/kimler-basvurabilir/education-internship/", 2),
        ("/kimler-basvurabilir/maritime/", 2),
        (f"/kimler-basvurabilir/education-internship/{RESEARCH}/", 3),
        ("/sss/", 0),
        ("/neler-gerekli/", 1),
        ("/sitemap.xml", 1),
    ],
)
def test_public_pages_cost_a_constant_number_of_queries(
    catalogue: None, client: Client, django_assert_num_queries: Any, path: str, queries: int
) -> None:
    client.get(path)  # the catalogue is read once for everybody
    with django_assert_num_queries(queries):
        assert client.get(path).status_code == 200


def test_search_engines_find_every_public_page_and_no_other(catalogue: None, client: Client) -> None:
    addresses = re.findall("<loc>(.*?)</loc>", client.get("/sitemap.xml").content.decode())
    assert len(addresses) == len(set(addresses)) >= 9 + 14 + 24
    for address in addresses:
        path = "/" + address.split("/", 3)[3]
        assert client.get(path).status_code == 200, path
    robots = client.get("/robots.txt")
    assert robots["Content-Type"].startswith("text/plain")
    closed = re.findall(r"Disallow: (\S+)", robots.content.decode())
    assert not [path for path in addresses for start in closed if ("/" + path.split("/", 3)[3]).startswith(start)]


def test_every_cookie_that_a_browser_is_given_is_named_on_the_page(client: Client) -> None:
    client.get("/giris/")
    client.post("/dil/", {"language": "tr", "next": "/"})
    sign_in(client, Applicant.objects.create(email="cerez@ornek.test"))
    client.get("/bildirimler/")
    page = client.get("/cerezler/").content.decode()
    assert {"session", "csrf", "language", "device"} <= set(client.cookies)
    assert [name for name in client.cookies if f">{name}</bdi>" not in page] == []


@pytest.mark.requirement("R42")
def test_the_clarification_text_says_all_that_article_10_asks(client: Client) -> None:
    page = client.get("/kisisel-veriler/").content.decode()
    for chapter in (
        "Veri sorumlusu",
        "Hangi veriler, hangi amaçla",
        "Özel nitelikli veriler",
        "Kimlere, niçin aktarılır",
        "Toplama yöntemi ve hukuki sebep",
        "Saklama süresi",
        "Haklarınız",
    ):
        assert f"{chapter}</h" in page
    assert page.partition("Haklarınız</h2>")[2].partition("</ul>")[0].count("<li>") == 8  # art. 11, two of nine in one
    assert "Metnin Türkçesi esastır" in page
    assert CLARIFICATION_VERSION in page


@pytest.mark.requirement("R125")
@pytest.mark.parametrize("template", ["400", "403", "403_csrf", "404", "500", "503"])
def test_an_error_page_says_what_to_do_and_whom_to_write_to(rf: Any, template: str) -> None:
    context = portal(rf.get("/")) if template == "404" else {}
    page = render_to_string(f"{template}.html", context)
    assert "mailto:emuafiyetdestek@csgb.gov.tr" in page
    assert 'href="/"' in page
