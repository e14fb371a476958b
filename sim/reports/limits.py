"""What the model leaves out, in the words that stand with every result; docs/model.md tells what follows from it."""

from typing import Final

NOT_MODELLED: Final = (
    "spoilage and shelf life, prices, corruption",
    "congestion on roads, crews' and officers' journeys to their first post",
    "what an officer learns from an earlier check, a failed check that spares the others",
    "one line before several teams, officers who serve two agencies",
)
