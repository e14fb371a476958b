// The way of one consignment under both policies on one axis of time, and the same as a table.
import { CAUSE } from "./codes.js";
import { NO_TIME } from "./columns.js";
import { DAY, HOUR, sayDate, sayLasting, sayMoment, sayTime } from "./clock.js";
import { element, shape, tableOf } from "./elements.js";
import { journeyOf } from "./journey.js";

const ROW = 20;
const LABEL = 262;
const AXIS = 26;
const SIDE = 26;
const STEPS_OF_AXIS = [HOUR, 3 * HOUR, 6 * HOUR, 12 * HOUR, DAY, 2 * DAY, 7 * DAY, 14 * DAY, 28 * DAY];
const MILESTONES = ["arrival", "entry", "lodged", "release", "removal", "left"];
const NAMES = { arrival: "arrival", entry: "entry", lodged: "lodgement", release: "release", removal: "removal", left: "left" };

/** What is known of a consignment, to be drawn and told. */
export function passageOf(replay, number) {
  const { words, nature } = replay;
  const sides = replay.sides.map((side) => {
    const milestones = MILESTONES.map((name) => ({ name, at: side.milestones[name][number] }));
    return {
      label: side.label,
      rows: journeyOf(replay, side, number),
      milestones: milestones.filter(({ at }) => at !== NO_TIME),
      result: resultOf(replay, side, number),
      post: words.posts[side.milestones.post[number]].label,
    };
  });
  const load = replay.weighed && nature.kilograms[number] > 0 ? `, ${nature.kilograms[number] / 1000} t` : "";
  const what = `${words.streams[nature.stream[number]]}: ${words.goods[nature.goods[number]]}${load}`;
  return { number, what, base: nature.base[number], sides };
}

function resultOf(replay, { milestones }, number) {
  const release = milestones.release[number];
  if (release === NO_TIME) return replay.words.outcomes[milestones.outcome[number]];
  return `released after ${sayLasting(release - replay.nature.base[number])}`;
}

/** Bounds of the axis: from the first moment of either side to the last. */
function bounds(passage) {
  const moments = passage.sides.flatMap(({ rows, milestones }) => [
    ...rows.flatMap(({ queued, ended }) => [queued, ended]),
    ...milestones.map(({ at }) => at),
  ]);
  const [from, until] = [Math.min(passage.base, ...moments), Math.max(passage.base + HOUR, ...moments)];
  return { from: Math.max(0, from), until: until + (until - from) * 0.02 };
}

/** Draw it; `moveTo` of what is returned puts the line of the present. */
export function gantt(replay, passage, width) {
  const { from, until } = bounds(passage);
  const x = (at) => LABEL + ((at - from) / (until - from)) * (width - LABEL - 8);
  const height = AXIS + passage.sides.reduce((sum, { rows }) => sum + SIDE + Math.max(1, rows.length) * ROW, 0) + 6;
  const told = passage.sides.map(({ label, result }) => `${label}: ${result}`).join("; ");
  const svg = shape("svg", { width, height, role: "img", "aria-label": `Consignment ${passage.number}. ${told}` });
  svg.append(...axis(replay, { from, until, x, height, width }));
  let y = AXIS;
  passage.sides.forEach((side, place) => {
    svg.append(...sideOf(replay, side, { letter: "AB"[place], x, y, width }));
    y += SIDE + Math.max(1, side.rows.length) * ROW;
  });
  const now = shape("line", { y1: AXIS - 8, y2: height, stroke: "#c2185b", "stroke-width": 2 });
  svg.append(now);
  const moveTo = (at) => {
    const shown = at >= from && at <= until;
    now.setAttribute("visibility", shown ? "visible" : "hidden");
    for (const end of ["x1", "x2"]) now.setAttribute(end, x(Math.min(until, Math.max(from, at))));
  };
  return { svg, moveTo };
}

function axis(replay, { from, until, x, height, width }) {
  const every = STEPS_OF_AXIS.find((step) => ((until - from) / step) * 92 <= width - LABEL) ?? 56 * DAY;
  const [, ahead] = replay.clock.offsets.findLast(([since]) => since <= from) ?? replay.clock.offsets[0];
  const midnight = (replay.clock.epoch + ahead) % DAY;
  const marks = [];
  for (let at = Math.ceil((from + midnight) / every) * every - midnight; at <= until; at += every) {
    const words = every >= DAY ? sayDate(replay.clock, at).slice(0, -5) : `${sayDate(replay.clock, at).slice(0, 3)} ${sayTime(replay.clock, at)}`;
    marks.push(
      shape("line", { x1: x(at), x2: x(at), y1: AXIS - 6, y2: height, stroke: "#d5dee2" }),
      shape("text", { x: x(at), y: 13, "text-anchor": "middle", class: "small" }, words),
    );
  }
  return marks;
}

function sideOf(replay, side, { letter, x, y, width }) {
  const title = `${letter}  ${side.label}: ${side.result}`;
  const parts = [
    shape("rect", { x: 0, y: y + 2, width, height: SIDE - 4, fill: "#f3f6f7" }),
    shape("text", { x: 6, y: y + SIDE / 2 + 5, class: "strong" }, title),
  ];
  const deep = Math.max(1, side.rows.length) * ROW;
  side.rows.forEach((row, place) => parts.push(...rowOf(replay, row, x, y + SIDE + place * ROW)));
  for (const { name, at } of side.milestones) {
    const line = shape("line", { x1: x(at), x2: x(at), y1: y + SIDE, y2: y + SIDE + deep, class: "milestone" });
    line.append(shape("title", {}, `${NAMES[name]}: ${sayMoment(replay.clock, at)}`));
    parts.push(line);
  }
  return parts;
}

/** A row: service as a full bar, waits as half bars, the consignee's own time and travel as half bars with an edge. */
function rowOf(replay, row, x, y) {
  const label = row.label.length > 34 ? `${row.label.slice(0, 33)}…` : row.label;
  const parts = [shape("text", { x: 6, y: y + 14 }, label, shape("title", {}, row.label))];
  for (const { from, until, cause } of row.pieces) {
    const { label: words, colour } = replay.words.causes[cause];
    const [left, wide] = [x(from), Math.max(1, x(until) - x(from))];
    const own = cause !== CAUSE.service && cause < CAUSE.closed;
    const [top, deep] = cause === CAUSE.service ? [y + 2, ROW - 4] : [y + 5, ROW - 10];
    const style = own ? { fill: colour, stroke: "#1d2b33", "stroke-width": 1 } : { fill: colour };
    const bar = shape("rect", { x: left, y: top, width: wide, height: deep, ...style });
    bar.append(shape("title", {}, `${words}: ${sayLasting(until - from)}, from ${sayMoment(replay.clock, from)}`));
    parts.push(bar);
    const spoken = words.replace("Wait: ", "");
    if (wide > spoken.length * 6.4 + 8) {
      const attributes = { x: left + wide / 2, y: y + 14, "text-anchor": "middle", class: "piece" };
      parts.push(shape("text", { ...attributes, fill: replay.words.causes[cause].ink }, spoken));
    }
  }
  return parts;
}

/** What the colours of the pieces mean, of those that there are. */
export function legend(replay, passage) {
  const causes = passage.sides.flatMap(({ rows }) => rows.flatMap(({ pieces }) => pieces.map(({ cause }) => cause)));
  const entries = [...new Set(causes)].sort((a, b) => a - b).map((cause) => {
    const { label, colour } = replay.words.causes[cause];
    const swatch = element("span", { className: "swatch" });
    swatch.style.background = colour;
    return element("li", {}, swatch, label);
  });
  return element("ul", { className: "legend" }, ...entries);
}

/** The same in words. */
export function journeyTable(replay, passage) {
  const when = (at) => sayMoment(replay.clock, at);
  const rows = passage.sides.flatMap(({ rows: own }, place) =>
    own.map(({ label, queued, started, ended, open, pieces }) => [
      `${"AB"[place]}  ${label}`,
      when(queued),
      open && started >= ended ? "not begun" : when(started),
      open ? "not ended" : when(ended),
      causesOf(replay, pieces),
    ]),
  );
  return tableOf("Its way in words", ["Step", "Joined the line", "Begun", "Ended", "Time by cause"], rows);
}

function causesOf(replay, pieces) {
  const sums = new Map();
  for (const { from, until, cause } of pieces) sums.set(cause, (sums.get(cause) ?? 0) + until - from);
  return [...sums].map(([cause, sum]) => `${replay.words.causes[cause].label} ${sayLasting(sum)}`).join(", ");
}
