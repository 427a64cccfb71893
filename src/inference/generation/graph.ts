import { fromHalfFloat } from '../../domain/half-float.ts';

/** The part of a tensor library that generation needs, so that the search can be tested without a session. */

export type TensorData = Float32Array | Float16Array | Uint16Array | Uint8Array | Int32Array | BigInt64Array;

/** Row-major values; `type` is an ONNX element type ('float32', 'float16', 'int32', 'int64', 'bool'). */
export interface Tensor {
  readonly type: string;
  readonly data: TensorData;
  readonly dims: readonly number[];
}

export interface GraphInput {
  readonly name: string;
  readonly type: string;
  /** Numbers are fixed, names are free. */
  readonly shape: readonly (number | string)[];
}

/** One loaded ONNX graph. */
export interface Graph {
  readonly inputs: readonly GraphInput[];
  readonly outputs: readonly string[];
  run(feeds: Readonly<Record<string, Tensor>>): Promise<Record<string, Tensor>>;
}

/**
 * Rows of the first axis in the order given; a row may be named several times.
 * @param room values of the same kind to write into when there are enough of them; must not be those of `tensor`
 */
export function takeRows(tensor: Tensor, rows: readonly number[], room?: TensorData): Tensor {
  const { data, dims, type } = tensor;
  const size = dims[0] ? data.length / dims[0] : 0;
  const length = rows.length * size;
  const Data = data.constructor as new (length: number) => TensorData;
  const taken = room && room.length >= length ? room.subarray(0, length) : new Data(length);
  for (const [to, from] of rows.entries()) {
    taken.set(data.subarray(from * size, (from + 1) * size) as never, to * size);
  }
  return { type, data: taken, dims: [rows.length, ...dims.slice(1)] };
}

/** Whole numbers as the element type that an input declares. */
export function integers(type: string, values: ArrayLike<number>, dims: readonly number[]): Tensor {
  const data = type === 'int64' ? BigInt64Array.from(values, BigInt) : Int32Array.from(values);
  return { type, data, dims };
}

/** A tensor of zeros: of a cache, so of floats. */
export function zeros(type: string, dims: readonly number[]): Tensor {
  const length = dims.reduce((product, size) => product * size, 1);
  // Node 22 has no Float16Array; onnxruntime-node then takes and gives the bits.
  const Half = globalThis.Float16Array ?? Uint16Array;
  if (type === 'float16') return { type, data: new Half(length), dims };
  if (type === 'float32') return { type, data: new Float32Array(length), dims };
  throw new Error(`a cache of ${type} is not known`);
}

/** The values of a float tensor as float32, without a copy where they already are. */
export function floats({ type, data }: Tensor): Float32Array {
  if (type === 'float32') return data as Float32Array;
  if (type !== 'float16') throw new Error(`${type} where floats belong`);
  if (data instanceof Uint16Array) return Float32Array.from(data, fromHalfFloat);
  return Float32Array.from(data as Float16Array);
}
