"""Addresses that need no sign-in."""

from django.urls import path

from mediation.web.public.clock import calculator
from mediation.web.public.clock.feed import feed
from mediation.web.public.office import health, metrics
from mediation.web.public.papers import forms, sealing, statutes, verify
from mediation.web.public.sittings import hearings

app_name = "public"
urlpatterns = [
    path("", verify.home, name="home"),
    path("health/", health.health, name="health"),
    path("health/live/", health.live, name="live"),
    path("health/ready/", health.ready, name="ready"),
    path("metrics/", metrics.metrics, name="metrics"),
    path("statutes/", statutes.statutes, name="statutes"),
    path("hearings/", hearings.hearings, name="hearings"),
    path("calculator/", calculator.calculator, name="calculator"),
    path("forms/", forms.forms, name="forms"),
    path("forms/<slug:code>/", forms.form, name="form"),
    path("forms/<slug:code>.pdf", forms.blank_pdf, name="form-pdf"),
    path("calendar/<str:token>.ics", feed, name="feed"),
    path("sealed/<str:ticket>/", sealing.called_back, name="called-back"),
    path("v/", verify.verify, name="verify"),
    path("v/<slug:code>", verify.verify, name="verify-code"),
]
