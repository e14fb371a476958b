// The moment in words and as a table, for those who cannot see the picture, and for the cards above it.
import { REASON } from "./codes.js";
import { total } from "./columns.js";
import { sayMoment, sayNumber } from "./clock.js";
import { longestLine, sayReason } from "./moment.js";
import { leadAt } from "./strip.js";
import { tableOf } from "./elements.js";

/** Share released of what has arrived, in per cent. */
export function shareOf({ released, arrived }) {
  return arrived > 0 ? Math.floor((100 * released) / arrived) : 0;
}

export function subjectOf({ words }) {
  return words.subject === "all" ? "consignments" : words.subject;
}

/** What a side has released, in words. */
export function sayReleased(replay, moment) {
  const many = `${sayNumber(moment.released)} of ${sayNumber(moment.arrived)} consignments`;
  return replay.weighed ? `${sayNumber(moment.mass)} t, ${many}` : many;
}

export function sayLongest(replay, moment) {
  const line = longestLine(replay, moment);
  if (line === null) return "Nobody waits in a line";
  const state = line.reason === REASON.open ? "" : `, ${sayReason(replay.words, line.reason, line.team === undefined)}`;
  return `Longest line: ${sayNumber(line.many)} at ${line.label}${state}`;
}

/** Who is ahead, and by how much. */
export function sayLead(replay, at) {
  const lead = leadAt(replay, at);
  const [ahead, behind] = lead > 0 ? ["B", "A"] : ["A", "B"];
  const relief = replay.words.subject === "all" ? "" : `${replay.words.subject} `;
  if (Math.abs(lead) < 0.5) return `A and B have released the same ${relief}so far`;
  if (replay.weighed) return `${ahead} has released ${sayNumber(Math.abs(lead))} t more ${relief || "load "}than ${behind}`;
  const noun = Math.abs(lead) === 1 ? "consignment" : "consignments";
  return `${ahead} has released ${Math.abs(lead)} more ${relief}${noun} than ${behind}`;
}

/** The whole moment in a few sentences. */
export function sayState(replay, moments, at) {
  const sides = moments.map((moment, place) => {
    const { label } = replay.sides[place];
    const released = `${shareOf(moment)} % of ${subjectOf(replay)} released (${sayReleased(replay, moment)})`;
    return `${"AB"[place]}, ${label}: ${released}. ${sayLongest(replay, moment)}.`;
  });
  return [`${sayMoment(replay.clock, at)}.`, ...sides, `${sayLead(replay, at)}.`].join(" ");
}

/** All places at a moment, a row each, with both sides. */
export function momentTable(replay, moments, at) {
  const { words } = replay;
  const rows = words.posts.flatMap((post, place) => [
    placeRow(words, `${post.label}: outside`, moments.map(({ posts }) => posts[place]), "outside"),
    placeRow(words, `${post.label}: inside`, moments.map(({ posts }) => posts[place]), "inside"),
    releasedRow(replay, post, moments.map(({ posts }) => posts[place])),
    ...teamRows(words, place, moments),
  ]);
  const headings = ["Place", ...replay.sides.map(({ label }, place) => `${"AB"[place]}  ${label}`)];
  const note = "A line counts pieces of work: who waits for two teams at once is in both lines, and inside once.";
  return tableOf(`${sayMoment(replay.clock, at)}. ${note}`, headings, [...rows, ...teamRows(words, -1, moments)]);
}

function placeRow(words, label, posts, sort) {
  return [label, ...posts.map((post) => sayPlace(words, post, sort))];
}

function sayPlace(words, post, sort) {
  const awaiting = sort === "inside" && post.awaiting > 0 ? `, and ${post.awaiting} released but not yet removed` : "";
  const gate = sort === "outside" ? `, gate ${sayReason(words, post.reason, true)}` : "";
  return `${sayKinds(words, post[sort])}${awaiting}${gate}`;
}

function sayKinds({ kinds }, numbers) {
  const some = kinds.flatMap(({ name }, kind) => (numbers[kind] > 0 ? [`${numbers[kind]} ${name}`] : []));
  return some.length > 0 ? some.join(", ") : "none";
}

function releasedRow(replay, { label }, posts) {
  const told = posts.map((post) => `${post.released} of ${post.arrived} (${shareOf(post)} %)`);
  return [`${label}: ${subjectOf(replay)} released`, ...told];
}

function teamRows(words, post, moments) {
  const own = [...words.teams.keys()].filter((team) => words.teams[team].post === post);
  const where = post < 0 ? "" : `${words.posts[post].label}: `;
  return own.map((team) => [
    `${where}${words.teams[team].label}`,
    ...moments.map(({ teams }) => sayTeam(words, teams[team])),
  ]);
}

function sayTeam(words, { waiting, inHand, paused, officers, reason }) {
  const busy = total(inHand) - paused;
  const state = reason === REASON.open ? "" : `, ${sayReason(words, reason, false)}`;
  return `${sayKinds(words, waiting)} waiting; ${busy} of ${officers} officers busy${state}`;
}
