"""The documents of the project on the page: their own words, without links that lead away from this machine."""

import re
import sysconfig
from functools import cache
from pathlib import Path
from typing import Final

_HOMES: Final = (Path(__file__).parents[1] / "docs", Path(sysconfig.get_path("data")) / "share" / "greenlane" / "docs")
"""Where documents lie: beside the code, or where an installed package keeps them."""
_PICTURE: Final = re.compile(r"!\[[^\]]*\]\([^)]*\)")
_LINK: Final = re.compile(r"\[([^\]]*)\]\([^)]*\)")


@cache
def document(name: str) -> str:
    """Read a document, such as `model.md`, with its links as plain words.

    Raises
    ------
    FileNotFoundError
        If the documents were not installed.
    """
    home = next((home for home in _HOMES if (home / name).is_file()), _HOMES[0])
    return _LINK.sub(r"\1", _PICTURE.sub("", (home / name).read_text(encoding="utf-8")))


def chapter(name: str, heading: str) -> str:
    """A chapter of a document, from its heading to the next one of the same rank or above, without the heading."""
    text = document(name)
    found = re.search(rf"^(#+) {re.escape(heading)}$", text, re.MULTILINE)
    if found is None:
        raise KeyError(f"{name} has no chapter {heading!r}")
    rest = text[found.end() :]
    following = re.search(rf"^#{{1,{len(found[1])}}} ", rest, re.MULTILINE)
    return rest[: following.start()].strip() if following else rest.strip()
