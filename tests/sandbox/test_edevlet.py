"""e-Devlet acted out: its two pages, a code for one token, and the answers that name a person."""

import re
from urllib.parse import parse_qs, urlsplit

from tests.sandbox_server import Sandbox

SERVER = "/edevlet/OAuth2AuthorizationServer"
CLIENT = {"client_id": "emuafiyet-demo", "redirect_uri": "http://portal.example/donus/"}


def first_page(sandbox: Sandbox, **form: str):
    asked = {"response_type": "code", "state": "s", "scope": "Kimlik-Dogrula", **CLIENT}
    page = sandbox.http.get(f"{SERVER}/AuthorizationController", params=asked)
    token = re.search('csrfmiddlewaretoken" value="([^"]+)', page.text)[1]
    form = {"csrfmiddlewaretoken": token, **asked, "password": "sanal-2026", **form}
    return sandbox.http.post(f"{SERVER}/AuthorizationController", data=form)


def code_for(sandbox: Sandbox, ykn: str) -> str:
    back = first_page(sandbox, ykn=ykn, answer="onayla").headers["location"]
    assert back.startswith(CLIENT["redirect_uri"])
    return parse_qs(urlsplit(back).query)["code"][0]


def exchange(sandbox: Sandbox, code: str, **other: str):
    form = {"grant_type": "authorization_code", "client_secret": "emuafiyet-demo-secret", "code": code, **CLIENT}
    return sandbox.http.post(f"{SERVER}/AccessTokenController", data=form | other)


def test_a_code_gives_one_token_and_the_token_a_person(sandbox: Sandbox) -> None:
    made = sandbox.post("/nvi/persons", {"surname": "ŞİRİN"})
    code = code_for(sandbox, made["ykn"])
    token = exchange(sandbox, code).json()["access_token"]
    form = {"accessToken": token, "clientId": "emuafiyet-demo", "resourceId": "1", "kapsam": "Ad-Soyad"}
    person = sandbox.http.post(f"{SERVER}/AuthenticationController", data=form).json()
    assert person["sonucKodu"] == "EDV09.000"
    assert person["kullaniciBilgileri"] == {"kimlikNo": made["ykn"], "ad": "DİLNOZA", "soyad": "ŞİRİN"}
    assert exchange(sandbox, code).json()["error"] == "invalid_grant"


def test_a_wrong_secret_or_another_address_gets_no_token(sandbox: Sandbox) -> None:
    code = code_for(sandbox, sandbox.post("/nvi/persons")["ykn"])
    assert exchange(sandbox, code, client_secret="x").json()["error"] == "invalid_client"
    assert exchange(sandbox, code, redirect_uri="http://elsewhere.example/").json()["error"] == "invalid_grant"


def test_the_pages_refuse_a_wrong_password_and_a_locked_account_and_let_people_cancel(sandbox: Sandbox) -> None:
    made = sandbox.post("/nvi/persons", {})
    assert "hatalı" in first_page(sandbox, ykn=made["ykn"], password="x").text
    locked = sandbox.post("/nvi/persons", {"edevlet": "locked"})
    assert "kilitli" in first_page(sandbox, ykn=locked["ykn"]).text
    assert "Onayla" in first_page(sandbox, ykn=made["ykn"]).text
    back = first_page(sandbox, ykn=made["ykn"], answer="iptal").headers["location"]
    assert parse_qs(urlsplit(back).query)["error"] == ["access_denied"]
