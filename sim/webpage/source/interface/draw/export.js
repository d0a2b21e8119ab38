// Files from the page: text, CSV, and PNG of a chart.

const DRAWN = [
  "fill",
  "fill-opacity",
  "stroke",
  "stroke-width",
  "stroke-dasharray",
  "stroke-opacity",
  "stroke-linejoin",
  "font-family",
  "font-size",
  "font-weight",
  "opacity",
  "paint-order",
  "text-anchor",
  "dominant-baseline",
];

/** Hand a file to the reader. */
export function offer(name, content, type) {
  const address = URL.createObjectURL(content instanceof Blob ? content : new Blob([content], { type }));
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}

/** Return rows as CSV: quoted where a value needs it, numbers in full precision, missing ones empty. */
export function csv({ columns, rows }) {
  const cell = (value) => {
    if (value === null || value === undefined || Number.isNaN(value)) return "";
    const text = String(value);
    return /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  };
  return [columns, ...rows].map((row) => row.map(cell).join(",")).join("\n") + "\n";
}

/** Return a picture of a chart with its title above and its note below, twice the size on screen. */
export async function pictureOf(chart, title, note) {
  const { width, height } = {
    width: Number(chart.getAttribute("width")),
    height: Number(chart.getAttribute("height")),
  };
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(new XMLSerializer().serializeToString(standalone(chart)))}`;
  await image.decode();
  const lines = wrapped(note, width);
  const canvas = document.createElement("canvas");
  const [above, below] = [34, 16 + 15 * lines.length];
  canvas.width = 2 * (width + 24);
  canvas.height = 2 * (height + above + below);
  const context = canvas.getContext("2d");
  context.scale(2, 2);
  const style = getComputedStyle(document.documentElement);
  context.fillStyle = style.getPropertyValue("--card").trim();
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.fillStyle = style.getPropertyValue("--ink").trim();
  const family = getComputedStyle(document.body).fontFamily;
  context.font = `bold 15px ${family}`;
  context.fillText(title, 12, 23, width);
  context.drawImage(image, 12, above, width, height);
  context.fillStyle = style.getPropertyValue("--quiet").trim();
  context.font = `11.5px ${family}`;
  lines.forEach((text, at) => context.fillText(text, 12, above + height + 14 + 15 * at));
  return new Promise((resolve) => canvas.toBlob(resolve, "image/png"));
}

/** Return a copy of a chart that carries its own style. */
function standalone(chart) {
  const copy = chart.cloneNode(true);
  copy.setAttribute("xmlns", "http://www.w3.org/2000/svg");
  const copies = [copy, ...copy.querySelectorAll("*")];
  [chart, ...chart.querySelectorAll("*")].forEach((element, at) => {
    const style = getComputedStyle(element);
    for (const name of DRAWN) copies[at].style.setProperty(name, style.getPropertyValue(name));
  });
  return copy;
}

function wrapped(text, width) {
  const letters = Math.floor(width / 6.6);
  const lines = [""];
  for (const word of text.split(" ")) {
    if (lines.at(-1).length + word.length >= letters) lines.push("");
    lines[lines.length - 1] += `${word} `;
  }
  return lines;
}
