// What is where at one moment: pure functions of the replay and the time, so that seeking is playing.
import { REASON } from "./codes.js";
import { countUntil, total } from "./columns.js";

const between = (comings, goings, at) =>
  comings.map((moments, kind) => countUntil(moments, at) - countUntil(goings[kind], at));

/** Why a place is at work or not, and with how many officers. */
export function stateAt(states, at) {
  const row = countUntil(states.time, at) - 1;
  return row < 0 ? { officers: 0, reason: REASON.open } : { officers: states.officers[row], reason: states.reason[row] };
}

/** Everything that is shown of one side at a moment. */
export function momentOf(replay, side, at) {
  const gates = replay.words.teams.length;
  const releasedNumber = countUntil(side.releases, at);
  const arrived = countUntil(replay.arrived, at);
  return {
    teams: side.teams.map((team, place) => teamAt(team, side.states[place], at)),
    posts: side.posts.map((post, place) => postAt(post, side.states[gates + place], at)),
    released: releasedNumber,
    mass: side.releasedMass[releasedNumber],
    arrived,
    waiting: arrived - releasedNumber - countUntil(side.departures, at),
  };
}

function teamAt(team, states, at) {
  const { officers, reason } = stateAt(states, at);
  const paused = countUntil(team.paused, at) - countUntil(team.resumed, at);
  const inHand = between(team.started, team.ended, at);
  return { waiting: between(team.queued, team.started, at), inHand, paused, officers, reason };
}

function postAt(post, states, at) {
  return {
    outside: between(post.arrived, post.notOutside, at),
    inside: between(post.entered, post.notInside, at),
    awaiting: total(between(post.passed, post.removed, at)),
    arrived: countUntil(post.dueSubject, at),
    released: countUntil(post.releasedSubject, at),
    reason: stateAt(states, at).reason,
  };
}

/** The longest line of all: what it is, how many wait, and why its place is not at work. */
export function longestLine(replay, moment) {
  const lines = [
    ...moment.posts.map((post, place) => ({ gate: place, many: total(post.outside), reason: post.reason })),
    ...moment.teams.map((team, place) => ({ team: place, many: total(team.waiting), reason: team.reason })),
  ];
  const longest = lines.reduce((best, line) => (line.many > best.many ? line : best), { many: 0 });
  return longest.many === 0 ? null : { ...longest, label: lineLabel(replay.words, longest) };
}

function lineLabel(words, { gate, team }) {
  if (team === undefined) return `the gate of ${words.posts[gate].label}`;
  const { label, post } = words.teams[team];
  return post < 0 ? label : `${label}, ${words.posts[post].label}`;
}

/** State of a place in words. */
export function sayReason(words, reason, isGate) {
  if (reason === REASON.open) return isGate ? "open" : "at work";
  return isGate && reason === REASON.closed ? "shut" : words.reasons[reason].label;
}
