/** The element of the page with that id; the page is written by panel_page.ts. */
export function element<Kind extends HTMLElement = HTMLElement>(id: string): Kind {
  const found = document.getElementById(id);
  if (!found) {
    throw new Error(`The page has no ${id}.`);
  }
  return found as Kind;
}

/** A new element with text or other elements in it. */
export function make(tag: string, kind: string, ...content: (string | Node)[]): HTMLElement {
  const made = document.createElement(tag);
  if (kind) {
    made.className = kind;
  }
  made.append(...content);
  return made;
}
