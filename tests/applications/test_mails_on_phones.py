"""Mails as a phone draws them: no mail wider than its screen, and in Arabic every value in its own order."""

import html
import json
import re
import subprocess
from pathlib import Path

import pytest

from emuafiyet.dev.packages import find_program
from tests.builders.mails import OTHER_MAILS, render_every_mail, render_other_mail
from tests.builders.page_words import LANGUAGES

pytestmark = pytest.mark.django_db

WIDTH = 360
MAILS = Path("templates/mail")
# Draws every mail in a window of its own. A value is in order when its signs stand from left to right on each line.
MEASURE = """
const VALUE = new RegExp([
  "[\\\\d.]+,\\\\d\\\\d TL", "https?://\\\\S+", "[\\\\w.+-]+@[\\\\w.-]+\\\\w", "\\\\b[A-Z]*\\\\d{6,}\\\\b",
  "T\\\\.(?:C\\\\.)? [A-Z]\\\\S+ Bankas\u0131",
].join("|"), "g");
const isTorn = (document, node, from, to) => {
  let last = null;
  for (let at = from; at < to; at++) {
    const range = document.createRange();
    range.setStart(node, at); range.setEnd(node, at + 1);
    const box = range.getBoundingClientRect();
    if (!box.width) continue;
    if (last && Math.abs(box.top - last.top) < 4 && box.left < last.left) return true;
    last = box;
  }
  return false;
};
const measure = frame => {
  const page = frame.contentDocument, torn = [];
  const walker = page.createTreeWalker(page.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const node = walker.currentNode;
    for (const found of node.data.matchAll(VALUE))
      if (isTorn(page, node, found.index, found.index + found[0].length)) torn.push(found[0]);
  }
  return {width: page.documentElement.scrollWidth, torn, bare: page.querySelectorAll("a:not([href])").length};
};
addEventListener("load", () => {
  const told = {};
  for (const frame of document.querySelectorAll("iframe")) told[frame.title] = measure(frame);
  document.body.textContent = JSON.stringify(told);
});
"""


@pytest.fixture(autouse=True)
def _catalogue(catalogue: None) -> None: ...


def draw(mails: dict[str, str], folder: Path) -> dict[str, dict]:
    """What the browser measured of each mail, all in one start."""
    frames = "".join(
        f'<iframe title="{name}" width="{WIDTH}" height="640" style="border:0" srcdoc="{html.escape(mail)}"></iframe>'
        for name, mail in mails.items()
    )
    page = folder / "page.html"
    page.write_text(f'<!doctype html><meta charset="utf-8"><body>{frames}<script>{MEASURE}</script>')
    program = find_program("chromium-headless-shell")
    assert program, "make machine-test installs chromium-headless-shell"
    options = ["--no-sandbox", "--disable-gpu", f"--user-data-dir={folder}/profile", "--dump-dom"]
    drawn = subprocess.run([program, *options, str(page)], capture_output=True, check=True, text=True, timeout=120)
    return json.loads(html.unescape(re.search(r"<body>(\{.*\})</body>", drawn.stdout)[1]))


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_mail_is_wider_than_a_phone_and_every_value_keeps_its_order(language: str, tmp_path: Path) -> None:
    mails = render_every_mail(language)
    assert set(mails) >= {path.stem for path in MAILS.glob("*.txt")}
    drawn = draw(mails, tmp_path)
    assert len(drawn) == len(mails) > 50
    assert {name: each["width"] for name, each in drawn.items() if each["width"] > WIDTH} == {}
    assert {name: each["torn"] for name, each in drawn.items() if each["torn"]} == {}


def test_the_measure_sees_what_is_too_wide_and_what_is_torn(tmp_path: Path) -> None:
    wide = "<p>https://muafiyet.example/" + "a" * 80 + "</p>"
    torn = '<p dir="rtl">المبلغ 12.574,90 TL فقط</p>'
    drawn = draw(
        {"wide": wide, "torn": torn, "whole": torn.replace("12.574,90 TL", "<bdi>12.574,90 TL</bdi>")}, tmp_path
    )
    assert drawn["wide"]["width"] > WIDTH
    assert drawn["torn"]["torn"] == ["12.574,90 TL"]
    assert drawn["whole"]["torn"] == []


@pytest.mark.parametrize("name", OTHER_MAILS)
def test_a_mail_program_that_drops_the_head_still_knows_the_direction(name: str) -> None:
    body = render_other_mail(name, "ar").partition("<body")[2]
    assert re.search(r'<div class="page" lang="ar" dir="rtl" style="direction:rtl;text-align:right', body)


def test_an_address_on_a_line_of_its_own_is_a_button_and_within_a_line_a_link() -> None:
    mail = render_other_mail("officer_password_link", "tr")
    assert "Portalda açın</a>" in mail
    assert ">https://muafiyet.example/admin/parola/" not in mail
