"""The desk: pages for staff."""
