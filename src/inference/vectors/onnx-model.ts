/** One operation of a graph: its name, inputs, the name of its output, attributes with whole numbers. */
export interface GraphNode {
  readonly op: string;
  readonly inputs: readonly string[];
  readonly output: string;
  readonly attributes?: Readonly<Record<string, number>>;
}

/** A tensor of floats. */
interface GraphValue {
  readonly name: string;
  /** Names of dimensions of any size. */
  readonly dimensions: readonly string[];
}

/** Floats that a graph brings with it. */
export interface GraphTensor {
  readonly name: string;
  readonly shape: readonly number[];
  readonly values: Float32Array;
}

/**
 * Bytes that add nodes, tensors and outputs to a serialised ONNX model that they are appended to: a second `graph` is
 * merged with the first, list by list (Protocol Buffers, "Last One Wins": embedded messages are merged). The nodes may
 * read what the model computes.
 */
export const appendedGraph = (
  nodes: readonly GraphNode[],
  tensors: readonly GraphTensor[],
  outputs: readonly GraphValue[],
): Uint8Array =>
  part(7, [
    ...nodes.map((node) => part(1, nodeBytes(node))),
    ...tensors.map((tensor) => part(5, tensorBytes(tensor))),
    ...outputs.map((value) => part(12, valueBytes(value))),
  ]);

function tensorBytes({ name, shape, values }: GraphTensor): Buffer[] {
  const FLOAT = 1;
  const bytes = Buffer.alloc(values.length * 4);
  for (const [i, value] of values.entries()) bytes.writeFloatLE(value, 4 * i);
  return [...shape.map((size) => number(1, size)), number(2, FLOAT), text(8, name), part(9, [bytes])];
}

/**
 * The bytes of an ONNX model (opset 17) in Protocol Buffers, as onnx.proto describes them: for graphs of our own,
 * which are a few operations without weights.
 */
export function onnxModel(
  nodes: readonly GraphNode[],
  inputs: readonly GraphValue[],
  outputs: readonly GraphValue[],
): Uint8Array {
  const graph = [
    ...nodes.map((node) => part(1, nodeBytes(node))),
    text(2, 'graph'),
    ...inputs.map((value) => part(11, valueBytes(value))),
    ...outputs.map((value) => part(12, valueBytes(value))),
  ];
  const opset = part(8, [number(2, 17)]);
  return Buffer.concat([number(1, 8), part(7, graph), opset]);
}

function nodeBytes({ op, inputs, output, attributes = {} }: GraphNode): Buffer[] {
  const INT = 2;
  return [
    ...inputs.map((input) => text(1, input)),
    text(2, output),
    text(4, op),
    ...Object.entries(attributes).map(([name, value]) =>
      part(5, [text(1, name), number(3, value), number(20, INT)]),
    ),
  ];
}

function valueBytes({ name, dimensions }: GraphValue): Buffer[] {
  const FLOAT = 1;
  const shape = part(
    2,
    dimensions.map((dimension) => part(1, [text(2, dimension)])),
  );
  return [text(1, name), part(2, [part(1, [number(1, FLOAT), shape])])];
}

const VARINT = 0;
const LENGTH_DELIMITED = 2;

const number = (field: number, value: number): Buffer =>
  Buffer.from([...varint((field << 3) | VARINT), ...varint(value)]);
const text = (field: number, value: string): Buffer => part(field, [Buffer.from(value)]);
function part(field: number, content: readonly Buffer[]): Buffer {
  const bytes = Buffer.concat(content);
  return Buffer.concat([
    Buffer.from([...varint((field << 3) | LENGTH_DELIMITED), ...varint(bytes.length)]),
    bytes,
  ]);
}

function varint(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  for (; rest > 0x7f; rest = Math.floor(rest / 128)) bytes.push((rest & 0x7f) | 0x80);
  return [...bytes, rest];
}
