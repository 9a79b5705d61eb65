"""Addresses of the desk."""

from django.urls import path

from mediation.web.desk import (
    administration,
    clock_changes,
    corrections,
    deadlines,
    materials,
    matter,
    matters,
    my_work,
    numbers,
    objects,
    papers,
    register,
    serving,
    sign_in,
    steps,
    window,
)

app_name = "desk"
urlpatterns = [
    path("", my_work.my_work, name="my-work"),
    path("reminders/", my_work.read_reminders, name="read-reminders"),
    path("administration/", administration.administration, name="administration"),
    path("clock-changes/", clock_changes.clock_changes, name="clock-changes"),
    path("outages/", clock_changes.outages, name="outages"),
    path("sign-in/", sign_in.SignIn.as_view(), name="sign-in"),
    path("sign-out/", sign_in.SignOut.as_view(), name="sign-out"),
    path("matters/", matters.matters, name="matters"),
    path("matters/<str:number>/", matter.matter, name="matter"),
    path("matters/<str:number>/open/<slug:model>/<slug:step>/", steps.open_in_matter, name="open"),
    path("register/", register.register, name="register"),
    path("window/", window.window, name="window"),
    path("new/<slug:model>/<slug:step>/", steps.open_new, name="open-new"),
    path("numbers/", numbers.numbers, name="numbers"),
    path("papers/<int:pk>/", papers.paper, name="paper"),
    path("papers/<int:pk>/sheet/", papers.sheet, name="paper-sheet"),
    path("papers/<int:pk>/pdf/", papers.pdf, name="paper-pdf"),
    path("papers/<int:pk>/serve/<slug:step>/", serving.serve, name="serve"),
    path("calendar/", deadlines.subscribe, name="calendar"),
    path("deadline/<int:pk>/", deadlines.deadline, name="deadline"),
    path("deadline/<int:pk>.json", deadlines.as_json, name="deadline-json"),
    path("attachment/<int:pk>/file/", materials.file, name="file"),
    path("<slug:model>/<int:pk>/", objects.detail, name="object"),
    path("<slug:model>/<int:pk>/correct_day/", corrections.correct, name="correct-day"),
    path("<slug:model>/<int:pk>/<slug:step>/", steps.take, name="step"),
]
