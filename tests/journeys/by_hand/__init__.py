"""People at the desk and on phones, who work through the pages of a served site and its buttons alone."""
