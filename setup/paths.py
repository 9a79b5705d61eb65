"""Where set-up keeps things; all below the project's own `var/`."""

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VAR = Path(os.environ.get("MEDIATION_VAR") or ROOT / "var").resolve()
FONTS = VAR / "fonts"
FONTS_CONF = FONTS / "fonts.conf"
LIBRARIES = VAR / "libraries"


def environment() -> dict[str, str]:
    """The surroundings in which WeasyPrint finds our fonts and, where need be, our libraries.

    LD_LIBRARY_PATH is read once, when a process starts: it cannot be set from inside.
    """
    before = os.environ.get("LD_LIBRARY_PATH")
    libraries = [str(LIBRARIES)] if LIBRARIES.is_dir() else []
    if before and before not in libraries:
        libraries.append(before)
    found = {"FONTCONFIG_FILE": str(FONTS_CONF)}
    if libraries:
        found["LD_LIBRARY_PATH"] = ":".join(libraries)
    return {**os.environ, **found}
