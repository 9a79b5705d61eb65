"""Set-up: what stands between a fresh clone and a running system. No Django in here."""
