"""`manage.py doctor`: everything that a site needs is looked at, and each thing is told in a sentence with what to do."""

from mediation.management.doctor.examination import examine
from mediation.management.doctor.finding import Finding

__all__ = ["Finding", "examine"]
