"""Verification of the ledger, row by row, and of the objects that it covers.

It is walked by parts (`parts.py`): each is seen as at one moment, and each needs the same memory whatever the ledger's size.
"""

from mediation.queries.office.ledger.chains import MOST_NAMED
from mediation.queries.office.ledger.parts import faults, verify
from mediation.queries.office.ledger.verdict import Fault, Verdict
from mediation.queries.office.ledger.walk import Walk, by_processes, is_small

__all__ = ["MOST_NAMED", "Fault", "Verdict", "Walk", "by_processes", "faults", "is_small", "verify"]
