"""Addresses of the desk."""

from django.urls import path

from mediation.web.desk import steps
from mediation.web.desk.clock import clock_changes, corrections, deadlines
from mediation.web.desk.intake import cards, materials, matter, matters, objects, people, receipts, register, window
from mediation.web.desk.office import administration, annulments, my_work, sign_in
from mediation.web.desk.papers import (
    approval,
    bulk,
    circulating,
    drafting,
    numbers,
    packs,
    phrases,
    replacing,
    scans,
    seal_heap,
    seal_uses,
    sending_back,
    sheets,
)
from mediation.web.desk.papers import paper as papers
from mediation.web.desk.serving import service as serving

app_name = "desk"
urlpatterns = [
    path("", my_work.my_work, name="my-work"),
    path("reminders/", my_work.read_reminders, name="read-reminders"),
    path("administration/", administration.administration, name="administration"),
    path("administration/jobs/<int:pk>/", administration.failed_job, name="failed-job"),
    path("administration/clock/", administration.clock, name="confirm-clock"),
    path("clock-changes/", clock_changes.clock_changes, name="clock-changes"),
    path("outages/", clock_changes.outages, name="outages"),
    path("sign-in/", sign_in.SignIn.as_view(), name="sign-in"),
    path("sign-out/", sign_in.SignOut.as_view(), name="sign-out"),
    path("matters/", matters.matters, name="matters"),
    path("matters/<str:number>/", matter.matter, name="matter"),
    path("matters/<str:number>/card/", cards.card, name="card"),
    path("matters/<str:number>/people/", people.people, name="people"),
    path("party/<int:pk>/", people.party, name="party"),
    path("agent/<int:pk>/code/", people.code, name="agent-code"),
    path("matters/<str:number>/receipts/", receipts.receipts, name="receipts"),
    path("matters/<str:number>/pack/", packs.packs, name="packs"),
    path("packs/<int:pk>/pdf/", packs.pdf, name="pack-pdf"),
    path("matters/<str:number>/open/paper/draft/", drafting.draft, name="draft"),
    path("matters/<str:number>/open/<slug:model>/<slug:step>/", steps.open_in_matter, name="open"),
    path("register/", register.register, name="register"),
    path("window/", window.window, name="window"),
    path("new/<slug:model>/<slug:step>/", steps.open_new, name="open-new"),
    path("bulk/", bulk.bulk, name="bulk"),
    path("bulk/<int:pk>/", bulk.run, name="bulk-run"),
    path("phrases/", phrases.phrases, name="phrases"),
    path("approval/", approval.approval, name="approval"),
    path("numbers/", numbers.numbers, name="numbers"),
    path("seal-uses/", seal_uses.register, name="seal-uses"),
    path("papers/<int:pk>/seal/", seal_uses.apply, name="apply-seal"),
    path("seal-uses/first/", seal_heap.first, name="seal-heap-first"),
    path("seal-uses/<slug:act>/", seal_heap.heap, name="seal-heap"),
    path("scans/", scans.scans, name="scans"),
    path("papers/<int:pk>/", papers.paper, name="paper"),
    path("papers/<int:pk>/keep/", papers.keep, name="paper-keep"),
    path("papers/<int:pk>/sheet/", sheets.sheet, name="paper-sheet"),
    path("papers/<int:pk>/draft/", sheets.draft, name="paper-draft"),
    path("papers/<int:pk>/pdf/", sheets.pdf, name="paper-pdf"),
    path("papers/<int:pk>/replace/", replacing.replacing, name="replace-paper"),
    path("papers/<int:pk>/alike/", bulk.alike, name="alike"),
    path("papers/<int:pk>/word/", circulating.word, name="paper-word"),
    path("papers/<int:pk>/serve/<slug:step>/", serving.serve, name="serve"),
    path("calendar/", deadlines.subscribe, name="calendar"),
    path("deadline/<int:pk>/", deadlines.deadline, name="deadline"),
    path("deadline/<int:pk>.json", deadlines.as_json, name="deadline-json"),
    path("attachment/<int:pk>/file/", materials.file, name="file"),
    path("<slug:model>/<int:pk>/", objects.detail, name="object"),
    path("paper/<int:pk>/send_back/", sending_back.send_back, name="send-back"),
    path("<slug:model>/<int:pk>/annul/", annulments.annul, name="annul"),
    path("annulment/<int:pk>/approve/", annulments.approve, name="approve-annulment"),
    path("<slug:model>/<int:pk>/correct_day/", corrections.correct, name="correct-day"),
    path("<slug:model>/<int:pk>/<slug:step>/", steps.take, name="step"),
]
