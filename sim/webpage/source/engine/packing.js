// Numbers as the page data carry them: bytes in base 64, compressed as gzip does.

/** Return the bytes that a text in base 64 stands for. */
export function bytesOf(text) {
  const letters = atob(text);
  const bytes = new Uint8Array(letters.length);
  for (let at = 0; at < letters.length; at += 1) bytes[at] = letters.charCodeAt(at);
  return bytes;
}

/** Return the bytes of a compressed text. */
export async function unpacked(text) {
  const stream = new Blob([bytesOf(text)]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

/** Return rows of so many bytes from a table that was written byte by byte, first bytes first. */
export function rowsOf(bytes, size) {
  const count = bytes.length / size;
  const rows = new Uint8Array(bytes.length);
  for (let byte = 0; byte < size; byte += 1) {
    for (let row = 0; row < count; row += 1) rows[row * size + byte] = bytes[byte * count + row];
  }
  return rows;
}

/** Return the bytes of one whole number, or of a number, of eight bytes. */
export function wordOf(value, kind) {
  const view = new DataView(new ArrayBuffer(8));
  if (kind === "f8") view.setFloat64(0, value, true);
  else view.setBigInt64(0, BigInt(value), true);
  return new Uint8Array(view.buffer);
}
