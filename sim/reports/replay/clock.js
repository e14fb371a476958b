// Dates and times in words. The local clock is worked out from the table of offsets that came along, so that a file
// shows the same on every machine.
import { countUntil } from "./columns.js";

const DAYS = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];
const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
export const HOUR = 3600;
export const DAY = 24 * HOUR;

/** Date and time on the local clock. */
export function localDate(clock, at) {
  const changes = clock.offsets.map(([since]) => since);
  const ahead = clock.offsets[Math.max(0, countUntil(changes, at) - 1)][1];
  return new Date((clock.epoch + Math.floor(at) + ahead) * 1000);
}

export function sayDate(clock, at) {
  const date = localDate(clock, at);
  return `${DAYS[date.getUTCDay()]} ${date.getUTCDate()} ${MONTHS[date.getUTCMonth()]} ${date.getUTCFullYear()}`;
}

export function sayTime(clock, at) {
  const date = localDate(clock, at);
  return [date.getUTCHours(), date.getUTCMinutes()].map((part) => String(part).padStart(2, "0")).join(":");
}

export function sayMoment(clock, at) {
  return `${sayDate(clock, at)}, ${sayTime(clock, at)}`;
}

/** Day since the onset in words. */
export function sayDay(clock, at) {
  const day = Math.floor((at - clock.onset) / DAY);
  return day < 0 ? `${-day} ${day === -1 ? "day" : "days"} before the onset` : `day ${day + 1} after the onset`;
}

/** A length of time as people say it. */
export function sayLasting(seconds) {
  const minutes = Math.round(seconds / 60);
  if (minutes < 1) return `${Math.round(seconds)} s`;
  const parts = [
    [Math.floor(minutes / 1440), "d"],
    [Math.floor((minutes % 1440) / 60), "h"],
    [minutes % 60, "min"],
  ].filter(([number]) => number > 0);
  return parts
    .slice(0, 2)
    .map(([number, unit]) => `${number} ${unit}`)
    .join(" ");
}

/** A number with thousands apart. */
export function sayNumber(number) {
  return String(Math.round(number)).replace(/\B(?=(\d{3})+$)/g, ",");
}
