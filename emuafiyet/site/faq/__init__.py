"""Frequently asked questions (R4), and the page that searches them on the server.

The texts are in ``content/``, one Markdown file for each language; Turkish is the master.
"""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from .questions import Question, load_topics, search_topics

HOME_PAGE_QUESTIONS = ("yurt-disindan", "odeme-var-mi", "itiraz")  # shown on the home page
MAX_SEARCH_LENGTH = 100  # characters of a search


def list_home_page_questions() -> list[Question]:
    questions = {each.anchor: each for topic in load_topics(get_language()) for each in topic.questions}
    return [questions[anchor] for anchor in HOME_PAGE_QUESTIONS]


@require_safe
def faq(request: HttpRequest) -> HttpResponse:
    wanted = request.GET.get("ara", "").strip()[:MAX_SEARCH_LENGTH]
    topics = load_topics(get_language())
    if wanted:
        topics = search_topics(topics, wanted)
    context = {"topics": topics, "wanted": wanted, "hits": sum(len(topic.questions) for topic in topics)}
    return render(request, "portal/faq.html", context)
