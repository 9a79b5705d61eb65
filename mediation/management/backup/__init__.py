"""`manage.py backup` and `manage.py restore`: database and files of one moment, proved by restoring them.

A backup's folder holds `files/`, each content once for all runs, and a folder for each run with the database, the list of its
files, what it is (`manifest.json`) and `SHA256SUMS` of all that belongs to it. No key of the site is ever in it.
"""

from mediation.management.backup.forgetting import forget
from mediation.management.backup.proving import proved
from mediation.management.backup.restoring import restore
from mediation.management.backup.runs import NotPossible, Run
from mediation.management.backup.taking import take

__all__ = ["NotPossible", "Run", "forget", "proved", "restore", "take"]
