// The replay as a part of the dashboard: it is called again at each run of the page, and then keeps what it shows.
import { mountReplay } from "./view.js";

const shown = new WeakMap();

export default function component({ parentElement, data }) {
  const before = shown.get(parentElement);
  if (before?.key !== data.key) {
    before?.view.then((view) => view.destroy());
    shown.set(parentElement, { key: data.key, view: mountReplay(parentElement, data.replay) });
  }
  return () => {
    shown.get(parentElement)?.view.then((view) => view.destroy());
    shown.delete(parentElement);
  };
}
