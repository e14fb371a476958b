"""How closed posts open again: at once, for relief first, with part of the staff."""

from worlds import arrivals, states, times, trace, world

from sim.border import Reason

RELIEF = {"kind": "relief"}


def reopening(*phases):
    """A rule that re-opens the bridge in these phases."""
    return [{"rule": "reopening", "by": "test", "post": "bridge", "phases": list(phases)}]


def closed(rules=(), closures=({"from": "0 h"},), officers=4, **streams):
    """A bridge that is closed for good at 0, with aid of 1 and trade of 2 and 3 at its gate."""
    streams |= {
        "aid": {"kind": "relief", "post": "bridge", "goods": "food", "arrivals": arrivals(1)},
        "trade": {"kind": "commercial", "post": "bridge", "goods": "tents", "arrivals": arrivals(2, 3)},
    }
    return world(
        teams={"customs": {"officers": officers}},
        post={"closures": list(closures)},
        streams=streams,
        rules=list(rules),
    )


def test_without_a_rule_it_stays_closed():
    """Nobody enters."""
    assert times(trace(closed()), "entry") == [None, None, None]


def test_at_once():
    """Open for all with all officers from 10 on."""
    log = trace(closed(reopening({"at": "10 h"})))
    assert times(log, "entry") == [10, 10, 10]
    assert states(log, "customs") == [(0, 4, Reason.CLOSED), (10, 4, Reason.OPEN)]


def test_relief_first():
    """From 10 on the gate lets in relief alone, from 20 on everybody; trade that came first does not block it."""
    log = trace(closed(reopening({"at": "10 h", "for": RELIEF}, {"at": "20 h"})))
    assert times(log, "entry") == [10, 20, 20]
    assert states(log) == [(0, 0, Reason.CLOSED), (10, 1, Reason.OPEN)]


def test_relief_that_arrives_in_its_phase_goes_past_the_trade_outside():
    """Relief of 12 comes in at once although trade waits outside."""
    late = {"kind": "relief", "post": "bridge", "goods": "food", "arrivals": arrivals(12)}
    log = trace(closed(reopening({"at": "10 h", "for": RELIEF}, {"at": "20 h"}), late=late))
    assert times(log, "entry") == [10, 20, 20, 12]


def test_phases_of_staff():
    """Half of 5 officers from 10 on, rounded up to 3; all from 20 on."""
    log = trace(closed(reopening({"at": "10 h", "staff": "50%"}, {"at": "20 h"}), officers=5))
    assert states(log, "customs") == [(0, 5, Reason.CLOSED), (10, 3, Reason.OPEN), (20, 5, Reason.OPEN)]


def test_a_share_that_gives_whole_officers_is_not_rounded_up():
    """55 % of 20 officers are 11 and 7 % of 100 are 7, whatever the computer's arithmetic says."""
    for officers, share, there in ((20, "55%", 11), (100, "7%", 7)):
        log = trace(closed(reopening({"at": "10 h", "staff": share}), officers=officers))
        assert states(log, "customs")[-1] == (10, there, Reason.OPEN)


def test_no_staff_lets_in_but_serves_nobody():
    """With no staff in the first phase the line moves from outside to inside and waits for 20."""
    log = trace(closed(reopening({"at": "10 h", "staff": 0}, {"at": "20 h"})))
    assert times(log, "entry") == [10, 10, 10]
    assert times(log, "release") == [21, 21, 21]


def test_a_closure_that_was_over_by_then_is_not_prolonged():
    """Closed from 0 to 1:30 and again from 4 for good; re-opened at 10: it was open in between."""
    closures = ({"from": "0 h", "until": "1.5 h"}, {"from": "4 h"})
    log = trace(closed(reopening({"at": "10 h"}), closures))
    assert times(log, "entry") == [1.5, 2, 3]
    assert states(log) == [
        (0, 0, Reason.CLOSED),
        (1.5, 1, Reason.OPEN),
        (4, 0, Reason.CLOSED),
        (10, 1, Reason.OPEN),
    ]


def test_a_closure_that_was_over_before_anybody_decided_is_not_prolonged():
    """Closed from 0 to 2; decided at 3 to open at 10: it is open already, and stays so."""
    late = [rule | {"from": "3 h"} for rule in reopening({"at": "10 h"})]
    assert times(trace(closed(late, ({"from": "0 h", "until": "2 h"},))), "entry") == [2, 2, 3]


def test_phases_before_the_rule_is_in_force_have_passed():
    """In force from 10: of the phases at 2 and 5 the latter begins then, for relief with half of the staff."""
    phases = {"at": "2 h"}, {"at": "5 h", "staff": "50%", "for": RELIEF}, {"at": "20 h"}
    log = trace(closed([rule | {"from": "10 h"} for rule in reopening(*phases)]))
    assert times(log, "entry") == [10, 20, 20]
    assert states(log, "customs") == [(0, 4, Reason.CLOSED), (10, 2, Reason.OPEN), (20, 4, Reason.OPEN)]


def test_a_closure_that_begins_later_holds():
    """Re-opened at 10, closed again from 12 to 14 by another closure."""
    log = trace(closed(reopening({"at": "10 h"}), ({"from": "0 h"}, {"from": "12 h", "until": "14 h"})))
    assert states(log) == [
        (0, 0, Reason.CLOSED),
        (10, 1, Reason.OPEN),
        (12, 0, Reason.CLOSED),
        (14, 1, Reason.OPEN),
    ]


def test_damage_is_not_mended_by_an_agreement_to_open():
    """Re-opened at 10, repaired at 15: open at 15."""
    log = trace(
        world(
            post={"closures": [{}], "damage": {"span": {"crew": "engineers", "repair": "15 h"}}},
            crews={"engineers": {"count": 1}},
            rules=reopening({"at": "10 h"}),
            at_h=(1,),
        )
    )
    assert times(log, "entry") == [15]
