// One consignment's way under a policy: its rows, and the causes of its waits by the rule of the time ledger.
import { ACTIVITY, CAUSE, HOLD } from "./codes.js";
import { NO_TIME, countUntil } from "./columns.js";

/** Rows of a consignment in order of time, each with pieces of one cause that tile it. */
export function journeyOf(replay, side, number) {
  const rows = [];
  for (let row = side.first[number]; row < side.first[number + 1]; row += 1) rows.push(journeyRow(replay, side, row));
  return rows.filter(({ pieces }) => pieces.length > 0);
}

function journeyRow(replay, side, row) {
  const { rows } = side;
  const [queued, started, ended] = [rows.queued[row], rows.started[row], rows.ended[row]];
  return {
    label: rowLabel(replay.words, rows.activity[row], rows.step[row], rows.station[row]),
    ...{ queued, started, ended, open: rows.open[row] === 1 },
    pieces: piecesOf(replay, side, row).filter(({ from, until }) => until > from),
  };
}

function rowLabel(words, activity, step, station) {
  if (activity === ACTIVITY.gate) return "Outside the gate";
  const what = step >= 0 ? words.steps[step] : words.activities[activity];
  const by = station < 0 && step >= 0 ? words.activities[activity] : words.teams[station]?.label;
  const label = by === undefined || what.toLowerCase().startsWith(by.toLowerCase()) ? what : `${by}: ${what}`;
  return label.charAt(0).toUpperCase() + label.slice(1);
}

function piecesOf(replay, side, row) {
  const { rows } = side;
  const activity = rows.activity[row];
  const [queued, started, ended] = [rows.queued[row], rows.started[row], rows.ended[row]];
  if (activity === ACTIVITY.gate) return gatePieces(replay, side, row);
  if (![ACTIVITY.service, ACTIVITY.passedOver].includes(activity) || rows.station[row] < 0) {
    const cause = replay.words.own[activity];
    return cause === undefined ? [] : [{ from: queued, until: ended, cause }];
  }
  return [...waitPieces(replay, side, row, queued, started), ...workPieces(replay, side, row, started, ended)];
}

/** Waits outside: closed or damaged by the gate's states; at an open gate for a place, or for its phase. */
function gatePieces(replay, side, row) {
  const { rows, states } = side;
  const { places } = replay.words.posts[rows.station[row] - replay.words.teams.length];
  const waits = stretches(replay, states[rows.station[row]], rows.queued[row], rows.ended[row]);
  const open = places === null ? CAUSE.closed : CAUSE.yardFull;
  const own = { [CAUSE.queue]: open, [CAUSE.offShift]: CAUSE.closed };
  return waits.map((piece) => ({ ...piece, cause: own[piece.cause] ?? piece.cause }));
}

/** Waits in a line: what holds say, else the state of the team. */
function waitPieces(replay, side, row, from, until) {
  const { rows, milestones, placeOf } = side;
  const place = placeOf(rows.station[row], milestones.post[rows.consignment[row]]);
  return tiled(from, until, holdsOf(side, row), heldPieces(replay, side), (a, b) => stretches(replay, side.states[place], a, b));
}

/** Work, and what holds say of the stops in it. */
function workPieces(replay, side, row, from, until) {
  const working = (a, b) => [{ from: a, until: b, cause: CAUSE.service }];
  return tiled(from, until, holdsOf(side, row), heldPieces(replay, side), working);
}

const WHILE_AT_WORK = { [HOLD.partner]: CAUSE.partner, [HOLD.line]: CAUSE.queue, [HOLD.pause]: CAUSE.offShift };

/** What a hold is made of: the way of an officer, or the states of who is awaited, with a cause while it is at work. */
const heldPieces = (replay, side) => ({ hold, station, start, end }) => {
  if (hold === HOLD.travel) return [{ from: start, until: end, cause: CAUSE.travel }];
  const pieces = stretches(replay, side.states[station], start, end);
  return pieces.map((piece) => (piece.cause === CAUSE.queue ? { ...piece, cause: WHILE_AT_WORK[hold] } : piece));
};

/** Tile a time with what holds say and, between them, with something else. */
function tiled(from, until, holds, held, between) {
  const pieces = [];
  let at = from;
  for (const hold of holds) {
    const [start, end] = [Math.max(at, hold.start), Math.min(until, hold.end)];
    if (end <= start) continue;
    if (start > at) pieces.push(...between(at, start));
    pieces.push(...held({ ...hold, start, end }));
    at = end;
  }
  if (at < until) pieces.push(...between(at, until));
  return pieces;
}

function holdsOf(side, row) {
  const { visit, hold, station, start, end } = side.holds;
  const mine = [...visit.keys()].filter((place) => visit[place] === row);
  const told = mine.map((p) => ({ hold: hold[p], station: station[p], start: start[p], end: end[p] }));
  return told.sort((a, b) => a.start - b.start);
}

/** A time cut at the changes of a place's state, each part with the cause that its state stands for. */
function stretches(replay, states, from, until) {
  const pieces = [];
  let at = from;
  for (let row = Math.max(0, countUntil(states.time, from) - 1); at < until && row < states.time.length; row += 1) {
    const next = row + 1 < states.time.length ? Math.min(until, states.time[row + 1]) : until;
    const { cause } = replay.words.reasons[states.reason[row]];
    if (next > at) pieces.push({ from: at, until: next, cause });
    at = Math.max(at, next);
  }
  return pieces.reduce(joined, []);
}

function joined(pieces, piece) {
  const last = pieces.at(-1);
  if (last === undefined || last.cause !== piece.cause || last.until !== piece.from) return [...pieces, piece];
  return [...pieces.slice(0, -1), { ...last, until: piece.until }];
}

/** Who waits or is served where a cell is, in the order in which marks are drawn. */
export function consignmentsAt(replay, side, cell, at, served) {
  const { rows } = side;
  const found =
    cell.sort === "team"
      ? side.teams[cell.team].rows
          .filter((row) =>
            served
              ? rows.started[row] <= at && at < rows.ended[row]
              : rows.queued[row] <= at && (at < rows.started[row] || (rows.open[row] && rows.started[row] > at)),
          )
          .sort((a, b) => rows.queued[a] - rows.queued[b])
          .map((row) => rows.consignment[row])
      : standing(side, cell, at);
  return found.sort((a, b) => replay.nature.kind[a] - replay.nature.kind[b]);
}

function standing({ milestones }, cell, at) {
  const { post, arrival, entry, release, left } = milestones;
  const is = (moment) => moment !== NO_TIME && moment <= at;
  const [since, ends] = cell.sort === "outside" ? [arrival, [entry, release, left]] : [entry, [release, left]];
  const there = [...post.keys()].filter(
    (number) => post[number] === cell.post && is(since[number]) && !ends.some((moments) => is(moments[number])),
  );
  return there.sort((a, b) => since[a] - since[b]);
}
