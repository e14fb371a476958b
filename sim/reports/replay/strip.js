// The running difference between the two sides, above the slider and as wide as its track.
import { countUntil } from "./columns.js";

const POINTS = 600;

/** How much more the second side has released, in tonnes, or consignments where no load is known. */
export function leadAt(replay, at) {
  const [a, b] = replay.sides.map((side) => amountAt(replay, side, at));
  return b - a;
}

function amountAt(replay, side, at) {
  const number = countUntil(side.releases, at);
  return replay.weighed ? side.releasedMass[number] : number;
}

/** The difference at evenly spaced moments of the whole run. */
export function leads(replay) {
  const step = replay.clock.length / POINTS;
  return Array.from({ length: POINTS + 1 }, (_, point) => leadAt(replay, point * step));
}

/** Draw the line up to now; what comes later is not given away. */
export function paintStrip(context, { width, height, all, share, inset }) {
  const most = Math.max(1, ...all.map(Math.abs));
  const x = (point) => inset + ((width - 2 * inset) * point) / POINTS;
  const y = (lead) => height / 2 - (lead / most) * (height / 2 - 2);
  const until = Math.floor(share * POINTS);
  context.clearRect(0, 0, width, height);
  context.strokeStyle = "#8b9aa2";
  context.lineWidth = 1;
  context.beginPath();
  context.moveTo(inset, height / 2);
  context.lineTo(width - inset, height / 2);
  context.stroke();
  context.beginPath();
  context.moveTo(x(0), y(0));
  for (let point = 0; point <= until; point += 1) context.lineTo(x(point), y(all[point]));
  context.lineTo(x(until), y(0));
  context.fillStyle = "#dfe7ea";
  context.fill();
  context.beginPath();
  for (let point = 0; point <= until; point += 1) context.lineTo(x(point), y(all[point]));
  context.strokeStyle = "#14526b";
  context.lineWidth = 2;
  context.stroke();
}
