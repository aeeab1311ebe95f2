"""The forms as a browser and a screen reader meet them: names, descriptions, errors, folding, no lost input."""

import json
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django import forms
from django.forms import renderers
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils.translation import override

from emuafiyet.core.fields import DatePartsField, MoneyField, NameField
from emuafiyet.core.form_rendering import Renderer

VOID = {"input", "br", "img", "link", "meta"}
GOVUK = Path(__file__).parent.parent / "node_modules" / "govuk-frontend" / "dist" / "govuk" / "components"


class Element:
    def __init__(self, tag, attrs, parent):
        self.tag, self.attrs, self.parent, self.children, self.pieces = tag, dict(attrs), parent, [], []

    @property
    def classes(self) -> set[str]:
        return set((self.attrs.get("class") or "").split())

    def walk(self):
        yield self
        for child in self.children:
            yield from child.walk()

    def text(self) -> str:
        return "".join(piece if isinstance(piece, str) else piece.text() for piece in self.pieces)

    def words(self) -> str:
        return " ".join(self.text().split())

    def inside(self, other) -> bool:
        return self is other or (self.parent is not None and self.parent.inside(other))


class Page(HTMLParser):
    """The rendered HTML as a tree; a tag left open or closed twice is a failure."""

    def __init__(self, html: str):
        super().__init__()
        self.root = self.here = Element("root", [], None)
        self.feed(html)
        assert self.here is self.root, f"<{self.here.tag}> is never closed"

    def handle_starttag(self, tag, attrs):
        element = Element(tag, attrs, self.here)
        self.here.children.append(element)
        self.here.pieces.append(element)
        if tag not in VOID:
            self.here = element

    def handle_endtag(self, tag):
        assert self.here.tag == tag, f"</{tag}> closes <{self.here.tag}>"
        self.here = self.here.parent

    def handle_data(self, data):
        self.here.pieces.append(data)

    def all(self, tag=None, **attrs):
        return [
            e
            for e in self.root.walk()
            if (tag is None or e.tag == tag) and all(e.attrs.get(k.rstrip("_")) == v for k, v in attrs.items())
        ]

    def one(self, tag=None, **attrs):
        found = self.all(tag, **attrs)
        assert len(found) == 1, f"{len(found)} of {tag} {attrs}"
        return found[0]


class Work(forms.Form):
    occupation = forms.CharField(label="Meslek", help_text="Sözleşmedeki gibi", max_length=80)
    nickname = forms.CharField(label="Takma ad", required=False)
    begins = DatePartsField(label="Başlangıç", help_text="Örnek: 15 3 2027")
    employer = forms.ChoiceField(
        label="İşvereniniz var mı?",
        choices=[("yes", "Var"), ("no", "Yok")],
        widget=forms.RadioSelect(attrs={"choice_hints": {"no": "Yalnız bağımsız çalışıyorsanız"}}),
    )
    firm = NameField(label="İşveren", required=False)
    wage = MoneyField(label="Ücret", required=False)
    alone = forms.BooleanField(label="Bağımsız çalışacağım", required=False)
    province = forms.ChoiceField(label="İl", choices=[("", "Seçin"), ("06", "Ankara"), ("34", "İstanbul")])
    district = forms.ChoiceField(label="İlçe", choices=[("", "Seçin"), ("1", "Çankaya")], required=False)
    papers = forms.MultipleChoiceField(
        label="Belgeler",
        help_text="Birden çok seçebilirsiniz",
        choices=[("a", "Davet"), ("b", "Program")],
        widget=forms.CheckboxSelectMultiple,
    )
    about = forms.CharField(label="Hakkında", widget=forms.Textarea, max_length=2000)
    scan = forms.FileField(label="Sözleşme")
    read = forms.BooleanField(label="Okudum", help_text="Ayrı bir onaydır")
    token = forms.CharField(widget=forms.HiddenInput, required=False)

    shown_when = {
        "firm": ("employer", frozenset({"yes"})),
        "wage": ("employer", frozenset({"yes"})),
        "alone": ("employer", frozenset({"no"})),
        "district": ("province", frozenset({"06", "34"})),
    }
    redraws = frozenset({"province"})


@pytest.fixture(autouse=True)
def _turkish():
    with override("tr"):
        yield


def empty() -> Work:
    return Work({})


def described(page: Page, control: Element) -> str:
    """What a screen reader says after the name: the texts that aria-describedby points to, all of which exist."""
    ids = (control.attrs.get("aria-describedby") or "").split()
    return " ".join(page.one(id=id_).words() for id_ in ids)


def test_every_control_has_a_name_and_every_id_stands_once():
    for form in (Work(), empty()):
        page = Page(str(form))
        ids = [e.attrs["id"] for e in page.root.walk() if "id" in e.attrs]
        assert len(ids) == len(set(ids))
        labelled = {label.attrs["for"] for label in page.all("label")}
        controls = [e for e in page.root.walk() if e.tag in {"input", "select", "textarea"}]
        shown = [e for e in controls if e.attrs.get("type") != "hidden"]
        assert shown
        assert {e.attrs["id"] for e in shown} == labelled


def test_hint_and_error_are_read_with_the_control():
    page = Page(str(empty()))
    control = page.one("input", id="id_occupation")
    assert described(page, control) == "Sözleşmedeki gibi Hata: Bu alan zorunludur."
    assert control.attrs["aria-invalid"] == "true"
    assert "govuk-input--error" in control.classes
    fieldset = page.one("fieldset", id="id_begins_group")
    assert described(page, fieldset) == "Örnek: 15 3 2027 Hata: Tarihi yazın"


def test_a_form_without_errors_shows_none():
    html = str(Work())
    assert "error" not in html
    assert "aria-invalid" not in html


def test_optional_questions_say_so_and_required_ones_say_nothing():
    page = Page(str(Work()))
    assert page.one("label", for_="id_nickname").words() == "Takma ad (isteğe bağlı)"
    assert page.one("label", for_="id_occupation").words() == "Meslek"
    # A question that hangs on another is the form's to require.
    assert page.one("label", for_="id_firm").words() == "İşveren"


def test_the_browser_neither_cuts_an_answer_nor_stops_the_form_by_itself():
    html = str(Work())
    assert "maxlength" not in html
    assert " required" not in html
    assert "En çok 2.000 karakter." in html


def test_conditional_questions_sit_inside_their_radio_and_only_there():
    page = Page(str(Work()))
    yes, no = page.one(id="id_employer_0_more"), page.one(id="id_employer_1_more")
    assert page.one("input", name="firm").inside(yes)
    assert page.one("input", name="wage").inside(yes)
    assert page.one("input", name="alone").inside(no)
    assert "govuk-radios__conditional" in yes.classes
    # The stylesheet folds a block that follows an item without a checked radio.
    item = page.one("input", id="id_employer_0").parent
    siblings = item.parent.children
    assert siblings[siblings.index(item) + 1] is yes


def test_a_question_that_hangs_on_a_list_is_drawn_only_while_it_is_asked():
    assert 'name="district"' not in str(Work())
    assert 'name="district"' in str(Work(initial={"province": "06"}))
    assert 'name="district"' in str(Work({"province": "34"}))
    assert 'name="district"' not in str(Work({"province": ""}))


def test_a_change_that_brings_other_questions_redraws_them_with_or_without_scripts():
    page = Page(str(Work()))
    group = page.one("select", id="id_province").parent
    assert group.attrs["hx-target"] == group.attrs["hx-select"] == "#questions"
    assert group.attrs["hx-trigger"] == "change target:([name='province'],[name^='province_'])"
    assert json.loads(group.attrs["hx-vals"]) == {"_redraw": "1"}
    assert page.one("button", name="_redraw").parent.tag == "noscript"
    assert len(page.all(id="questions")) == 1
    assert len([e for e in page.root.walk() if "hx-post" in e.attrs]) == 1
    assert page.one("input", id="id_scan").attrs["hx-preserve"] == "true"


def test_whatever_a_question_says_is_escaped():
    """Labels, hints, choices and problems may hold words from the catalogue, which officers write."""
    bad = "<b>'\"&"

    class Asked(forms.Form):
        redraws = frozenset({"pick"})
        pick = forms.ChoiceField(
            label=bad, help_text=bad, choices=[(bad, bad)], widget=forms.RadioSelect(attrs={"choice_hints": {bad: bad}})
        )
        many = forms.MultipleChoiceField(label=bad, choices=[(bad, bad)], widget=forms.CheckboxSelectMultiple)
        read = forms.BooleanField(label=bad, help_text=bad)
        sum = forms.CharField(label=bad, help_text=bad, widget=forms.TextInput(attrs={"prefix": bad, "suffix": bad}))

    form = Asked({"sum": bad})
    form.add_error("sum", bad)
    for field in form:
        html = field.as_field_group()
        assert "<b>" not in html
        assert "'\"" not in html
        Page(html)
    assert (
        form["sum"].as_field_group().count("&lt;b&gt;&#x27;&quot;&amp;") == 6
    )  # label, hint, problem, value, two sides


def test_what_was_typed_comes_back_escaped():
    data = {
        "occupation": "<b>\"O'Neill\"</b>", "begins_day": "31", "begins_month": "x", "employer": "no", "wage": "12.34",
        "papers": ["b"], "about": "\nbir\n<script>", "province": "34", "read": "on",
    }  # fmt: skip
    html = str(Work(data))
    page = Page(html)
    assert "<b>" not in html
    assert "<script>" not in html
    assert page.one("input", name="occupation").attrs["value"] == data["occupation"]
    assert page.one("input", name="begins_month").attrs["value"] == "x"
    assert page.one("input", name="wage").attrs["value"] == "12.34"
    assert "checked" in page.one("input", id="id_employer_1").attrs
    assert "checked" not in page.one("input", id="id_employer_0").attrs
    assert "checked" in page.one("input", id="id_papers_1").attrs
    assert "checked" in page.one("input", name="read").attrs
    chosen = [o.attrs["value"] for o in page.one("select", name="province").children if "selected" in o.attrs]
    assert chosen == ["34"]
    # A browser drops the first line break inside a textarea, so one more is written.
    assert "\n\nbir\n&lt;script&gt;</textarea>" in html


def test_an_amount_carries_its_unit_and_reads_left_to_right():
    page = Page(str(Work()))
    wage = page.one("input", name="wage")
    assert wage.parent.words() == "TL"
    assert wage.attrs["dir"] == "ltr"
    assert "suffix" not in wage.attrs


def test_only_the_wrong_part_of_a_date_is_marked_and_the_summary_leads_there():
    form = Work({"begins_day": "15", "begins_month": "13", "begins_year": "2027"})
    page = Page(str(form))
    marked = [e.attrs["name"] for e in page.all("input") if "govuk-date-input__input" in e.classes
              and "govuk-input--error" in e.classes]  # fmt: skip
    assert marked == ["begins_month"]
    assert form["begins"].target == "id_begins_month"


def summary(form: forms.Form) -> Page:
    return Page(render_to_string("components/error_summary.html", {"form": form}, RequestFactory().get("/")))


def test_every_error_stands_in_the_summary_with_a_link_into_its_field():
    class Refused(Work):
        def clean(self):
            raise forms.ValidationError("Bütün form için bir söz")

    form = Refused({"employer": "yes"})
    page, drawn = summary(form), Page(str(form))
    links = page.all("a")
    assert {link.words() for link in links} == {m for bound in form for m in bound.problems}
    assert "Bütün form için bir söz" in page.root.words()
    controls = {"input", "select", "textarea"}
    for link in links:
        assert drawn.one(id=link.attrs["href"].removeprefix("#")).tag in controls
    assert f"{len(form.errors)} alan" in page.one("h2").words()
    assert page.one(id="error-summary").attrs["tabindex"] == "-1"


def test_a_page_without_errors_has_no_summary():
    assert summary(Work()).root.words() == ""


@pytest.mark.parametrize(
    ("component", "fixture", "field"),
    [
        ("input", "with error and hint", "occupation"),
        ("input", "with suffix", "wage"),
        ("textarea", "with hint", "about"),
        ("select", "error", "province"),
        ("radios", "with fieldset and error message", "employer"),
        ("checkboxes", "with error message and hint", "papers"),
        ("date-input", "with errors only", "begins"),
    ],
)
def test_our_markup_carries_the_classes_that_govuk_frontend_styles(component, fixture, field):
    fixtures = json.loads((GOVUK / component / "fixtures.json").read_text(encoding="utf-8"))["fixtures"]
    (theirs,) = [row["html"] for row in fixtures if row["name"] == fixture]

    def classes(html: str) -> set[tuple[str, str]]:
        html = re.sub(r">\s+<", "><", html)
        return {(e.tag, name) for e in Page(html).root.walk() for name in e.classes if not re.search("--|!", name)}

    assert classes(theirs) <= classes(empty()[field].as_field_group())


def test_controls_of_django_are_drawn_as_its_own_templates_draw_them():
    """Select and textarea are drawn without them, for speed; these are compared with an update of Django."""
    bad = "<b>'\"& ş"

    class Asked(forms.Form):
        one = forms.ChoiceField(choices=[("", "-"), (bad, bad), ("Grup " + bad, [("1", bad), ("2", "iki")])])
        words = forms.CharField(widget=forms.Textarea(attrs={"rows": 3, "data-x": bad, "hidden": True, "dir": False}))

    class AsDjango(renderers.TemplatesSetting):
        pass

    for data in (None, {}, {"one": "2", "words": bad}, {"one": bad, "words": "\n satır "}):
        ours, theirs = (Asked(data, renderer=each()) for each in (Renderer, AsDjango))
        for name in ("one", "words"):
            assert ours[name].as_widget() == theirs[name].as_widget()


def test_django_admin_keeps_its_own_widgets():
    assert str(Work()["occupation"]).count("govuk") == 0
