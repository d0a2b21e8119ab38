// Making elements of the page.

const SVG = "http://www.w3.org/2000/svg";

function filled(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes ?? {})) {
    if (value === undefined || value === null || value === false) continue;
    // Written as attributes, since not all browsers that are in use know them as properties.
    if (name.startsWith("aria")) element.setAttribute(`aria-${name.slice(4).toLowerCase()}`, value);
    else if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (name === "class") element.setAttribute("class", value);
    else if (name in element && !(element instanceof SVGElement) && name !== "list") element[name] = value;
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(
    ...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false),
  );
  return element;
}

/** Return an HTML element with attributes (`onclick`: a listener) and children. */
export function h(tag, attributes, ...children) {
  return filled(document.createElement(tag), attributes, children);
}

/** Return an SVG element. */
export function s(tag, attributes, ...children) {
  return filled(document.createElementNS(SVG, tag), attributes, children);
}

/** Put children, nested lists of them too, at the end of an element; what is false or nothing is left out. */
export function put(element, ...children) {
  return filled(element, {}, children);
}

/** Return a button that does something. */
export function button(text, onclick, attributes = {}) {
  return h("button", { type: "button", onclick, ...attributes }, text);
}

let last = 0;

/** Return an id that no other element has. */
export function newId(about) {
  last += 1;
  return `${about}-${last}`;
}

/** Return a menu of options. @param {{value: string, label: string, group?: string}[]} options */
export function menu(id, options, chosen, onchange) {
  const made = h("select", { id, onchange: (event) => onchange(event.target.value) });
  const groups = new Map();
  for (const option of options) {
    const entry = h("option", { value: option.value, selected: option.value === chosen }, option.label);
    if (!option.group) made.append(entry);
    else {
      if (!groups.has(option.group)) {
        groups.set(option.group, h("optgroup", { label: option.group }));
        made.append(groups.get(option.group));
      }
      groups.get(option.group).append(entry);
    }
  }
  return made;
}

/** Return a menu or other control with its label before it. */
export function labelled(text, control) {
  return h("div", { class: "field" }, h("label", { htmlFor: control.id }, text), control);
}
