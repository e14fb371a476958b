"""What levers of places and hours move: one stop, desks of the capital, pools, one set of hours, a one-stop shop."""

from levers import released, under
from worlds import arrivals, holds, services, trace, waits, world

from sim.border import Activity, Hold
from sim.border.openings import gate_open
from sim.scenario import build_scenario

INSPECT_AND_SAMPLE = {
    "inspect": {"agency": "customs", "duration": "1 h"},
    "sample": {"agency": "health", "duration": "1 h", "after": "inspect"},
}


def _stream(*at_h, kind="relief", post="bridge", **more):
    return {"kind": kind, "post": post, "goods": "food", "arrivals": arrivals(*at_h)} | more


# --- one stop


def test_a_one_stop_post_spares_the_way_between_the_two_stops():
    """An hour there, half an hour across, an hour here; without the way 2 h. Trade it is not for: 2.5 h as before."""
    two = world(
        agencies={"exit": {"side": "exit"}, "customs": {}},
        teams={"exit": {"officers": 1}, "customs": {"officers": 1}},
        post={"neighbour": {"label": "There"}, "crossing": "30 min"},
        procedure={
            "leave": {"agency": "exit", "duration": "1 h"},
            "enter": {"agency": "customs", "duration": "1 h", "after": "leave"},
        },
        streams={"aid": _stream(0), "trade": _stream(5, kind="commercial")},
    )
    assert released(two) == [2.5, 7.5]
    assert released(two, {"one_stop_post": {"for": {"kind": "relief"}}}) == [2, 7.5]


# --- desks of the capital


def laboratory(officers=2, bridge_h=(0,), ferry_h=(0,), **team):
    """Papers of bridge and ferry go to the laboratory in the capital, 3 h each way, for an hour's work."""
    return world(
        posts={"bridge": {"teams": {}}, "ferry": {"teams": {}}},
        agencies={"laboratory": {}},
        capital={"courier": "3 h", "teams": {"laboratory": {"officers": officers, **team}}},
        procedure={"analyse": {"agency": "laboratory", "duration": "1 h"}},
        streams={"aid": _stream(*bridge_h), "more": _stream(*ferry_h, post="ferry")},
    )


def test_a_desk_at_the_post_spares_the_courier():
    """3 + 1 + 3 h at both posts; with a desk at the bridge 1 h there, and the other post as before."""
    assert released(laboratory()) == [7, 7]
    assert released(laboratory(), {"co_locate": {"posts": "bridge"}}) == [1, 7]


def test_the_other_post_pays_for_the_desk():
    """Three officers in the capital serve three at once; with two of them at the bridge one of the ferry's waits."""
    busy = laboratory(officers=3, ferry_h=(0, 0))
    assert released(busy) == [7, 7, 7]
    assert released(busy, {"co_locate": {"posts": "bridge", "officers": 2}}) == [1, 7, 8]


def test_a_desk_works_on_the_hours_of_the_capital():
    """The laboratory works 09-17: who comes at 20 is served at 9 next day, without a courier."""
    office = laboratory(bridge_h=(20,), ferry_h=(), calendar="09-17")
    assert released(office) == [37]
    assert released(office, {"co_locate": {"posts": "bridge"}}) == [34]


def test_a_desk_sees_to_papers_that_an_emptied_capital_would_leave():
    """Three come at 0 and are analysed for 5 h by the only officer, the courier taking 1 h each way.

    At 2 he finishes the first until 6, and the two others take their places at his desk at the bridge, served 2-7 and
    7-12, and their papers come back by courier as before. If he goes back at 9, the third is finished and none waits.
    With a second officer who stays the capital serves them: 1-6, 1-6, 6-11.
    """

    def three(officers=1):
        return world(
            posts={"bridge": {"teams": {}}},
            agencies={"laboratory": {}},
            capital={"courier": "1 h", "teams": {"laboratory": {"officers": officers}}},
            procedure={"analyse": {"agency": "laboratory", "duration": "5 h"}},
            at_h=(0, 0, 0),
        )

    desk = {"posts": "bridge", "from": "2 h"}
    assert released(three()) == [7, 12, 17]
    assert released(three(), {"co_locate": desk}) == [7, 8, 13]
    assert released(three(), {"co_locate": desk | {"until": "9 h"}}) == [7, 8, 13]
    assert released(three(officers=2), {"co_locate": desk}) == [7, 7, 12]


# --- a one-stop shop


def shop_world(at_h=(0,), **changes):
    """Customs looks at papers at the bridge, of which all are incomplete; then the laboratory in the capital.

    Lodging takes 2 h with customs and 4 h with the laboratory, completing papers 5 h, the courier 3 h each way.
    """
    return world(
        agencies={"customs": {"lodgement": "2 h"}, "laboratory": {"lodgement": "4 h"}},
        teams={"customs": {"officers": 1}},
        capital={"courier": "3 h", "teams": {"laboratory": {"officers": 1}}},
        procedure={
            "papers": {"agency": "customs", "duration": "30 min", "documentary": True},
            "analyse": {"agency": "laboratory", "duration": "1 h", "after": "papers"},
        },
        stream={"papers_complete": 0, "papers_take": "5 h"},
        at_h=at_h,
        **changes,
    )


def test_a_one_stop_shop_is_one_lodgement_and_no_courier_and_with_a_short_list_no_missing_paper():
    """Alone 2 + 0:30 + 5 + 0:30 + 4 + 3 + 1 + 3 = 19 h.

    In the shop the second lodgement (4 h) and both couriers (6 h) are gone: 9 h. With a short list that everybody can
    bring, completing papers and looking at them again (5.5 h) is gone too: 3.5 h. Without the analysis: 2.5 h.
    """
    assert released(shop_world()) == [19]
    assert released(shop_world(), "one_stop_shop") == [9]
    assert released(shop_world(), {"one_stop_shop": {"papers_complete": 1}}) == [3.5]
    assert released(shop_world(), {"one_stop_shop": {"papers_complete": 1, "waived": "analyse"}}) == [2.5]


def test_the_stated_hours_of_a_shop_are_those_of_its_desks():
    """The laboratory works 09-17 in the capital, 56 h a week. Who comes at 17 has its papers looked at until 24:30.

    Lodged at 19, seen until 19:30, completed at 24:30, seen until 25. The desk on the capital's hours begins at 33,
    that is at 9. Day and night with the same officer it works 08-16, the middle one of three shifts: it begins at 32.
    With officers for all hours it begins at 25.
    """
    office = {"laboratory": {"officers": 1, "calendar": "09-17"}}
    late = shop_world(at_h=(17,)).model_copy(update={"capital": shop_capital(office)})
    assert released(late, "one_stop_shop") == [34]
    assert released(late, {"one_stop_shop": {"hours": "24/7"}}) == [33]
    assert released(late, {"one_stop_shop": {"hours": "24/7", "keep_officer_hours": False}}) == [26]


def shop_capital(teams):
    return world(capital={"courier": "3 h", "teams": teams}, agencies={"customs": {}, "laboratory": {}}).capital


TWO_WAVES = """
title: Two waves
onset: 2015-04-25T00:00+00:00
zone: UTC
observe: 60 d
run_out: 5 d
agencies:
  customs: {label: Customs, lodgement: 2 h}
  laboratory: {label: Laboratory, lodgement: 4 h}
goods: {rice: {label: Rice}}
posts:
  harbour: {label: Harbour, kind: seaport, teams: {customs: {officers: 1}}}
capital: {courier: 3 h, teams: {laboratory: {officers: 1}}}
streams:
  air: {label: By air, kind: relief, post: harbour, goods: rice, arrivals: {pattern: listed, times: [3 d]}}
  sea: {label: By sea, kind: relief, post: harbour, goods: rice, arrivals: {pattern: listed, times: [50 d]}}
procedure:
  papers: {label: Papers, agency: customs, duration: 30 min, documentary: true}
  analyse: {label: Analysis, agency: laboratory, duration: 1 h, after: papers}
policies:
  as-it-is: {label: As it is, levers: []}
  shop:
    label: One-stop shop
    levers:
      - one_stop_shop:
          until: 34 d
"""


def test_facilitation_that_expires_between_two_waves_is_two_lines_of_yaml():
    """As it is 2 + 0:30 + 4 + 3 + 1 + 3 = 13.5 h; in the shop 2 + 0:30 + 1 = 3.5 h. The ships come after its end."""
    scenario = build_scenario("two-waves", TWO_WAVES.encode())
    assert TWO_WAVES.rstrip().splitlines()[-2:] == ["      - one_stop_shop:", "          until: 34 d"]
    took = {name: _hours(scenario.world, levers.levers) for name, levers in scenario.policies.items()}
    assert took == {"as-it-is": [13.5, 13.5], "shop": [3.5, 13.5]}


def _hours(base, levers):
    return [at - arrived for at, arrived in zip(released(base, *levers), (72, 1200), strict=True)]


# --- pools


def two_posts(bridge_h, ferry_h, travel="30 min"):
    posts = {name: {"teams": {"customs": {"officers": 1}}} for name in ("bridge", "ferry")}
    made = world(posts=posts, streams={"aid": _stream(*bridge_h), "more": _stream(*ferry_h, post="ferry")})
    return made, {"pool_inspectors": {"teams": "customs", "travel": travel}}


def test_a_pool_helps_the_long_line():
    """Four stand at the bridge at 0 and one comes to the ferry at 0:30, half an hour's way.

    Apart they are done at 1, 2, 3, 4 and 1:30. Pooled, the ferry's officer goes to the bridge and works there 0:30-1:30
    and 1:30-2:30; the bridge's officer works 0-1 and 1-2 and then goes to the ferry: there at 2:30, done at 3:30.
    """
    apart, pool = two_posts((0, 0, 0, 0), (0.5,))
    assert released(apart) == [1, 2, 3, 4, 1.5]
    assert released(apart, pool) == [1, 1.5, 2, 2.5, 3.5]
    travels = holds(trace(under(apart, pool)), Hold.TRAVEL)
    assert travels == [(1, "customs (pooled)", 0, 0.5), (4, "customs (pooled)", 2, 2.5)]


def test_each_officer_of_a_pool_comes_on_duty_at_a_post_of_his_own():
    """One comes to each post at 8, when both officers come on duty: nobody travels."""
    posts = {name: {"teams": {"customs": {"officers": 1, "calendar": "08-16"}}} for name in ("bridge", "ferry")}
    streams = {"aid": _stream(8, 32), "more": _stream(8, 32, post="ferry")}
    both = world(posts=posts, streams=streams)
    assert released(both, {"pool_inspectors": {"teams": "customs", "travel": "1 h"}}) == [9, 9, 33, 33]


def test_a_pool_for_a_time_ends_with_each_team_at_its_post():
    """Pooled until 2; at 3 one comes to each post and both are served at once."""
    apart, pool = two_posts((0, 3), (3,))
    pool["pool_inspectors"]["until"] = "2 h"
    assert released(apart, pool) == [1, 4, 4]


def test_pools_of_different_posts_one_after_the_other():
    """Bridge and ferry are pooled until 2, then ferry and tunnel, 2 h apart, with two officers as well.

    They stand where the first pool left them, at bridge and ferry: two who come to the tunnel at 3 are served 5-6.
    """
    posts = {name: {"teams": {"customs": {"officers": 1}}} for name in ("bridge", "ferry", "tunnel")}
    made = world(posts=posts, streams={"aid": _stream(3, 3, post="tunnel")})
    first = {"pool_inspectors": {"teams": "customs", "posts": ["bridge", "ferry"], "travel": "1 h", "until": "2 h"}}
    then = {"pool_inspectors": {"teams": "customs", "posts": ["ferry", "tunnel"], "travel": "2 h", "from": "2 h"}}
    assert released(made, first, then) == [6, 6]


def test_two_pools_that_agree_have_each_officer_once():
    """Pooled by two levers whose dates overlap: there are two officers, not four, for three at the bridge."""
    apart, pool = two_posts((0, 0, 0), ())
    again = {"pool_inspectors": pool["pool_inspectors"] | {"until": "5 h"}}
    assert released(apart, pool, again) == [1, 1.5, 2]


# --- one set of hours


def misaligned(at_h=(6,), **changes):
    """Customs works 06-12 and health 12-18, two officers each: 84 h a week."""
    teams = {
        "customs": {"officers": 2, "calendar": "06-12"},
        "health": {"officers": 2, "calendar": "12-18"},
    }
    return world(**{"teams": teams, "procedure": INSPECT_AND_SAMPLE, "at_h": at_h} | changes)


JOINT = {"joint_inspection": {"steps": ["inspect", "sample"]}}


def test_joint_inspection_hurts_until_hours_are_aligned():
    """One after the other: inspected 6-7, sampled 12-13. Jointly: never, for they are never there together.

    With one set of hours, 06-18 and one officer each instead of two in half the time: 6-7 and 7-8; jointly 6-7:12.
    """
    assert released(misaligned()) == [13]
    assert released(misaligned(), JOINT) == [None]
    assert released(misaligned(), "align_hours") == [8]
    assert released(misaligned(), JOINT, "align_hours") == [7.2]


def test_aligned_hours_without_keeping_add_officers():
    """Two officers each at all common hours: both of two are inspected 6-7 and sampled 7-8."""
    both = misaligned(at_h=(6, 6))
    assert released(both, "align_hours") == [8, 9]
    assert released(both, {"align_hours": {"keep_officer_hours": False}}) == [8, 8]


def test_aligned_hours_open_the_gates_of_both_sides():
    """Our gate is open on Sunday to Friday, the neighbour's on Monday to Saturday, customs works every day 08-20.

    Hour 0 is a Saturday. Who comes on Saturday at 8 enters on Monday (hour 48) before, and at once with aligned hours.
    """
    gates = {"gate": {"sun-fri": "24h"}, "neighbour": {"label": "There", "gate": {"mon-sat": "24h"}}}
    weekend = world(post=gates, teams={"customs": {"officers": 1, "calendar": "08-20"}}, at_h=(8,))
    assert waits(trace(weekend), Activity.GATE) == [(0, 8, 48)]
    assert waits(trace(under(weekend, "align_hours")), Activity.GATE) == []
    assert [at / 3.6e9 for at, is_open in gate_open(under(weekend, "align_hours"), "bridge") if not is_open][:2] == [
        0,
        20,
    ]


def test_levers_for_one_team_leave_the_others():
    """Only health is aligned to 06-12: the sample follows at 7, customs is as before."""
    aligned = under(misaligned(), {"align_hours": {"teams": "health", "calendar": "06-12"}})
    assert services(trace(aligned)) == [(0, "inspect", 6, 6, 7), (0, "sample", 7, 7, 8)]
