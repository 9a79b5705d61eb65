#!/usr/bin/env python
"""Django's command line."""

import os
import sys

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mediation.settings.dev")
    try:
        from django.core.exceptions import ImproperlyConfigured
        from django.core.management import execute_from_command_line

        execute_from_command_line(sys.argv)
    except KeyboardInterrupt:  # Ctrl-C is no fault; asked first, for it may come before the names are there
        sys.exit(130)
    except ImproperlyConfigured as wrong:  # a sentence for whoever sets the site up
        if "--traceback" in sys.argv:
            raise
        sys.exit(str(wrong))
