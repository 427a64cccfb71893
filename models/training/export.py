"""A model folder of the trained pupil: python export.py OUT [--work FOLDER] [--random]

Writes OUT/verbatim.json, tokenizer.json, expected.json and onnx/: model.onnx (fp32), model_int8_rows.onnx (int8 with a
scale per token) and weights.bin, which both read. Thresholds and temperature are those of held-out rows (calibrate.py);
`evaluate.py OUT` writes the card."""

import argparse
import json
from pathlib import Path

import numpy as np
import onnx
import torch

import batches
import blocks
import calibrate
import graph
import vocabulary
import tokenizer as origin_tokenizer
from encoder import EMOTIONS, HEADS, HIDDEN, SENTIMENT
from pupil_state import LAYERS, read_pupil
from run import say
from text import prepare

NAME, VERSION = "verbatim-multilingual", "0.4.0"
MAX_LENGTH = 256
CALIBRATION_ROWS = 500
EXAMPLES = [
    "The delivery was three days late and nobody answered the phone.", "Love it! Fits perfectly.", "It is a blue shirt.",
    "Die Lieferung kam zu spät und niemand hat sich entschuldigt.", "Super, gerne wieder!",
    "Le personnel était charmant.", "Je n'ai toujours pas reçu mon remboursement.", "El hotel estaba sucio.",
    "Muy contento con la compra.", "Il prodotto è arrivato rotto.", "De app werkt prima.", "Atendimento péssimo.",
    "Obsługa była bardzo miła.", "Maten var kall.", "Tuote toimii hyvin.", "Výborná kvalita.", "A szoba tiszta volt.",
    "Mâncarea a fost rece.", "Η εξυπηρέτηση ήταν εξαιρετική.", "Ürün bozuk geldi.", "Всё сломалось через день.",
    "Das Zimmer war sauber und ruhig.", "Ik ben klant sinds 2015.", "Il servizio clienti non risponde mai.", "The kettle leaks.",
    "ok", "super", "👍", "😡😡", "I would be glad if you could answer at last.", "What time do you open?",
    "Worse than what I had before.", "Never had a reason to complain.", "You people are idiots."]
TWO_SENTENCES = [("The room was spotless.", "The staff at reception were rude."),
                 ("Die Bedienung war sehr nett.", "Das Essen war leider kalt."),
                 ("La livraison a pris trois semaines.", "Le produit est magnifique.")]


def words_of(work, keep):
    stored = np.load(work / "e5/origin.npz")
    return stored["words.values"][keep], stored["words.scales"][keep]


def write_graphs(out, model, words, texts):
    say(f"{len(texts)} texts read for the ranges of activations")
    rounded = blocks.Blocks(model, blocks.watch(model, texts))
    folder = out / "onnx"
    folder.mkdir(parents=True, exist_ok=True)
    weights = graph.Weights(folder / "weights.bin")
    for file, int8 in (("model.onnx", False), ("model_int8_rows.onnx", True)):
        made = graph.Builder(model, rounded, words, weights, int8).build()
        (folder / file).write_bytes(made.SerializeToString())
    weights.stream.close()
    for file in ("model.onnx", "model_int8_rows.onnx"):
        onnx.checker.check_model(folder / file)


def expected(model, tokenizer):
    """What PyTorch says with the weights before rounding."""
    def run(ids, mask, pool):
        with torch.no_grad():
            return [part[0].numpy() for part in model(ids, mask, pool)]

    rounded = lambda values: [round(float(value), 5) for value in values]
    cases = []
    for text in map(prepare, EXAMPLES):
        ids = np.array(tokenizer.encode(text).ids, np.int32)
        sentiment, emotion, toxicity, embedding = (part[0] for part in run(*batches.padded([ids])))
        best = np.argsort(-emotion)[:3]
        cases.append(dict(text=text, input_ids=ids.tolist(), sentiment_logits=rounded(sentiment),
                          emotion_logits_top3=[[EMOTIONS[at], round(float(emotion[at]), 5)] for at in best],
                          toxicity_logit=round(float(toxicity[0]), 5), embedding_first8=rounded(embedding[:8])))
    segment_cases = []
    for sentences in TWO_SENTENCES:
        text = " ".join(sentences)
        encoding = tokenizer.encode(text)
        first = sum(start < len(sentences[0]) for start, _ in encoding.offsets[1:-1])
        segments = [[1, 1 + first], [1 + first, len(encoding.ids) - 1]]
        ids, mask, pool = batches.padded([np.array(encoding.ids, np.int32)])
        spans = torch.zeros(1, 3, len(encoding.ids))
        spans[:, 0] = pool[:, 0]
        for row, (low, high) in enumerate(segments, 1):
            spans[0, row, low:high] = 1 / (high - low)
        segment_cases.append(dict(text=text, input_ids=encoding.ids, segments=segments,
                                  sentiment_logits=[rounded(row) for row in run(ids, mask, spans)[0]]))
    return dict(made_with=f"PyTorch {torch.__version__.split('+')[0]} fp32 on the weights before int8 storage, eval mode",
                tolerance="logits within 0.3 absolute of the shipped graph, embedding components within 0.03, labels equal "
                          "where the margin between the two best logits exceeds 0.6",
                cases=cases, segment_cases=segment_cases)


def manifest(temperature, thresholds, toxicity):
    sigmoid = lambda output, labels, bounds: dict(output=output, type="sigmoid", labels=labels, thresholds=bounds)
    return dict(
        name=NAME, version=VERSION, task="feedback", languages=vocabulary.LANGUAGES, graph="onnx/model.onnx",
        precision="weights stored as int8 per output channel and 4 bits in blocks (words), computed in fp32",
        max_length=MAX_LENGTH,
        pool=dict(input="pool", shape=["batch", "segment", "sequence"],
                  meaning="row s of text b averages the tokens of segment s; row 0 is the whole text with its special "
                          "tokens; unused rows are zero"),
        heads=dict(sentiment=dict(output="sentiment", type="softmax", labels=SENTIMENT, temperature=temperature),
                   emotion=sigmoid("emotion", EMOTIONS, thresholds), toxicity=sigmoid("toxicity", ["toxic"], [toxicity]),
                   embedding=dict(output="embedding", type="embedding", dimensions=HIDDEN, normalized=True)))


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("out", type=Path)
    parser.add_argument("--work", type=Path, default=Path(__file__).parent / "work")
    parser.add_argument("--random", action="store_true", help="untrained heads, to measure speed")
    arguments = parser.parse_args()
    work, out = arguments.work, arguments.out
    keep = json.loads((work / "pieces-kept.json").read_text())
    _, pieces = origin_tokenizer.origin(work / "e5")
    tokenizer = vocabulary.build(pieces, keep)
    model = read_pupil(work, keep, arguments.random)
    rows = list(batches.read_table(work / "table.jsonl.gz"))
    step = max(1, len(rows) // CALIBRATION_ROWS)
    write_graphs(out, model, words_of(work, keep), batches.encode(tokenizer, [row["text"] for row in rows[::step]]))
    tokenizer.save(str(out / "tokenizer.json"), pretty=False)
    dump = lambda file, value, **more: (out / file).write_text(json.dumps(value, ensure_ascii=False, **more) + "\n")
    dump("tokenizer_config.json", dict(pad_token="<pad>", unk_token="<unk>", model_max_length=MAX_LENGTH))
    dump("config.json", dict(model_type="bert", architectures=["VerbatimMultiHead"], hidden_size=HIDDEN, num_hidden_layers=LAYERS,
                             num_attention_heads=HEADS, max_position_embeddings=512, vocab_size=len(keep), pad_token_id=batches.PAD), indent=2)
    dump("verbatim.json", manifest(1.0, [0.5] * len(EMOTIONS), 0.5), indent=2)
    dump("expected.json", expected(model, tokenizer), indent=1)
    if not arguments.random:
        dump("verbatim.json", manifest(*calibrate.calibrated(out, work / "table.jsonl.gz")), indent=2)
    size = sum(file.stat().st_size for file in out.rglob("*") if file.is_file())
    say(f"{out}: {size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
