"""Frequently asked questions (R4), and the page that searches them on the server."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from . import afterwards, applying
from .questions import Question, search_topics

TOPICS = (*applying.TOPICS, *afterwards.TOPICS)
HOME_PAGE_QUESTIONS = ("yurt-disindan", "odeme-var-mi", "itiraz")  # shown on the home page
MAX_SEARCH_LENGTH = 100  # characters of a search

_QUESTION_BY_ANCHOR = {question.anchor: question for topic in TOPICS for question in topic.questions}


def find_question(anchor: str) -> Question:
    return _QUESTION_BY_ANCHOR[anchor]


@require_safe
def faq(request: HttpRequest) -> HttpResponse:
    wanted = request.GET.get("ara", "").strip()[:MAX_SEARCH_LENGTH]
    topics = search_topics(TOPICS, wanted) if wanted else TOPICS
    context = {"topics": topics, "wanted": wanted, "hits": sum(len(topic.questions) for topic in topics)}
    return render(request, "portal/faq.html", context)
