// Unpacking: the counterpart of columns.py. All numbers are whole; times are seconds since the start of the run.

export const NO_TIME = -(2 ** 31);

/** Unpack a table into one Int32Array a column. */
export async function unpack(table) {
  const bytes = await inflate(table.data);
  const columns = {};
  table.columns.forEach((name, place) => {
    columns[name] = unfold(bytes, place * 4 * table.rows, table.rows);
  });
  return columns;
}

/** Decode base64 and decompress it. */
async function inflate(text) {
  const packed = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("deflate"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

/** Put the four planes of a column together, and take the sign out of the last bit. */
function unfold(bytes, offset, rows) {
  const column = new Int32Array(rows);
  for (let row = 0; row < rows; row += 1) {
    const [a, b, c, d] = [0, 1, 2, 3].map((plane) => bytes[offset + plane * rows + row]);
    const folded = (a | (b << 8) | (c << 16) | (d << 24)) >>> 0;
    column[row] = (folded >>> 1) ^ -(folded & 1);
  }
  return column;
}

/** Running sums of a column. */
export function summed(column) {
  const sums = new Int32Array(column.length);
  column.reduce((sum, value, row) => (sums[row] = sum + value), 0);
  return sums;
}

/** The sum of some numbers. */
export function total(numbers) {
  return numbers.reduce((sum, number) => sum + number, 0);
}

/** How many entries of a rising array are at or below a value. */
export function countUntil(rising, value) {
  let low = 0;
  let high = rising.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (rising[middle] <= value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Rising array of the moments among values that ever came. */
export function rising(values) {
  return Int32Array.from(values.filter((value) => value !== NO_TIME)).sort();
}
