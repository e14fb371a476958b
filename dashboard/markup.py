"""People's own words on the page: shown as they were written, never read as markup but for code in backticks."""

import re

_SPECIAL = re.compile(r"([!-/:-@\[-`{-~])")
_EAGER = re.compile(r"(?<=[:@])(?=[\w+/-])|(?<=www)(?=\.)", re.IGNORECASE)
"""Places inside icons and addresses, which are looked for even in text that is marked as plain."""
_CODE = re.compile(r"`([^`\n]+)`")
_JOINER = "\u2060"
"""Has no width and allows no break."""


def verbatim(text: str) -> str:
    """Write text so that Markdown shows it as it is; empty lines still part paragraphs."""
    return _SPECIAL.sub(r"\\\1", _EAGER.sub(_JOINER, text))


def with_code(text: str) -> str:
    """Write text as `verbatim` does, but for what stands on one line between backticks: that is shown as code."""
    plain, *rest = _CODE.split(text)
    pairs = zip(rest[::2], rest[1::2], strict=True)
    return verbatim(plain) + "".join(f"`{code}`{verbatim(after)}" for code, after in pairs)
