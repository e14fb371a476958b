// Where everything is drawn: lanes of cells, worked out once for a size; the same for both sides.
import { total } from "./columns.js";
import { mostAt } from "./sides.js";

const GAP = 6;
const LEAST_ROW = 18;
const MOST_ROW = 46;
const FULL_COLUMN = 30;
const MANY_CELLS = 16;
const HARDLY_EVER = 0.1;
const CHANNEL = 30;
/** How wide a letter is, of the size of the letters. */
export const LETTER = 0.62;
const MOST_LABEL = 0.38;
const MARKS = [14, 12, 10, 9, 8, 7, 6, 5];

/** The lanes to show: one a post, and one for teams that serve several. */
export function lanesOf(replay, chosen) {
  const { posts, teams } = replay.words;
  const cellsOf = (post) =>
    [...teams.keys()]
      .filter((team) => teams[team].post === post && replay.sides.some((side) => side.teams[team].rows.length > 0))
      .map((team) => ({ sort: "team", team, label: teams[team].label }));
  const lanes = posts.map((post, place) => ({
    post: place,
    label: post.label,
    cells: [
      { sort: "outside", post: place, label: "Outside" },
      { sort: "inside", post: place, label: "Inside" },
      ...cellsOf(place),
    ],
  }));
  if (chosen !== null) return lanes.filter(({ post }) => post === chosen);
  const far = { post: -1, label: "Teams that serve several posts", cells: cellsOf(-1) };
  return withoutIdle(replay, [...lanes, far]).filter(({ cells }) => cells.length > 0);
}

/** Where there are many places, those that hardly ever had a line are left to the view of one post and to the table. */
function withoutIdle(replay, lanes) {
  const most = new Map(lanes.flatMap(({ cells }) => cells.map((cell) => [cell, mostIn(replay, cell)])));
  if (most.size <= MANY_CELLS) return lanes;
  const longest = Math.max(...[...most].map(([{ sort }, many]) => (sort === "team" ? many : 0)));
  const matters = (cell) => cell.sort === "inside" || most.get(cell) > longest * HARDLY_EVER;
  return lanes.map((lane) => ({ ...lane, cells: lane.cells.filter(matters) }));
}

/** Lay lanes out in a width, and in a height if they fit into it. */
export function layoutOf(replay, chosen, width, height) {
  const lanes = lanesOf(replay, chosen);
  const columns = bestColumns(lanes, width, height);
  const rows = total(lanes.map(({ cells }) => Math.ceil(cells.length / columns)));
  const head = width < 420 ? 18 : 22;
  const free = height - lanes.length * (head + GAP);
  const row = Math.min(MOST_ROW, Math.max(LEAST_ROW, Math.floor(free / rows)));
  const tank = Math.min(112, Math.max(62, width * 0.13));
  let y = 0;
  const placed = lanes.map((lane) => {
    const inner = width - tank - CHANNEL - 6;
    const cells = lane.cells.map((cell, place) => ({
      ...cell,
      x: 4 + (place % columns) * (inner / columns),
      y: y + head + Math.floor(place / columns) * row,
      width: inner / columns - 4,
      height: row,
    }));
    const deep = head + Math.ceil(cells.length / columns) * row;
    const box = { ...lane, cells, y, width, height: deep, head, tank, channel: CHANNEL };
    y += deep + GAP;
    return box;
  });
  // Wide letters would leave no room for the lines.
  const font = Math.max(11, Math.round(Math.min(17, row * 0.52, (width - tank - CHANNEL) / columns / 21)));
  return withScales(replay, { lanes: placed, width, height: y, font });
}

/** As few columns of cells as leave rows a good height. */
function bestColumns(lanes, width, height) {
  const rows = total(lanes.map(({ cells }) => cells.length));
  if (rows * FULL_COLUMN + lanes.length * 28 <= height || width < 380) return 1;
  return 2;
}

/** Parts of a cell, and the scale of lines: marks where the longest fits, else bars; one for places, one for teams. */
function withScales(replay, layout) {
  const cells = layout.lanes.flatMap(({ cells: all }) => all);
  const most = (isTeam) =>
    Math.max(1, ...cells.filter(({ sort }) => (sort === "team") === isTeam).map((cell) => mostIn(replay, cell)));
  const [team, place] = [most(true), most(false)];
  const letters = Math.max(...cells.map(({ label }) => label.length));
  const digits = String(Math.max(team, place)).length;
  for (const cell of cells) {
    const whole = Math.min(letters * layout.font * LETTER + 8, cell.width * MOST_LABEL);
    cell.labelWidth = Math.max(layout.font * 5.4, Math.min(140, cell.width * 0.3), whole);
    cell.deskWidth = Math.min(90, Math.max(layout.font * 4.6, cell.width * 0.18));
    cell.numberWidth = layout.font * Math.max(2.8, 0.8 * digits + 0.4);
    cell.line = cell.width - cell.labelWidth - cell.deskWidth - cell.numberWidth;
  }
  const fits = (size) => capacityOf(cells[0], size).many >= Math.max(team, place) && size <= cells[0].height - 6;
  const mark = MARKS.find(fits) ?? Math.min(9, Math.max(5, Math.round(layout.font * 0.55)));
  const { deep, many: capacity } = capacityOf(cells[0], mark);
  const scale = (many) => ({ marks: many <= capacity, perPixel: many / cells[0].line });
  return { ...layout, mark, deep, scales: { team: scale(team), place: scale(place) } };
}

/** How many marks of a size a line has room for, and how many of them below each other. */
function capacityOf({ height, line }, size) {
  const deep = Math.max(1, Math.floor((height - 6) / (size + 1)));
  return { deep, many: deep * Math.max(1, Math.floor(line / (size + 1))) };
}

/** Most that ever wait in a cell, under either policy. */
function mostIn(replay, cell) {
  return Math.max(
    ...replay.sides.map((side) => {
      if (cell.sort === "team") return mostAt(side.teams[cell.team].queued, side.teams[cell.team].started);
      const post = side.posts[cell.post];
      return cell.sort === "outside" ? mostAt(post.arrived, post.notOutside) : mostAt(post.entered, post.notInside);
    }),
  );
}
