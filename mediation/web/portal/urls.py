"""Addresses of the portal."""

from django.urls import path

from mediation.web.portal import access, steps
from mediation.web.portal.clock import deadlines
from mediation.web.portal.intake import changing_secret, course, materials, matter, own_secret, window_screen
from mediation.web.portal.office import readers
from mediation.web.portal.papers import cards, paper
from mediation.web.portal.sittings import performance, settlement_offers

app_name = "portal"
urlpatterns = [
    path("", access.enter, name="enter"),
    path("leave/", access.leave, name="leave"),
    path("agent/<int:pk>/", access.act_for, name="act-for"),
    path("matter/", matter.matter, name="matter"),
    path("matter/course/", course.whole, name="course"),
    path("matter/readers/", readers.readers, name="readers"),
    path("secret/", own_secret.set_secret, name="secret"),
    path("secret/change/", changing_secret.change, name="change-secret"),
    path("window/", window_screen.screen, name="screen"),
    path("deadline/<int:pk>/", deadlines.deadline, name="deadline"),
    path("deadline/<int:pk>.json", deadlines.as_json, name="deadline-json"),
    path("calendar/", deadlines.subscribe, name="calendar"),
    path("performance/", performance.performance, name="performance"),
    path("papers/<int:pk>/", paper.paper, name="paper"),
    path("papers/<int:pk>/stamped/<int:file>/", paper.stamped, name="stamped"),
    path("papers/<int:pk>/plain/", cards.card, name="card"),
    path("attachment/<int:pk>/file/", materials.file, name="file"),
    path("offers/<int:pk>/", settlement_offers.offers, name="offers"),
    path("open/<slug:model>/<slug:step>/", steps.open_new, name="open"),
    path("<slug:model>/<int:pk>/<slug:step>/", steps.take, name="step"),
]
