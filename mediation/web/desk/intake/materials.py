"""材料 at the desk: the files of a matter and each one's content."""

from __future__ import annotations

from django.db.models import prefetch_related_objects
from django.http import FileResponse, HttpRequest

from mediation.models import Attachment
from mediation.queries.visibility import Sight
from mediation.web.desk.access import log_view, staff_only
from mediation.web.shared.intake.download import answer
from mediation.web.stepping.finding import object_or_404


@staff_only
def file(request: HttpRequest, pk: int) -> FileResponse:
    """The file itself; who read it is written down."""
    found = object_or_404(request.actor, Attachment, pk)
    log_view(request, found.matter, str(found))
    return answer(found)


def of_matter(sight: Sight) -> list[Attachment]:
    """The files that the person may see, with all that the panel says of them."""
    found = sight.rows(Attachment, "organ")
    prefetch_related_objects(found, "claims", "given_by", "sealed_from")
    for claim in (claim for one in found for claim in one.claims.all()):
        claim.matter = sight.matter
    return found
