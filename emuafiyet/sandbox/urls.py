"""Addresses of the sandbox site."""

from django.urls import path

from . import controls, edevlet, edevlet_pages, front, gib, gib_pages, goc, goc_persons, mail, mfa, nvi, workplaces

urlpatterns = [
    path("", front.front),
    path("health", front.health),
    path("sandbox.css", front.css),
    path("favicon.ico", front.icon),
    path("controls", controls.controls),
    path("forget", controls.forget),
    path("mfa/references", mfa.create),
    path("mfa/references/<str:reference>", mfa.reference),
    path("mfa/references/<str:reference>/use", mfa.use),
    path("mfa/references/<str:reference>/renew", mfa.renew),
    path("mfa/decisions", mfa.decisions),
    path("edevlet/OAuth2AuthorizationServer/AuthorizationController", edevlet_pages.authorize),
    path("edevlet/OAuth2AuthorizationServer/AccessTokenController", edevlet.token),
    path("edevlet/OAuth2AuthorizationServer/AuthenticationController", edevlet.identity),
    path("nvi/allot", nvi.allot),
    path("nvi/persons", nvi.persons),
    path("nvi/persons/<str:ykn>", nvi.person),
    path("nvi/verify", nvi.verify),
    path("nvi/addresses/<str:code>", workplaces.address),
    path("sgk/workplaces/<str:number>", workplaces.workplace),
    path("goc/entries", goc.entries),
    path("goc/persons", goc_persons.correct),
    path("goc/persons/<str:ykn>", goc_persons.person),
    path("gib/receivables", gib.receivables),
    path("gib/receivables/<str:reference>/cancel", gib.cancel),
    path("gib/receivables/<str:reference>/reprice", gib.reprice),
    path("gib/collections", gib.collections),
    path("gib/odeme/", gib_pages.pay_by_reference),
    path("gib/banka/", gib_pages.bank_counter),
    path("mail.json", mail.as_json),
    path("mail/", mail.listing),
    path("mail/accepted", mail.accepted),
    path("mail/clear", mail.clear),
    path("mail/<int:number>/", mail.show),
    path("mail/<int:number>/html", mail.html_part),
    path("mail/<int:number>/attachments/<int:index>", mail.attachment),
]
