"""No page, filter, sort, count or export goes by person: nobody's files are gathered by name, number, telephone or address.

A person is looked for where somebody stands at the window, in one lookup that shows a few files and is written down. Within
one file its own people are told apart; across files nothing is asked by what tells who somebody is.
"""

from __future__ import annotations

# What tells who somebody is, of parties and of who acts for them.
TELLING = {
    "name",
    "searched",
    "phone",
    "address",
    "id_number",
    "credit_code",
    "born_on",
    "email",
    "legal_representative",
}
PEOPLE = {
    "party", "parties", "petitioner", "petitioners", "addressees", "given_by", "given_to", "principal", "representative",
    "creditor", "debtor", "agents", "services__party", "paper__addressees", "requested_by", "handed_in",
}  # fmt: skip
ASKING = {
    "filter",
    "exclude",
    "get",
    "order_by",
    "values",
    "values_list",
    "annotate",
    "aggregate",
    "distinct",
    "Q",
    "F",
    "Count",
}
WHOLE = {"searched", "id_number", "credit_code"}  # columns that only people have
# Each place that asks so nevertheless, and why it gathers nobody's files.
ALLOWED = {
    "mediation/queries/office/search.py": "the window's lookup: a few files, by a whole name, written down",
    "mediation/queries/office/desk.py": "the window's lookup",
    "mediation/web/forms/references.py": "namesakes within one file are told apart",
    "mediation/models/matter.py": "namesakes on the other side of one file; the index of the lookup",
    "mediation/models/sittings/mediation.py": "who is a party already in one file",
    "mediation/actions/sittings/people.py": "who is a party already in one file",
}
