// Laying out what came packed so that any moment can be looked up by bisection: rising arrays of moments, by place
// and kind of consignment.
import { ACTIVITY } from "./codes.js";
import { NO_TIME, countUntil, rising, summed, unpack } from "./columns.js";

/** Open a document: everything laid out for looking up. */
export async function openReplay(data) {
  if (typeof DecompressionStream === "undefined") {
    throw new Error("this browser is too old for the replay; use one of 2023 or later");
  }
  const nature = await unpack(data.consignments);
  nature.base = summed(nature.base);
  const frame = { ...data, nature, size: nature.base.length };
  frame.isSubject = subjects(frame);
  frame.arrived = rising(nature.base.filter((_, number) => frame.isSubject[number]));
  frame.sides = await Promise.all(data.sides.map((side) => openSide(frame, side)));
  frame.weighed = nature.kilograms.some((mass) => mass > 0);
  return frame;
}

/** Whether each consignment is one of those that the counters count. */
function subjects({ words, nature }) {
  const kind = words.kinds.findIndex(({ name }) => name === words.subject);
  return Uint8Array.from(nature.kind, (own) => (kind < 0 || own === kind ? 1 : 0));
}

async function openSide(frame, packed) {
  const tables = ["consignments", "visits", "holds", "states"].map((name) => unpack(packed[name]));
  const [told, visits, holds, states] = await Promise.all(tables);
  const milestones = absolute(told, frame.nature.base);
  const rows = unrolled(visits, frame.nature.base);
  holds.end = holds.start.map((start, place) => start + holds.lasts[place]);
  return {
    ...packed,
    ...{ milestones, rows, holds },
    first: firstRows(rows, frame.size),
    states: byStation(states, frame.words.teams.length + frame.words.posts.length + packed.roved.length),
    placeOf: (team, post) => packed.roved.find((known) => known[0] === team && known[1] === post)?.[2] ?? team,
    teams: frame.words.teams.map((_, team) => teamMoments(frame, rows, holds, team)),
    posts: frame.words.posts.map((_, post) => postMoments(frame, milestones, post)),
    ...released(frame, milestones),
  };
}

/** Milestones as moments; they came told from base arrival. */
function absolute(told, base) {
  const moments = { post: told.post, outcome: told.outcome };
  for (const name of ["arrival", "entry", "lodged", "release", "removal", "left"]) {
    moments[name] = told[name].map((value, number) => (value === NO_TIME ? NO_TIME : value + base[number]));
  }
  return moments;
}

/** Rows with moments; queued came told from the row before, or from base arrival. */
function unrolled(visits, base) {
  const rows = { ...visits, consignment: summed(visits.consignment) };
  rows.started = new Int32Array(visits.queued.length);
  rows.ended = new Int32Array(visits.queued.length);
  rows.queued = visits.queued.map((value, row) => {
    const number = rows.consignment[row];
    const isFirst = row === 0 || rows.consignment[row - 1] !== number;
    const queued = value + (isFirst ? base[number] : rows.ended[row - 1]);
    rows.started[row] = queued + visits.wait[row];
    rows.ended[row] = rows.started[row] + visits.work[row];
    return queued;
  });
  return rows;
}

/** First row of each consignment, and one past the last. */
function firstRows(rows, size) {
  const first = new Int32Array(size + 1);
  rows.consignment.forEach((number) => (first[number + 1] += 1));
  return summed(first);
}

function byStation(states, stations) {
  const station = summed(states.station);
  return Array.from({ length: stations }, (_, place) => {
    const mine = [...station.keys()].filter((row) => station[row] === place);
    const column = (name) => Int32Array.from(mine, (row) => states[name][row]);
    return { time: column("time"), officers: column("officers"), reason: column("reason") };
  });
}

/** Moments at a team, by kind of consignment: joining its line, being begun, being done. */
function teamMoments({ words, nature, clock }, rows, holds, team) {
  const mine = [...rows.station.keys()].filter(
    (row) => rows.station[row] === team && [ACTIVITY.service, ACTIVITY.passedOver].includes(rows.activity[row]),
  );
  const ends = (row) => (rows.open[row] ? clock.length + 1 : rows.ended[row]);
  const begins = (row) => (rows.open[row] && rows.started[row] >= clock.length ? clock.length + 1 : rows.started[row]);
  const ofKind = (kind, moment) => rising(mine.filter((row) => nature.kind[rows.consignment[row]] === kind).map(moment));
  const kinds = [...words.kinds.keys()];
  const paused = [...holds.visit.keys()].filter((place) => {
    const row = holds.visit[place];
    return rows.station[row] === team && holds.start[place] >= rows.started[row];
  });
  return {
    rows: mine,
    queued: kinds.map((kind) => ofKind(kind, (row) => rows.queued[row])),
    started: kinds.map((kind) => ofKind(kind, begins)),
    ended: kinds.map((kind) => ofKind(kind, ends)),
    paused: rising(paused.map((place) => holds.start[place])),
    resumed: rising(paused.map((place) => holds.end[place])),
  };
}

/** The earlier of two moments, of which one may never come. */
export function earlier(one, other) {
  if (one === NO_TIME) return other;
  return other === NO_TIME ? one : Math.min(one, other);
}

/** Moments at a post, by kind: arriving, going in, being released or gone, being removed. */
function postMoments({ words, nature, isSubject }, milestones, post) {
  const here = [...nature.base.keys()].filter(
    (number) => milestones.post[number] === post && milestones.arrival[number] !== NO_TIME,
  );
  const { arrival, entry, release, removal, left } = milestones;
  const went = (number) => entry[number] !== NO_TIME;
  const passed = (number) => went(number) && release[number] !== NO_TIME;
  const byKind = (belongs, moment) =>
    words.kinds.map((_, kind) => rising(here.filter((n) => nature.kind[n] === kind && belongs(n)).map(moment)));
  const always = () => true;
  return {
    arrived: byKind(always, (n) => arrival[n]),
    notOutside: byKind(always, (n) => earlier(entry[n], earlier(release[n], left[n]))),
    entered: byKind(went, (n) => entry[n]),
    notInside: byKind(went, (n) => earlier(release[n], left[n])),
    passed: byKind(passed, (n) => release[n]),
    removed: byKind(passed, (n) => removal[n]),
    dueSubject: rising(here.filter((n) => isSubject[n]).map((n) => arrival[n])),
    releasedSubject: rising(here.filter((n) => isSubject[n]).map((n) => release[n])),
  };
}

/** Releases of what the counters count, in order, with the mass released so far, and who left without. */
function released({ nature, isSubject }, { release, left }) {
  const all = [...nature.base.keys()].filter((number) => isSubject[number]);
  const order = all.filter((number) => release[number] !== NO_TIME).sort((a, b) => release[a] - release[b]);
  const mass = new Float64Array(order.length + 1);
  order.forEach((number, place) => (mass[place + 1] = mass[place] + nature.kilograms[number] / 1000));
  return {
    releases: Int32Array.from(order, (number) => release[number]),
    releasedMass: mass,
    departures: rising(all.filter((number) => release[number] === NO_TIME).map((number) => left[number])),
    flights: flightsOf(nature, release),
  };
}

/** All releases in order of time, to be seen flying. */
function flightsOf(nature, release) {
  const order = [...nature.base.keys()].filter((number) => release[number] !== NO_TIME);
  order.sort((a, b) => release[a] - release[b]);
  return { number: Int32Array.from(order), time: Int32Array.from(order, (number) => release[number]) };
}

/** Most that there ever are between rising arrays of comings and goings, both by kind. */
export function mostAt(comings, goings) {
  const [came, went] = [comings, goings].map((kinds) => rising(kinds.flatMap((moments) => [...moments])));
  return came.reduce((most, at, place) => Math.max(most, place + 1 - countUntil(went, at)), 0);
}
