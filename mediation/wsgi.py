"""Entry point of the web server."""

import os
from contextlib import suppress
from threading import Thread

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mediation.settings.production")
application = get_wsgi_application()


def _ready_the_renderer() -> None:
    # Its fonts take some seconds to read: not while the first drafter waits for the first preview.
    from mediation.documents import rendering  # only once the application is there

    # Whoever prints next is told what is wrong with it; here it mostly is that somebody ends us already.
    with suppress(rendering.RenderingFailed):
        rendering.render("预备")


Thread(target=_ready_the_renderer, daemon=True).start()
