// Elements by hand: text is always text.

/** An element with text and children; attributes by name. */
export function element(name, attributes = {}, ...children) {
  const made = document.createElement(name)
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value)
  made.append(...children)
  return made
}

/** A definition list of `[{ label, value }]`. */
export function rowsOf(rows) {
  return element('dl', {}, ...rows.flatMap(({ label, value }) => [element('dt', {}, label), element('dd', {}, value)]))
}
