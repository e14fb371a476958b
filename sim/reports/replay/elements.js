// Making elements. Texts are only ever set as text, so that no name can be read as markup.

/** An element with properties, `data` and `aria` among them, and children: elements or texts. */
export function element(tag, properties = {}, ...children) {
  const made = document.createElement(tag);
  const { aria = {}, ...own } = properties;
  Object.assign(made, own);
  for (const [name, value] of Object.entries(aria)) made.setAttribute(name === "role" ? "role" : `aria-${name}`, value);
  made.append(...children);
  return made;
}

/** A part of a drawing with attributes. */
export function shape(tag, attributes = {}, ...children) {
  const made = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}

/** A table with headings of columns and rows. */
export function tableOf(caption, headings, rows) {
  const head = element("tr", {}, ...headings.map((text) => element("th", { scope: "col" }, text)));
  const body = rows.map(([first, ...others]) =>
    element("tr", {}, element("th", { scope: "row" }, first), ...others.map((text) => element("td", {}, text))),
  );
  return element(
    "table",
    {},
    element("caption", {}, caption),
    element("thead", {}, head),
    element("tbody", {}, ...body),
  );
}
