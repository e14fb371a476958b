"""People's own words on the page: shown as they were written, never read as markup."""

import re

_SPECIAL = re.compile(r"([!-/:-@\[-`{-~])")
_EAGER = re.compile(r"(?<=[:@])(?=[\w+/-])|(?<=www)(?=\.)", re.IGNORECASE)
"""Places inside icons and addresses, which are looked for even in text that is marked as plain."""
_JOINER = "\u2060"
"""Has no width and allows no break."""


def verbatim(text: str) -> str:
    """Write text so that Markdown shows it as it is; empty lines still part paragraphs."""
    return _SPECIAL.sub(r"\\\1", _EAGER.sub(_JOINER, text))
