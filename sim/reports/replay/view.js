// The replay on a page: cards, two stages, a strip, controls, words, and the consignment that is followed.
import { HOUR, DAY, sayDay, sayMoment } from "./clock.js";
import { element } from "./elements.js";
import { gantt, journeyTable, legend, passageOf } from "./gantt.js";
import { consignmentsAt } from "./journey.js";
import { layoutOf } from "./layout.js";
import { longestLine, momentOf } from "./moment.js";
import { openReplay } from "./sides.js";
import { mark, paint, scaleOf } from "./stage.js";
import { leads, paintStrip } from "./strip.js";
import { momentTable, sayLead, sayLongest, sayReleased, sayState, shareOf, subjectOf } from "./telling.js";

const SPEEDS_H = [1, 3, 6, 12, 24, 48, 96];
const WHOLE_RUN_S = 75;
const FLIGHT_S = 0.7;
const SPOKEN_EVERY_MS = 6000;
const STRIP_HEIGHT = 44;
const THUMB = 8;
const WIDE = 1700; // as in the style sheet: from here on letters are larger

/** Show a replay in an element; returns what takes it away again. `keys` is where keys are listened to. */
export async function mountReplay(root, data, keys = root) {
  const place = element("div", { className: "replay" });
  root.append(place);
  const wait = element("p", { aria: { role: "status" } }, "Unpacking the replay …");
  place.append(wait);
  try {
    const replay = await openReplay(data);
    wait.remove();
    return new View(replay, place, keys);
  } catch (error) {
    wait.textContent = `The replay cannot be shown: ${error.message}.`;
    throw error;
  }
}

/** What outlives a call: the moment that is shown, and whether it moves. */
class View {
  constructor(replay, place, keys) {
    Object.assign(this, { replay, place, keys, at: replay.clock.begins, playing: false });
    Object.assign(this, { post: null, followed: null, passage: null, spokenAt: 0, drawn: 0, shared: leads(replay) });
    this.calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    this.speed = startSpeed(replay.clock.length - replay.clock.begins);
    this.parts = build(this);
    place.append(this.parts.screen, this.parts.words, this.parts.below);
    sayPlaying(this);
    this.onKey = (event) => handleKey(this, event);
    keys.addEventListener("keydown", this.onKey);
    this.observer = new ResizeObserver(() => this.resize());
    this.observer.observe(place);
    this.resize();
  }

  destroy() {
    this.pause();
    this.observer.disconnect();
    this.keys.removeEventListener("keydown", this.onKey);
    this.place.remove();
  }

  resize() {
    const { stages, strip } = this.parts;
    const width = Math.floor(stages[0].parentElement.clientWidth);
    if (width === 0 || (width === this.width && this.post === this.laidFor && innerHeight === this.tall)) return;
    Object.assign(this, { width, laidFor: this.post, tall: innerHeight });
    const room = Math.max(300, Math.min(860, innerHeight - (innerWidth >= WIDE ? 370 : 302)));
    this.layout = layoutOf(this.replay, this.post, width, room);
    for (const canvas of stages) sizeCanvas(canvas, width, this.layout.height);
    sizeCanvas(strip, Math.floor(strip.parentElement.clientWidth), STRIP_HEIGHT);
    this.parts.key.textContent = keyText(this);
    if (this.passage !== null) this.showPassage();
    this.show();
  }

  seek(at) {
    this.at = Math.min(this.replay.clock.length, Math.max(0, at));
    this.show();
    this.speak();
  }

  play() {
    if (this.at >= this.replay.clock.length) this.at = this.replay.clock.begins;
    this.playing = true;
    this.last = performance.now();
    this.frame = requestAnimationFrame((now) => this.tick(now));
    sayPlaying(this);
  }

  pause() {
    this.playing = false;
    cancelAnimationFrame(this.frame);
    sayPlaying(this);
    this.speak();
  }

  tick(now) {
    if (!this.playing) return;
    // Where motion is not wanted the picture changes once a second instead.
    if (!this.calm || now - this.last >= 1000) {
      this.at = Math.min(this.replay.clock.length, this.at + ((now - this.last) / 1000) * this.speed * HOUR);
      this.last = now;
      this.drawn += 1;
      this.show();
    }
    if (now - this.spokenAt > SPOKEN_EVERY_MS) this.speak();
    if (this.at >= this.replay.clock.length) this.pause();
    else this.frame = requestAnimationFrame((later) => this.tick(later));
  }

  show() {
    const { replay, at, parts } = this;
    this.moments = replay.sides.map((side) => momentOf(replay, side, at));
    this.moments.forEach((moment, side) => {
      showCard(replay, parts.cards[side], moment);
      paint(parts.stages[side].getContext("2d"), this.scene(side));
    });
    setText(parts.clock, sayMoment(replay.clock, at));
    setText(parts.day, sayDay(replay.clock, at));
    setText(parts.lead, sayLead(replay, at));
    parts.slider.value = String(Math.round(at));
    const share = at / replay.clock.length;
    const { width, height } = parts.strip.size;
    paintStrip(parts.strip.getContext("2d"), { width, height, all: this.shared, share, inset: THUMB });
    this.moveNow?.(at);
  }

  scene(side) {
    const { replay, layout, at, followed } = this;
    const moment = this.moments[side];
    const line = longestLine(replay, moment);
    const longest = (cell) =>
      line !== null &&
      (cell.sort === "team" ? cell.team === line.team : cell.sort === "outside" && line.team === undefined && cell.post === line.gate);
    const flight = this.playing && !this.calm ? FLIGHT_S * this.speed * HOUR : 0;
    return { replay, layout, side: replay.sides[side], moment, at, flight, followed, longest };
  }

  /** Tell the moment in words; what is told too often is not heard. */
  speak() {
    this.spokenAt = performance.now();
    const { replay, moments, at, parts } = this;
    setText(parts.told, sayState(replay, moments, at));
    parts.slider.setAttribute("aria-valuetext", sayMoment(replay.clock, at));
    if (parts.table.open) parts.tableHolder.replaceChildren(momentTable(replay, moments, at));
  }

  follow(number) {
    const known = Number.isInteger(number) && number >= 0 && number < this.replay.size;
    this.followed = known ? number : null;
    this.passage = known ? passageOf(this.replay, number) : null;
    this.parts.number.value = known ? String(number) : "";
    this.parts.number.setAttribute("aria-invalid", String(!known));
    this.showPassage();
    this.show();
  }

  showPassage() {
    const { passage, parts, replay } = this;
    this.moveNow = null;
    if (passage === null) {
      const last = replay.size - 1;
      parts.passage.replaceChildren(element("p", {}, `Click a mark, or give a number from 0 to ${last}, to follow one consignment.`));
      return;
    }
    const { svg, moveTo } = gantt(replay, passage, Math.max(560, this.place.clientWidth - 4));
    const details = element("details", {}, element("summary", {}, "As a table"), journeyTable(replay, passage));
    const heading = element("h3", {}, `Consignment ${passage.number}: ${passage.what}`);
    parts.passage.replaceChildren(heading, element("div", { className: "wide" }, svg), legend(replay, passage), details);
    this.moveNow = moveTo;
    moveTo(this.at);
  }
}

function startSpeed(length) {
  const wanted = length / HOUR / WHOLE_RUN_S;
  return SPEEDS_H.reduce((best, speed) => (Math.abs(speed - wanted) < Math.abs(best - wanted) ? speed : best));
}

function setText(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

/** Give a canvas its size in dots of the screen, and draw in units of the page. */
function sizeCanvas(canvas, width, height) {
  const dots = Math.min(2, devicePixelRatio || 1);
  canvas.width = Math.round(width * dots);
  canvas.height = Math.round(height * dots);
  canvas.style.width = `${width}px`;
  canvas.style.height = `${height}px`;
  canvas.getContext("2d").setTransform(dots, 0, 0, dots, 0, 0);
  canvas.size = { width, height };
}

// --- building

function build(view) {
  const cards = view.replay.sides.map((side, place) => card(view.replay, side, "AB"[place]));
  const stages = view.replay.sides.map((side, place) => stage(view, place));
  const columns = cards.map((own, place) =>
    element("section", { className: "side", aria: { label: `${"AB"[place]}: ${view.replay.sides[place].label}` } }, own.node, stages[place]),
  );
  const controls = buildControls(view);
  const key = element("p", { className: "key" });
  const screen = element("div", { className: "screen" }, element("div", { className: "sides" }, ...columns), controls.node);
  const told = element("p", { className: "told", aria: { live: "polite" } });
  const tableHolder = element("div", { className: "wide" });
  const table = element("details", {}, element("summary", {}, "This moment as a table"), tableHolder);
  table.addEventListener("toggle", () => view.speak());
  const words = element("div", { className: "words" }, element("div", { className: "keys" }, kindsKey(view.replay), key), told, table);
  const passage = element("div", { className: "passage" });
  return { ...controls, cards, stages, screen, words, told, table, tableHolder, key, passage, below: passage };
}

function card(replay, { label, why }, letter) {
  const [share, told, longest, bar] = ["strong", "p", "p", "div"].map((tag) => element(tag));
  Object.assign(share, { className: "share" });
  Object.assign(told, { className: "sum" });
  Object.assign(longest, { className: "longest" });
  const track = element("div", { className: "track" }, bar);
  const name = element("h2", { title: why }, element("span", { className: "letter" }, letter), label);
  const figures = element("p", { className: "figures" }, share, ` of ${subjectOf(replay)} released`);
  const top = element("div", { className: "row" }, name, figures);
  return { node: element("div", { className: "card" }, top, track, told, longest), share, told, longest, bar };
}

function showCard(replay, { share, told, longest, bar }, moment) {
  setText(share, `${shareOf(moment)} %`);
  setText(told, sayReleased(replay, moment));
  setText(longest, sayLongest(replay, moment));
  bar.style.width = `${shareOf(moment)}%`;
}

function stage(view, place) {
  const label = `Side ${"AB"[place]} of the border; the text below tells the same.`;
  const canvas = element("canvas", { className: "stage", aria: { role: "img", label } });
  canvas.addEventListener("click", (event) => view.follow(hit(view, place, event) ?? view.followed));
  return canvas;
}

/** The consignment under a click. */
function hit(view, place, { offsetX: x, offsetY: y }) {
  const inside = (cell) => x >= cell.x && x < cell.x + cell.width && y >= cell.y && y < cell.y + cell.height;
  const cell = view.layout.lanes.flatMap(({ cells }) => cells).find(inside);
  if (cell === undefined) return null;
  const desk = cell.x + cell.labelWidth;
  const served = cell.sort === "team" && x >= desk && x < desk + cell.deskWidth;
  const there = consignmentsAt(view.replay, view.replay.sides[place], cell, view.at, served);
  const along = Math.max(0, x - (served ? desk : desk + cell.deskWidth));
  const marked = placeInLine(view.layout, cell, along, y, served);
  return there[Math.min(marked, there.length - 1)] ?? null;
}

/** Which in its line is drawn so far along it. */
function placeInLine(layout, cell, along, y, served) {
  const { mark: size, deep } = layout;
  if (served) return Math.floor(along / (size + 2));
  const { marks, perPixel } = scaleOf(layout, cell);
  if (!marks) return Math.floor(along * perPixel);
  const row = Math.floor((y - cell.y - (cell.height - deep * (size + 1)) / 2) / (size + 1));
  return Math.floor(along / (size + 1)) * deep + Math.min(deep - 1, Math.max(0, row));
}

function kindsKey({ words }) {
  const entries = words.kinds.map((kind) => {
    const canvas = element("canvas", { width: 14, height: 14, aria: { hidden: "true" } });
    mark(canvas.getContext("2d"), kind, 1, 1, 12);
    return element("li", {}, canvas, kind.label);
  });
  return element("ul", { className: "legend" }, ...entries);
}

function keyText({ layout, post, replay }) {
  const bars = layout.scales.team.marks && layout.scales.place.marks ? "" : " Bars are as long as lines are.";
  const all = layout.lanes.reduce((sum, { cells }) => sum + cells.length, 0);
  const most = replay.words.posts.length * 2 + replay.words.teams.length;
  const left = post === null && all < most ? " Places that hardly ever had a line are in the table only." : "";
  return `Beside a team: marks for busy officers, rings for free ones.${bars} Hatched: not at work. Framed: the longest line. Boxes at the right: released, of what has arrived.${left}`;
}

function buildControls(view) {
  const { replay } = view;
  const play = element("button", { type: "button", className: "play", onclick: () => (view.playing ? view.pause() : view.play()) });
  const slider = element("input", { type: "range", min: "0", max: String(replay.clock.length), step: "1", aria: { label: "Moment" } });
  slider.addEventListener("input", () => view.seek(Number(slider.value)));
  const strip = element("canvas", { aria: { hidden: "true" } });
  const [clock, day, lead] = ["clock", "day", "lead"].map((className) => element("span", { className }));
  const speed = choice("Speed", SPEEDS_H.map((hours) => [String(hours), `${sayHours(hours)} a second`]), String(view.speed));
  speed.select.addEventListener("change", () => (view.speed = Number(speed.select.value)));
  const posts = choice("Posts", [["", "all posts"], ...replay.words.posts.map(({ label }, place) => [String(place), label])], "");
  posts.select.addEventListener("change", () => {
    view.post = posts.select.value === "" ? null : Number(posts.select.value);
    view.resize();
  });
  const search = followForm(view);
  const now = element("div", { className: "now" }, clock, day, lead);
  const track = element("div", { className: "timeline" }, strip, slider);
  const rows = [play, speed.node, ...worstButtons(view), replay.words.posts.length > 1 ? posts.node : "", search.node];
  const node = element("div", { className: "controls" }, now, track, element("div", { className: "buttons" }, ...rows));
  return { node, play, slider, strip, clock, day, lead, number: search.number };
}

const sayHours = (hours) => (hours % 24 === 0 ? `${hours / 24} ${hours === 24 ? "day" : "days"}` : `${hours} h`);

function choice(label, options, chosen) {
  const entries = options.map(([value, text]) => element("option", { value, selected: value === chosen }, text));
  const select = element("select", {}, ...entries);
  return { select, node: element("label", {}, `${label} `, select) };
}

function worstButtons(view) {
  return view.replay.sides.map(({ worst, most }, place) => {
    const title = `${most} ${subjectOf(view.replay)} consignments waited at ${sayMoment(view.replay.clock, worst)}`;
    const go = () => {
      view.pause();
      view.seek(worst);
    };
    return element("button", { type: "button", title, onclick: go }, `Worst hour of ${"AB"[place]}`);
  });
}

function followForm(view) {
  const number = element("input", { type: "number", min: "0", max: String(view.replay.size - 1), step: "1", placeholder: "number" });
  const submit = element("button", { type: "submit" }, "Follow");
  const node = element("form", {}, element("label", {}, "Consignment ", number), submit);
  node.addEventListener("submit", (event) => {
    event.preventDefault();
    view.follow(number.value === "" ? null : Number(number.value));
  });
  return { node, number };
}

function sayPlaying({ parts, playing }) {
  parts.play.textContent = playing ? "❚❚ Pause" : "▶ Play";
}

/** Space plays, arrows step by an hour, with shift by a day; fields keep their own keys, but for the slider's arrows. */
function handleKey(view, event) {
  if (event.defaultPrevented || event.ctrlKey || event.altKey || event.metaKey) return;
  const { tagName, type } = event.composedPath()[0];
  const isSlider = type === "range";
  if (!isSlider && ["INPUT", "SELECT", "TEXTAREA"].includes(tagName)) return;
  const step = event.shiftKey ? DAY : HOUR;
  if (event.key === " " && !["BUTTON", "SUMMARY"].includes(tagName)) view.playing ? view.pause() : view.play();
  else if (event.key === "ArrowLeft") view.seek(view.at - step);
  else if (event.key === "ArrowRight") view.seek(view.at + step);
  else return;
  event.preventDefault();
}
