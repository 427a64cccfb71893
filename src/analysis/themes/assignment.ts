/**
 * Assigns rows to distinct columns with the least sum of costs. Shortest augmenting paths (Kuhn 1955, "The Hungarian
 * method"; Jonker & Volgenant 1987), cubic time.
 *
 * @param costs rows of equal length, finite
 * @returns the column of each row; −1 for rows left over
 */
export function cheapestAssignment(costs: readonly (readonly number[])[]): number[] {
  const rows = costs.length;
  const columns = costs[0]?.length ?? 0;
  if (rows > columns) return transposed(cheapestAssignment(columnsOf(costs, columns)), rows);
  // Index 0 of each list is the row that needs a column.
  const rowPrice = new Float64Array(rows + 1);
  const columnPrice = new Float64Array(columns + 1);
  const rowOf = new Int32Array(columns + 1);
  for (let row = 1; row <= rows; row++) {
    const least = new Float64Array(columns + 1).fill(Number.POSITIVE_INFINITY);
    const visited = new Uint8Array(columns + 1);
    const cameFrom = new Int32Array(columns + 1);
    let column = 0;
    rowOf[0] = row;
    do {
      visited[column] = 1;
      const at = rowOf[column]!;
      let next = 0;
      let step = Number.POSITIVE_INFINITY;
      for (let j = 1; j <= columns; j++) {
        if (visited[j]) continue;
        const cost = costs[at - 1]![j - 1]! - rowPrice[at]! - columnPrice[j]!;
        if (cost < least[j]!) {
          least[j] = cost;
          cameFrom[j] = column;
        }
        if (least[j]! < step) {
          step = least[j]!;
          next = j;
        }
      }
      for (let j = 0; j <= columns; j++) {
        if (visited[j]) {
          rowPrice[rowOf[j]!]! += step;
          columnPrice[j]! -= step;
        } else least[j]! -= step;
      }
      column = next;
    } while (rowOf[column] !== 0);
    for (; column !== 0; column = cameFrom[column]!) rowOf[column] = rowOf[cameFrom[column]!]!;
  }
  return transposed(
    [...rowOf.subarray(1)].map((row) => row - 1),
    rows,
  );
}

const columnsOf = (costs: readonly (readonly number[])[], columns: number): number[][] =>
  Array.from({ length: columns }, (_, j) => costs.map((row) => row[j]!));

/** For each of the numbers 0 .. `count` − 1, its index in the list; −1 if it is not there. */
function transposed(places: readonly number[], count: number): number[] {
  const result = new Array<number>(count).fill(-1);
  for (const [i, place] of places.entries()) if (place >= 0) result[place] = i;
  return result;
}
