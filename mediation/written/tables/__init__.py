"""Tables as people have them, pasted or as files: one reader for the whole project.

`text_of` makes text of a file (.xlsx, .xls, .et, .ods, .csv, .tsv; UTF-8, UTF-16 or GBK), `read` finds in text what is wanted
and says of all the rest why it was left out. Nothing is changed by reading: what people confirm is another's matter.
"""

from mediation.written.tables.cells import Why
from mediation.written.tables.files import NotATable, text_of
from mediation.written.tables.reading import LeftOut, Reading, Row, Seen, Skipped, read
from mediation.written.tables.text import lines_of
from mediation.written.tables.wanted import Wanted

__all__ = ["LeftOut", "NotATable", "Reading", "Row", "Seen", "Skipped", "Wanted", "Why", "lines_of", "read", "text_of"]
