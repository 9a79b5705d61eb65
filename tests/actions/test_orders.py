"""The order of what a step brings about, where it is more than one thing: that of the procedure, not of the imports."""

from __future__ import annotations

import pytest

from mediation.actions.registry import ordered

ORDERS = {
    # It has its number and its final words; then it decides, is to be served, and stops or ends what it stops or ends.
    # Whom a notice calls is told when and where once it is to be served.
    "Paper.issue": [
        "send_to_the_printer", "decide_claims", "plan_services", "stop_for_the_hearing", "decide_review",
        "call_the_parties", "file_the_extract",
    ],
    # The claims are in hand again before the notice says until when; then nobody is served the old paper any more.
    "Paper.revoke": ["take_up_again", "tell_the_revocation", "stop_serving", "stamp_no_more"],
    "Paper.replace": ["stop_serving", "stamp_no_more"],
    # The notice period of a publication ends before the rights begin that it would have begun.
    "ServiceOfDocument.record_receipt": ["end_the_notice", "take_it_down", "begin_rights"],
    # Limits run from the right day before the proof tells it and lateness is judged by it.
    "ServiceOfDocument.correct_day": [
        "correct_day", "publish_on_the_right_day", "correct_the_proof", "judge_lateness_anew",
    ],
    # The part ends, and with the last part the whole; then nobody is served what was not sent.
    "Petition.withdraw": ["take_back_the_part", "serve_no_further", "strike_out_with_the_part", "settle_what_is_left"],
    # The claims first; what was asked for on their account falls with them.
    "Petition.end_withdrawn": ["withdraw_the_claims", "refuse_what_waits", "end_with_the_petition", "end_with_petition", "call_off_with_the_petition"],
    # Who is late and admitted is an applicant when the acceptance is told.
    "Review.accept": ["admit_late_ones", "begin_review"],
    # The hearing leaves out its days while the limit still runs.
    "Review.refuse": ["end_with_the_review", "tell_refusal", "end_the_limit"],
    "Review.end_withdrawn": ["end_with_the_review", "end_the_limit"],
    # The room is free and the record closed before the days of the hearing are left out.
    "Hearing.conclude": ["close_the_record", "leave_out_its_days"],
    "Hearing.terminate": [
        "undo_the_preparations", "tell_the_change", "leave_out_its_days", "take_the_announcement_down",
        "call_the_panel_off",
    ],
    "Recusal.grant": ["take_the_person_off", "tell_the_decision"],
    "Claim.reopen": ["start_handling", "investigate_again"],
}  # fmt: skip


@pytest.mark.parametrize("step", ORDERS)
def test_what_follows_a_step_runs_in_the_order_of_the_procedure(step):
    assert [effect.__name__ for effect in ordered(*step.split("."))] == ORDERS[step]
