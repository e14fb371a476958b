"""What a policy changes, in words: every rule its levers write, beside what held before."""

import pytest

from sim.policies import LEVERS, apply
from sim.reports.changes import change_rows
from sim.reports.fields import lever_cells, lever_columns, write_cell
from sim.scenario import load_scenario, scenario_names

NEPAL = load_scenario("nepal-2015")


def test_no_levers_change_nothing() -> None:
    """The baseline has no row."""
    assert change_rows(NEPAL.policies["as-it-was"], NEPAL.world) == []


def test_other_hours_stand_beside_those_before() -> None:
    """Birgunj's gate: Monday to Friday and Sunday from 9 to 18 before, every day from 8 to 20 from day 3 on."""
    rows = change_rows(NEPAL.policies["aligned-hours"], NEPAL.world)
    gate = next(row for row in rows if row["Rule"] == "Other hours for a gate" and row["Where"] == "Birgunj (Raxaul)")
    assert gate["Before"] == "mon-fri: 09-18; sun: 09-18"
    assert gate["With this policy"] == "08-20"
    assert gate["From"] == "Tue 28 Apr 2015, 11:56"  # three days after the onset on the 25th
    assert (gate["Until"], gate["Lever"]) == ("for good", "align_hours")


def test_steps_and_teams_are_called_as_people_call_them() -> None:
    """Labels, not names; a share in per cent."""
    waived = change_rows(NEPAL.policies["blanket-exemption"], NEPAL.world)
    assert "Exemption from duty" in waived[0]["With this policy"]
    frontier = load_scenario("closing-or-guarding")
    closing = change_rows(frontier.policies["closing"], frontier.world)
    assert "informal: 40 %" in closing[0]["With this policy"]


@pytest.mark.parametrize("name", [name for name, _ in scenario_names()])
def test_every_rule_of_every_bundled_policy_is_said(name: str) -> None:
    """As many rules as the levers write stand in the rows, places counted."""
    scenario = load_scenario(name)
    for policy in scenario.policies.values():
        written = len(apply(policy, scenario.world).rules) - len(scenario.world.rules)
        rows = change_rows(policy, scenario.world)
        assert (written == 0) == (rows == [])
        assert len(rows) <= written
        assert all(row["Rule"] and row["Lever"] in LEVERS for row in rows)


@pytest.mark.parametrize("name", LEVERS)
def test_a_form_has_every_parameter_of_its_lever(name: str) -> None:
    """Own ones first, each with its words."""
    columns = lever_columns(name)
    fields = {field.alias or key for key, field in LEVERS[name].model_fields.items()}
    assert {column.key for column in columns} == fields
    assert all(column.doc for column in columns)


@pytest.mark.parametrize("name", [name for name, _ in scenario_names()])
def test_a_lever_written_back_as_people_write_it_is_the_same(name: str) -> None:
    """Each lever of each bundled policy, through the cells of its form, gives the same hash."""
    scenario = load_scenario(name)
    settings = []
    for policy, made in scenario.policies.items():
        written = []
        for lever in made.levers:
            cells, columns = lever_cells(lever), {column.key: column for column in lever_columns(lever.name)}
            parts = [
                f"{key}: {write_cell(columns[key], cell)}" for key, cell in cells.items() if cell not in (None, "")
            ]
            written.append(f"{{{lever.name}: {{{', '.join(parts)}}}}}")
        settings.append(f"policies.{policy}.levers=[{', '.join(written)}]")
    assert load_scenario(name, settings).hash == scenario.hash
