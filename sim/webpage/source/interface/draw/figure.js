// A figure of the page: its chart, title, note, table, and the files of both.

import { button, h, newId } from "../dom.js";
import { csv, offer, pictureOf } from "./export.js";
import { number } from "../words.js";

let source = "";

/** Say what stands below every picture that is taken from the page. */
export function tellSource(text) {
  source = text;
}

/**
 * A chart that is redrawn when its figures or its room change.
 *
 * `shown` of `update` is `{title, note, describe, draw(width), table(), key?, reading?(month)}`: `describe` says in a
 * sentence what the chart shows, for those who do not see it; `table()` gives `{columns, rows}`; `reading` is what is
 * written where a month is pointed at.
 */
export class Figure {
  constructor(name) {
    this.name = name;
    this.shown = null;
    const titleId = newId("figure");
    this.title = h("h3", { id: titleId });
    this.key = h("div", { class: "key" });
    this.chart = h("div", { class: "chart-room" });
    this.readout = h("p", { class: "readout", ariaHidden: "true" });
    this.chart.addEventListener("pointermove", (event) => this.read(event));
    this.chart.addEventListener("pointerleave", () => this.read(null));
    this.note = h("p", { class: "note" });
    this.table = h(
      "details",
      { class: "as-table", ontoggle: () => this.fillTable() },
      h("summary", {}, "Show as a table"),
      h("div", { class: "table-room" }),
    );
    this.element = h(
      "figure",
      { class: "card figure" },
      this.title,
      this.key,
      h("div", { class: "chart-frame" }, this.chart, this.readout),
      h(
        "figcaption",
        {},
        this.note,
        h(
          "div",
          { class: "figure-foot" },
          this.table,
          h(
            "div",
            { class: "figure-files" },
            button("CSV", () => this.saveTable(), { ariaLabel: "Download the figures of this chart as CSV" }),
            button("PNG", () => this.savePicture(), { ariaLabel: "Download this chart as a PNG picture" }),
          ),
        ),
      ),
    );
    this.element.setAttribute("aria-labelledby", titleId);
    this.width = 0;
    new ResizeObserver(() => this.fit()).observe(this.chart);
  }

  /** Show other figures. */
  update(shown) {
    this.shown = shown;
    this.title.textContent = shown.title;
    this.note.textContent = shown.note;
    this.key.replaceChildren(...(shown.key ?? []));
    this.draw();
    if (this.table.open) this.fillTable();
  }

  /** Read the figures of the month that is pointed at; the table has all of them. */
  read(event) {
    const chart = event?.target.closest("svg[data-months]");
    const reading = chart && this.shown?.reading;
    this.readout.textContent = reading ? reading(monthAt(event, chart)) : "";
  }

  /** Show a message in the place of the chart. */
  empty(title, message) {
    this.shown = null;
    this.title.textContent = title;
    this.note.textContent = "";
    this.key.replaceChildren();
    this.chart.replaceChildren(h("p", { class: "quiet" }, message));
  }

  fit() {
    const width = Math.floor(this.chart.clientWidth);
    if (width === this.width || !width) return;
    this.width = width;
    this.draw();
  }

  draw() {
    this.width ||= Math.floor(this.chart.clientWidth);
    if (!this.shown || !this.width) return;
    const svg = this.shown.draw(this.width);
    svg.setAttribute("aria-label", `${this.shown.title}. ${this.shown.describe}`);
    this.chart.replaceChildren(svg);
  }

  fillTable() {
    if (this.table.open && this.shown)
      this.table.lastChild.replaceChildren(tableOf(this.shown.table(), this.shown.title));
  }

  saveTable() {
    if (this.shown) offer(`${this.name}.csv`, csv(this.shown.table()), "text/csv");
  }

  async savePicture() {
    const svg = this.chart.querySelector("svg");
    if (svg) offer(`${this.name}.png`, await pictureOf(svg, this.shown.title, `${this.shown.note} ${source}`));
  }
}

/** Return the month of a chart that is pointed at. */
function monthAt(event, chart) {
  const { left, right, months } = chart.dataset;
  const box = chart.getBoundingClientRect();
  const place = ((event.clientX - box.left) * Number(chart.getAttribute("width"))) / box.width;
  const month = Math.round(((place - left) / (right - left)) * months);
  return Math.min(Number(months), Math.max(0, month));
}

/** Return a table of columns and rows; numbers to the right. */
function tableOf({ columns, rows }, caption) {
  const shown = (value) =>
    typeof value === "number" ? (Number.isInteger(value) ? String(value) : number(value, 3)) : value;
  return h(
    "div",
    { class: "scrolled", tabIndex: 0, role: "region", ariaLabel: `Table: ${caption}` },
    h(
      "table",
      {},
      h("caption", { class: "visually-hidden" }, caption),
      h(
        "thead",
        {},
        h(
          "tr",
          {},
          columns.map((column) => h("th", { scope: "col" }, column)),
        ),
      ),
      h(
        "tbody",
        {},
        rows.map((row) =>
          h(
            "tr",
            {},
            row.map((value, at) =>
              at
                ? h("td", { class: typeof value === "number" ? "figure-cell" : "" }, shown(value))
                : h("th", { scope: "row" }, shown(value)),
            ),
          ),
        ),
      ),
    ),
  );
}

/** Return an entry of a key: a sample of what is drawn, and what it means. */
export function keyEntry(kind, text, colour) {
  const sample = h("span", { class: `sample ${kind}`, ariaHidden: "true" });
  if (colour) sample.style.setProperty("background-color", colour);
  return h("span", { class: "key-entry" }, sample, text);
}
