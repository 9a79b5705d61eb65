"""Papers left in place, and papers served by a public notice (民事诉讼法第八十九条、第九十五条)."""

from __future__ import annotations

from mediation.models import Paper, PublicNotice, ServiceOfDocument
from mediation.vocabulary import PaperKind, Role
from tests.factories.generated.law import OF_A_MEDIATION
from tests.factories.generated.matter import Course
from tests.factories.papers import printed, scan

WAITING = ("planned", "not_reached")


class Notices(Course):
    """Ways to serve without anybody taking the paper."""

    def _waiting_copy(self, *states: str) -> ServiceOfDocument | None:
        copies = ServiceOfDocument.objects.filter(matter=self.petition.matter, state__in=states).select_related(
            "paper", "party"
        )
        found = list(copies.order_by("pk"))
        papers = [one for one in found if one.paper.kind in OF_A_MEDIATION]
        return self.draw.choice(papers if papers and self.draw.random() < 0.5 else found) if found else None

    def leave_in_place(self) -> None:
        """Refused by the addressee, left with a witness; never a paper of a mediation."""
        copy = self._waiting_copy(*WAITING)
        if copy is None:
            return
        by = self.staff(Role.REGISTRAR, copy.paper.organ)
        printed(copy.paper)

        def left() -> ServiceOfDocument:
            self.take(ServiceOfDocument, copy, "dispatch", by, mode="left", note="拒绝签收", place="青河县柳树乡一村")
            return self.take(
                ServiceOfDocument, copy, "record_receipt", by, witness="村委会主任李大年", servers="王一、赵二"
            )

        if self.attempt(f"leave {copy.paper.kind} for {copy.party}", left) is not None:
            self.law.not_of_a_mediation(self, copy)
            self.law.serve(self, copy, self.on)

    def announce(self) -> None:
        """Whereabouts unknown: asked for, approved, printed and put up; never a paper of a mediation."""
        copy = self._waiting_copy(*WAITING)
        if copy is None:
            return
        printed(copy.paper)
        registrar, head = (self.staff(role, copy.paper.organ) for role in (Role.REGISTRAR, Role.HEAD))
        stated = {
            "service": copy, "ground": "whereabouts", "inquiry": "村委会、派出所均不知其下落", "proof": [scan("查询记录")],
            "medium": "posted", "place": "村务公开栏", "matter": copy.matter,
        }  # fmt: skip

        def posted() -> PublicNotice:
            notice = self.take(PublicNotice, None, "propose", registrar, **stated)
            self.take(PublicNotice, notice, "approve", head)
            printed(Paper.objects.of_kind(PaperKind.PUBLIC_NOTICE).get(subject_id=notice.pk, state="issued"))
            return self.take(PublicNotice, notice, "post", registrar, place="村务公开栏", proof=[scan("照片")])

        if self.attempt(f"announce {copy.paper.kind} for {copy.party}", posted) is not None:
            self.law.not_of_a_mediation(self, copy)
            self.law.announced[copy.pk] = self.on
            self.law.entered.setdefault(copy.pk, set()).add(self.on)

    def look_at_the_clock(self) -> None:
        """What a notice has served meanwhile: not before its thirty days were over."""
        for copy in ServiceOfDocument.objects.filter(pk__in=self.law.announced, mode="public_notice", state="served"):
            if copy.party.name not in self.law.served.get(copy.paper_id, {}):
                self.law.deemed(self, copy)
