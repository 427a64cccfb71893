import type { Reduction, RowInput } from './protocol.ts';

/** Input tensors of a plain graph, each [rows, width], padded on the right. */
interface RowTensors {
  readonly ids: BigInt64Array;
  readonly mask: BigInt64Array;
  readonly typeIds: BigInt64Array;
  readonly dims: readonly [rows: number, width: number];
}

export function padRows({ ids, typeIds, lengths, width }: RowInput, padId: number): RowTensors {
  const rows = lengths.length;
  const tensors: RowTensors = {
    ids: new BigInt64Array(rows * width).fill(BigInt(padId)),
    mask: new BigInt64Array(rows * width),
    typeIds: new BigInt64Array(rows * width),
    dims: [rows, width],
  };
  let token = 0;
  for (let row = 0; row < rows; row++) {
    for (let at = row * width; at < row * width + lengths[row]!; at++) {
      tensors.ids[at] = BigInt(ids[token]!);
      tensors.mask[at] = 1n;
      tensors.typeIds[at] = BigInt(typeIds[token]!);
      token++;
    }
  }
  return tensors;
}

/**
 * Reduces an output to concatenated vectors; see `Reduction`.
 * @param dims of the output
 * @throws Error when `reduce` cannot read the shape of the output
 */
export function reduceRows(
  data: Float32Array,
  dims: readonly number[],
  { lengths, width }: Pick<RowInput, 'lengths' | 'width'>,
  reduce: Reduction,
  output: string,
): Float32Array {
  const rank = reduce === 'row' ? 2 : 3;
  if (dims.length !== rank || dims[0] !== lengths.length || (rank === 3 && dims[1] !== width)) {
    const wanted = rank === 2 ? '[rows, size]' : '[rows, tokens, size]';
    throw new Error(`its output ${output} has the shape [${dims.join(', ')}], not ${wanted}`);
  }
  if (reduce === 'row') return data.slice();
  const size = dims[2]!;
  const vectors = reduce === 'tokens' ? lengths.reduce((sum, length) => sum + length, 0) : lengths.length;
  const kept = new Float32Array(vectors * size);
  let at = 0;
  for (let row = 0; row < lengths.length; row++) {
    const begin = row * width * size;
    const tokens = data.subarray(begin, begin + lengths[row]! * size);
    const vector =
      reduce === 'tokens' ? tokens : reduce === 'cls' ? tokens.subarray(0, size) : pool(tokens, size, reduce);
    kept.set(vector, at);
    at += vector.length;
  }
  return kept;
}

/** Mean (summed in double precision) or maximum of each of `size` columns. */
function pool(tokens: Float32Array, size: number, reduce: 'mean' | 'max'): Float64Array {
  const count = tokens.length / size;
  const pooled = new Float64Array(size).fill(reduce === 'max' ? Number.NEGATIVE_INFINITY : 0);
  for (let i = 0; i < tokens.length; i++) {
    const column = i % size;
    if (reduce === 'max') pooled[column] = Math.max(pooled[column]!, tokens[i]!);
    else pooled[column]! += tokens[i]! / count;
  }
  return pooled;
}
