"""The mail catcher's pages, its JSON for tests, and the journal a careful sender asks before sending again."""

import re
from urllib.parse import quote

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from .mailbox import Mail, mailbox

# A message is shown in a frame that cannot run scripts or reach the network; its links open in the whole window.
FRAME = "allow-top-navigation-by-user-activation"
FRAME_POLICY = f"default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'; sandbox {FRAME}"


def site_root(request: HttpRequest) -> str:
    return f"{request.scheme}://{request.get_host()}"


def find_mail(number: int) -> Mail:
    mail = mailbox.get(number)
    if mail is None:
        raise Http404
    return mail


@csrf_exempt
@require_http_methods(["GET", "DELETE"])
def as_json(request: HttpRequest) -> HttpResponse:
    """Oldest first. ``?to=`` by envelope recipient, ``?since=`` a message number already seen."""
    if request.method == "DELETE":
        mailbox.clear()
        return JsonResponse({"cleared": True})
    since = request.GET.get("since", "0")
    after = int(since) if since.isdigit() else 0
    found = [mail for mail in mailbox.all(request.GET.get("to", "")) if mail.id > after]
    return JsonResponse([mail.as_json(site_root(request)) for mail in found], safe=False)


@require_GET
def accepted(request: HttpRequest) -> HttpResponse:
    times = mailbox.times_accepted(request.GET.get("message_id", "").strip())
    return JsonResponse({"accepted": times > 0, "times": times})


@require_GET
def listing(request: HttpRequest) -> HttpResponse:
    to = request.GET.get("to", "")
    mails = list(reversed(mailbox.all(to)))
    return render(request, "sandbox/mails.html", {"mails": mails, "to": to})


@require_POST
def clear(request: HttpRequest) -> HttpResponse:
    mailbox.clear()
    return HttpResponseRedirect("/mail/")


@require_GET
def show(request: HttpRequest, number: int) -> HttpResponse:
    mail = find_mail(number)
    shown = {
        "mail": mail,
        "message_id": mail.header("Message-ID"),
        "text": mail.part("plain"),
        "has_html": bool(mail.part("html")),
        "frame": FRAME,
    }
    return render(request, "sandbox/mail.html", shown)


@require_GET
def html_part(request: HttpRequest, number: int) -> HttpResponse:
    page = find_mail(number).part("html")
    if not page:
        raise Http404
    # ``base`` makes links leave the frame; it must come first to count.
    base = '<base target="_top">'
    with_base, count = re.subn(r"(?i)<head[^>]*>", lambda m: m.group(0) + base, page, count=1)
    response = HttpResponse(with_base if count else base + page)
    response["Content-Security-Policy"] = FRAME_POLICY
    return response


@require_GET
def attachment(request: HttpRequest, number: int, index: int) -> HttpResponse:
    attachments = find_mail(number).attachments
    if index >= len(attachments):
        raise Http404
    found = attachments[index]
    response = HttpResponse(found.content, content_type=found.media_type)
    kind = "inline" if found.media_type == "application/pdf" else "attachment"
    response.headers["Content-Disposition"] = f"{kind}; filename*=UTF-8''{quote(found.name, safe='')}"
    return response
