// Painting one side at one moment. What is meant is told by shape, hatching and words as well as by colour.
import { REASON } from "./codes.js";
import { countUntil, total } from "./columns.js";
import { LETTER } from "./layout.js";
import { sayReason } from "./moment.js";

const INK = "#1d2b33";
const QUIET = "#5a6a73";
const LINE = "#c3ced3";
const PALE = "#f3f6f7";
const ALARM = "#fdeee2";
const ALARM_EDGE = "#b34700";
const FOLLOWED = "#c2185b";
const FLIGHT_PARTS = 997;

/** Paint a side. `scene` holds replay, layout, side, moment, at, flight (seconds a release is seen flying), followed. */
export function paint(context, scene) {
  const { layout } = scene;
  context.clearRect(0, 0, layout.width, layout.height);
  context.textBaseline = "middle";
  for (const lane of layout.lanes) paintLane(context, scene, lane);
  if (scene.flight > 0) paintFlights(context, scene);
  if (scene.followed !== null) paintFollowed(context, scene);
}

function paintLane(context, scene, lane) {
  const { moment, layout } = scene;
  context.fillStyle = PALE;
  context.fillRect(0, lane.y, lane.width, lane.height);
  write(context, lane.label, 6, lane.y + lane.head / 2 + 1, { bold: true, size: layout.font + 1, room: lane.width * 0.6 });
  for (const cell of lane.cells) paintCell(context, scene, cell);
  if (lane.post >= 0) paintTank(context, layout, lane, moment.posts[lane.post]);
}

// --- the released pile

function paintTank(context, layout, lane, { released, arrived }) {
  const [x, y, width, height] = [lane.width - lane.tank, lane.y + 3, lane.tank - 4, lane.height - 6];
  const share = arrived > 0 ? released / arrived : 0;
  context.fillStyle = "#ffffff";
  context.fillRect(x, y, width, height);
  context.fillStyle = "#9cc9e3";
  context.fillRect(x, y + height * (1 - share), width, height * share);
  context.strokeStyle = INK;
  context.lineWidth = 1;
  context.strokeRect(x + 0.5, y + 0.5, width - 1, height - 1);
  const middle = { align: "center", room: width - 4 };
  const [centre, half] = [x + width / 2, y + height / 2];
  const big = Math.min(24, layout.font + 5, height * 0.36, width * 0.25); // so that 100 % fits
  if (arrived === 0 || height < 48) {
    const [text, colour] = arrived === 0 ? ["none yet", QUIET] : [`${Math.floor(100 * share)} %`, INK];
    write(context, text, centre, half, { ...middle, colour, bold: arrived > 0, size: layout.font });
    return;
  }
  write(context, `${Math.floor(100 * share)} %`, centre, half - big * 0.5, { ...middle, bold: true, size: big });
  const count = `${released} of ${arrived}`;
  const small = Math.min(layout.font, width / (count.length * LETTER));
  write(context, count, centre, half + big * 0.55, { ...middle, size: small });
}

// --- cells

function paintCell(context, scene, cell) {
  const { moment, replay, layout } = scene;
  const place = contentOf(moment, cell);
  const many = total(place.waiting);
  const idle = place.reason !== REASON.open;
  const isGate = cell.sort !== "team";
  paintGround(context, cell, { idle: idle && cell.sort !== "inside", stuck: scene.longest(cell) });
  const middle = cell.y + cell.height / 2;
  write(context, cell.label, cell.x + 5, middle, { size: layout.font, room: cell.labelWidth - 8 });
  const desk = cell.x + cell.labelWidth;
  const words = { size: layout.font - 1, room: cell.deskWidth - 4, colour: idle ? ALARM_EDGE : QUIET };
  if (cell.sort === "inside") paintPlaces(context, replay, cell, many + place.awaiting, { ...words, colour: QUIET });
  else if (isGate) write(context, sayReason(replay.words, place.reason, true), desk, middle, words);
  else paintDesk(context, scene, cell, place, words);
  paintLine(context, scene, cell, place.waiting);
  const right = { align: "right", bold: many > 0, size: layout.font, room: cell.numberWidth - 4 };
  write(context, String(many), cell.x + cell.width - 4, middle, { ...right, colour: many > 0 ? INK : QUIET });
}

/** What stands in a cell: numbers by kind, and the state of its place. */
export function contentOf(moment, cell) {
  if (cell.sort === "team") return moment.teams[cell.team];
  const post = moment.posts[cell.post];
  return { waiting: post[cell.sort], awaiting: post.awaiting, reason: post.reason };
}

function paintGround(context, cell, { idle, stuck }) {
  const [x, y, width, height] = [cell.x, cell.y + 1, cell.width, cell.height - 2];
  context.fillStyle = stuck ? ALARM : "#ffffff";
  context.fillRect(x, y, width, height);
  if (idle) {
    context.fillStyle = hatching(context);
    context.fillRect(x, y, width, height);
  }
  context.strokeStyle = stuck ? ALARM_EDGE : LINE;
  context.lineWidth = stuck ? 2 : 1;
  context.strokeRect(x + 0.5, y + 0.5, width - 1, height - 1);
}

const patterns = new WeakMap();

/** Slanted lines: nobody is at work. */
function hatching(context) {
  if (!patterns.has(context)) {
    const tile = document.createElement("canvas");
    tile.width = tile.height = 7;
    const pen = tile.getContext("2d");
    pen.strokeStyle = "#cdd6da";
    pen.beginPath();
    for (const shift of [-7, 0, 7]) {
      pen.moveTo(shift, 7);
      pen.lineTo(shift + 7, 0);
    }
    pen.stroke();
    patterns.set(context, context.createPattern(tile, "repeat"));
  }
  return patterns.get(context);
}

function paintPlaces(context, replay, cell, many, words) {
  const { places } = replay.words.posts[cell.post];
  if (places === null) return;
  write(context, `${many}/${places}`, cell.x + cell.labelWidth, cell.y + cell.height / 2, words);
}

/** Officers of a team: marks of what they work on, then rings for who is free; or why nobody is at work. */
function paintDesk(context, { replay, layout }, cell, place, words) {
  const busy = total(place.inHand) - place.paused;
  const [x, y] = [cell.x + cell.labelWidth, cell.y + cell.height / 2];
  if (busy === 0 && place.reason !== REASON.open) {
    write(context, sayReason(replay.words, place.reason, false), x, y, words);
    return;
  }
  const size = layout.mark;
  const room = Math.floor((cell.deskWidth - 4) / (size + 2));
  if (Math.max(busy, place.officers) > room) {
    write(context, `${busy} of ${place.officers}`, x, y, { ...words, colour: INK });
    return;
  }
  const shown = spread(place.inHand).slice(0, busy);
  shown.forEach((kind, at) => mark(context, replay.words.kinds[kind], x + at * (size + 2), y - size / 2, size));
  context.strokeStyle = QUIET;
  context.lineWidth = 1;
  for (let free = busy; free < place.officers; free += 1) {
    context.beginPath();
    context.arc(x + free * (size + 2) + size / 2, y, size / 2 - 0.5, 0, 2 * Math.PI);
    context.stroke();
  }
}

const spread = (numbers) => numbers.flatMap((number, kind) => Array.from({ length: number }, () => kind));

export const scaleOf = (layout, cell) => layout.scales[cell.sort === "team" ? "team" : "place"];

/** A line: marks of all who stand in it, or a bar as long as they are many. */
function paintLine(context, scene, cell, waiting) {
  if (scaleOf(scene.layout, cell).marks) paintMarks(context, scene, cell, waiting);
  else paintBar(context, scene, cell, waiting);
}

/** A mark each, column by column. */
function paintMarks(context, { replay, layout }, cell, waiting) {
  const step = layout.mark + 1;
  const [x, top] = [cell.x + cell.labelWidth + cell.deskWidth, cell.y + (cell.height - layout.deep * step) / 2];
  spread(waiting).forEach((kind, place) => {
    const [column, row] = [Math.floor(place / layout.deep), place % layout.deep];
    mark(context, replay.words.kinds[kind], x + column * step, top + row * step, layout.mark);
  });
}

/** A stretch a kind, with the shape of the kind in it. */
function paintBar(context, { replay, layout }, cell, waiting) {
  const { perPixel } = scaleOf(layout, cell);
  const [y, height] = [cell.y + 4, cell.height - 8];
  let x = cell.x + cell.labelWidth + cell.deskWidth;
  waiting.forEach((number, kind) => {
    const { colour, shape } = replay.words.kinds[kind];
    const wide = number / perPixel;
    context.fillStyle = colour;
    context.fillRect(x, y, wide, height);
    const size = Math.min(8, height - 3);
    if (wide >= size + 3) mark(context, { colour: "#ffffff", shape }, x + 2, y + (height - size) / 2, size);
    x += wide;
  });
}

/** A consignment: a circle, a square or a triangle. */
export function mark(context, { colour, shape }, x, y, size) {
  context.fillStyle = colour;
  if (shape === "square") {
    context.fillRect(x + 0.5, y + 0.5, size - 1, size - 1);
    return;
  }
  context.beginPath();
  if (shape === "circle") context.arc(x + size / 2, y + size / 2, size / 2, 0, 2 * Math.PI);
  else {
    context.moveTo(x, y + size);
    context.lineTo(x + size / 2, y);
    context.lineTo(x + size, y + size);
  }
  context.fill();
}

// --- releases in flight, and the one that is followed

function paintFlights(context, { replay, side, layout, at, flight }) {
  const { time, number } = side.flights;
  const lanes = new Map(layout.lanes.map((lane) => [lane.post, lane]));
  for (let place = countUntil(time, at - flight); place < time.length && time[place] <= at; place += 1) {
    const lane = lanes.get(side.milestones.post[number[place]]);
    if (lane === undefined) continue;
    const gone = (at - time[place]) / flight;
    const from = lane.width - lane.tank - lane.channel - 4;
    const x = from + (lane.channel - layout.mark) * gone;
    const y = lane.y + lane.head + (((number[place] * 271) % FLIGHT_PARTS) / FLIGHT_PARTS) * (lane.height - lane.head - 8);
    mark(context, replay.words.kinds[replay.nature.kind[number[place]]], x, y, layout.mark + 1);
  }
}

function paintFollowed(context, scene) {
  for (const cell of followedCells(scene)) {
    context.strokeStyle = FOLLOWED;
    context.lineWidth = 3;
    context.strokeRect(cell.x + 1.5, cell.y + 1.5, cell.width - 3, cell.height - 3);
    const x = cell.x + cell.labelWidth + cell.deskWidth;
    const words = { bold: true, colour: FOLLOWED, size: scene.layout.font + 1, halo: true };
    write(context, `◆ ${scene.followed}`, x, cell.y + (cell.isTank ? 10 : cell.height / 2), words);
  }
}

/** Cells in which the followed consignment is, or the tank once it is released. */
function followedCells({ layout, side, followed, at }) {
  const { rows, first, milestones } = side;
  const active = [];
  for (let row = first[followed]; row < first[followed + 1]; row += 1) {
    if (rows.queued[row] <= at && at < rows.ended[row]) active.push(rows.station[row]);
  }
  const post = milestones.post[followed];
  const is = (moment) => moment >= 0 && moment <= at;
  const sort = is(milestones.entry[followed]) ? "inside" : "outside";
  if (!is(milestones.arrival[followed]) || is(milestones.left[followed])) return [];
  const released = is(milestones.release[followed]);
  return layout.lanes.flatMap((lane) => [
    ...lane.cells.filter(
      (cell) => !released && (cell.sort === "team" ? active.includes(cell.team) : cell.post === post && cell.sort === sort),
    ),
    ...(released && lane.post === post ? [tankCell(lane)] : []),
  ]);
}

function tankCell({ width, tank, y, height }) {
  return { x: width - tank, y: y + 2, width: tank - 3, height: height - 4, labelWidth: 3, deskWidth: 0, isTank: true };
}

// --- text

const fitted = new Map();

/** Write on one line, cut to the room there is. */
function write(context, text, x, y, { size, bold = false, align = "left", colour = INK, room = Infinity, halo = false }) {
  context.font = `${bold ? "600 " : ""}${size}px system-ui, sans-serif`;
  context.textAlign = align;
  const shown = fit(context, text, room);
  if (halo) {
    context.strokeStyle = "#ffffff";
    context.lineWidth = 4;
    context.strokeText(shown, x, y);
  }
  context.fillStyle = colour;
  context.fillText(shown, x, y);
}

function fit(context, text, room) {
  const key = `${context.font}|${Math.round(room)}|${text}`;
  if (!fitted.has(key)) {
    if (fitted.size > 5000) fitted.clear();
    fitted.set(key, cut(context, text, room));
  }
  return fitted.get(key);
}

function cut(context, text, room) {
  if (context.measureText(text).width <= room) return text;
  const letters = [...text];
  while (letters.length > 1 && context.measureText(`${letters.join("")}…`).width > room) letters.pop();
  return `${letters.join("").trimEnd()}…`;
}
