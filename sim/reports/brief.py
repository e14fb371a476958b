"""A brief for those who decide: one page to print, one file that needs nothing else."""

from collections.abc import Iterator
from dataclasses import replace
from html import escape

import vl_convert

from sim.reports.cautions import say_assumed
from sim.reports.cells import Cell, Table
from sim.reports.charts import Picture, difference_chart, released_chart
from sim.reports.flips import say_flips, say_idle
from sim.reports.limits import NOT_MODELLED
from sim.reports.naming import subject
from sim.reports.tables import clearance_table
from sim.reports.trust import made_by, study_cautions
from sim.reports.verdict import verdict_sentence
from sim.reports.words import capital, clean
from sim.scenario import Scenario, numbers
from sim.studies import Study, headline_key
from sim.studies.sensitivity import Sensitivity

_CHART_PX = 330, 150
_LEFT_OUT = ("median", "within 24 h", "within 72 h")
_STYLE = """
@page { size: A4; margin: 10mm 12mm }
body { font: 9pt/1.25 "Helvetica Neue", Arial, sans-serif; color: #222; max-width: 186mm; margin: 0 auto }
@media screen { body { padding: 8mm 4mm } }
h1 { font-size: 14pt; margin: 0 0 1mm } h2 { font-size: 10pt; margin: 2mm 0 .5mm } p { margin: 1mm 0 }
.verdict { border-left: 3px solid #0072b2; padding: 1mm 3mm; font-size: 11pt; margin: 1.5mm 0 }
.charts { display: flex; gap: 4mm } figure { margin: 0; flex: 1 } figcaption { font-size: 8.5pt }
svg { max-width: 100%; height: auto }
table { border-collapse: collapse; width: 100%; font-size: 8.5pt }
th, td { text-align: left; vertical-align: top; padding: .4mm 1.5mm; border-bottom: 1px solid #ccc }
ul { margin: 0; padding-left: 4.5mm } small, footer { color: #555; font-size: 8pt }
footer { margin-top: 2mm; border-top: 1px solid #ccc }
"""


def brief_html(study: Study, found: Sensitivity | None = None, guess: str = "") -> str:
    """Write question, verdict, flip points, assumptions, limits and what made the result as one page of HTML.

    Everything that was written by people is escaped, charts are SVG in the page, and nothing is fetched.

    Parameters
    ----------
    found
        What could flip the answer, if that was run.
    guess
        What a room had guessed, in a sentence.
    """
    scenario = study.scenario
    title = escape(clean(scenario.title))
    body = "\n".join(
        [
            f"<h1>{title}</h1>",
            f"<p>{escape(_question(study))}</p>",
            f'<p class="verdict">{escape(verdict_sentence(study))}</p>',
            *([f"<p>{escape(guess)}</p>"] if guess else []),
            f'<div class="charts">{"".join(map(_figure, _pictures(study)))}</div>',
            _table(_short(clearance_table(study))),
            _section("What could flip it", _flips(found)),
            _section("Assumptions, and who made them", _assumptions(scenario)),
            _section("How far to trust this", study_cautions(study)),
            _section("Not modelled", (f"{capital('; '.join(NOT_MODELLED))}.",)),
            f"<footer>{escape(f'{made_by(study)}. Scenario hash {scenario.hash}.')} Intervals are simulation error at "
            "95 %; they do not cover what the inputs get wrong.</footer>",
        ]
    )
    head = f'<meta charset="utf-8"><title>{title}</title><style>{_STYLE}</style>'
    return f'<!DOCTYPE html>\n<html lang="en"><head>{head}</head><body>\n{body}\n</body></html>\n'


def _question(study: Study) -> str:
    labels = [f"“{clean(study.scenario.policies[policy].label)}”" for policy in study.policies]
    whom = "consignments" if subject(study) == "all" else f"{subject(study)} consignments"
    if len(labels) == 1:
        return f"How soon are {whom} released under {labels[0]}?"
    return f"Under which of these are {whom} released soonest: {', '.join(labels)}?"


def _pictures(study: Study) -> Iterator[Picture]:
    yield released_chart(study)
    if len(study.policies) > 1:
        yield difference_chart(study, headline_key(study.keys))


def _figure(picture: Picture) -> str:
    width, height = _CHART_PX
    chart = picture.chart.properties(width=width, height=height).configure_legend(
        orient="bottom", columns=3, labelFontSize=9
    )
    drawing = vl_convert.vegalite_to_svg(chart.to_dict())
    words = escape(picture.alt, quote=True)
    return f'<figure role="img" aria-label="{words}">{drawing}<figcaption>{escape(picture.title)}</figcaption></figure>'


def _short(table: Table) -> Table:
    """The columns that fit on a page: the mean, the difference, nine in ten, and a share released."""
    kept = [place for place, name in enumerate(table.columns) if not any(word in name for word in _LEFT_OUT)]
    return replace(
        table,
        columns=tuple(table.columns[place] for place in kept),
        cells=tuple(tuple(row[place] for place in kept) for row in table.cells),
    )


def _table(table: Table) -> str:
    heads = "".join(f'<th scope="col">{escape(head)}</th>' for head in (table.corner, *table.columns))
    rows = "".join(
        f'<tr><th scope="row">{escape(label)}</th>{"".join(map(_cell, cells))}</tr>'
        for label, cells in zip(table.rows, table.cells, strict=True)
    )
    return f"<table><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>"


def _cell(cell: Cell) -> str:
    error = f" <small>({escape(cell.error)})</small>" if cell.error else ""
    return f"<td>{escape(cell.text)}{error}</td>"


def _section(heading: str, sentences: tuple[str, ...]) -> str:
    if not sentences:
        return ""
    items = "".join(f"<li>{escape(sentence)}</li>" for sentence in sentences)
    return f"<h2>{escape(heading)}</h2><ul>{items}</ul>"


def _flips(found: Sensitivity | None) -> tuple[str, ...]:
    if found is None:
        return ("Not looked into: no assumed input was moved.",)
    return (*say_flips(found), *say_idle(found)[:1])


def _assumptions(scenario: Scenario) -> tuple[str, ...]:
    """How much is assumed, and by whom, the most first."""
    by: dict[str, int] = {}
    for number in numbers(scenario):
        if number.grade == "assumed":
            source = scenario.sources.get(number.source or "")
            who = clean(source.by or source.title or "") if source else ""
            by[who] = by.get(who, 0) + 1
    told = [f"{count} by {who or 'nobody named'}" for who, count in sorted(by.items(), key=lambda item: -item[1])]
    return (say_assumed(scenario), *([f"Assumed: {', '.join(told)}."] if told else []))
