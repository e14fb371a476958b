"""One HTML file with everything in it: it opens from a stick, asks nothing of any network, and runs no other script."""

import base64
import hashlib
import json
import re
from collections.abc import Mapping
from html import escape
from importlib.resources import files
from typing import Any, Final

MODULES: Final = (
    "codes.js",
    "columns.js",
    "clock.js",
    "sides.js",
    "moment.js",
    "elements.js",
    "layout.js",
    "stage.js",
    "strip.js",
    "telling.js",
    "journey.js",
    "gantt.js",
    "view.js",
)
"""Parts of the script, each after what it imports."""

_IMPORT: Final = re.compile(r'^import \{[^}]*\} from "\./[a-z]+\.js";\n', re.MULTILINE)

_PAGE: Final = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="icon" href="data:,">
<title>{title}</title>
<style>{style}</style>
</head>
<body>
<header><h1>{title}</h1><span>{made}</span></header>
<noscript>This replay needs JavaScript, which is switched off in this browser.</noscript>
<main id="replay"></main>
<footer>{about}</footer>
<script type="application/json" id="data">{data}</script>
<script type="module">{script}</script>
</body>
</html>
"""

_ABOUT: Final = (
    "What this shows: one replication of a simulation, that is one draw of chance, under two policies on the same "
    "consignments. It shows how a policy works, not how much it gains on average or how surely: a study tells that. "
    "Times are rounded to whole seconds. Times between the moments on record are those of the model; nothing is "
    "smoothed, but for marks that fly to a box when they are released."
)


def replay_script(last: str = "component.js") -> str:
    """Join the parts of the script to one module, ending with what shows it: `component.js` or `file.js`."""
    return "".join(_IMPORT.sub("", _read(name)) for name in (*MODULES, last))


def replay_style() -> str:
    """Return the style sheet; all of it is about what lies within `.replay`."""
    return _read("replay.css")


def replay_page(replay: Mapping[str, Any]) -> str:
    """Write a replay as one HTML file.

    Parameters
    ----------
    replay
        As `replay_document` returns it.
    """
    script, style = replay_script("file.js"), _read("file.css") + replay_style()
    policy = (
        f"default-src 'none'; script-src '{_digest(script)}'; style-src '{_digest(style)}'; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )
    made = replay["made"]
    return _PAGE.format(
        policy=policy,
        title=escape(f"{made['title']}: replay"),
        made=escape(say_made(made)),
        about=escape(_ABOUT),
        style=style,
        data=_inert(replay),
        script=script,
    )


def say_made(made: Mapping[str, Any]) -> str:
    """Say what made a replay, so that it can be had again."""
    return (
        f"Scenario {made['scenario']} (hash {made['hash'][:12]}), Greenlane {made['version']}, seed {made['seed']}, "
        f"replication {made['replication']}"
    )


def _read(name: str) -> str:
    return files(__package__).joinpath(name).read_text(encoding="utf-8")


def _inert(value: Mapping[str, Any]) -> str:
    """Write JSON in ASCII without what could end or open an element around it."""
    text = json.dumps(value, ensure_ascii=True, allow_nan=False, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def _digest(text: str) -> str:
    """Name a script or a style sheet by its content, for the policy that allows it alone."""
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"
