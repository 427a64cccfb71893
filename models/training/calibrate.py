"""Temperature of sentiment and thresholds of the other heads, on rows held out of training."""

import numpy as np

import batches
from served import Served

TEMPERATURES = np.arange(0.5, 3.01, 0.05)
INT8 = "onnx/model_int8_rows.onnx"  # the default on a CPU
BOUNDS = np.arange(0.06, 0.71, 0.02)


def log_softmax(logits):
    shifted = logits - logits.max(-1, keepdims=True)
    return shifted - np.log(np.exp(shifted).sum(-1, keepdims=True))


def sigmoid(logits):
    return 1 / (1 + np.exp(-logits))


def f1(said, true):
    both = (said & true).sum(0)
    return 2 * both / np.maximum(1, said.sum(0) + true.sum(0))


def temperature(logits, labels):
    losses = [-log_softmax(logits / t)[np.arange(len(labels)), labels].mean() for t in TEMPERATURES]
    return round(float(TEMPERATURES[int(np.argmin(losses))]), 2)


def bounds(probabilities, true):
    """The threshold of each label with the best F1."""
    scores = np.array([f1(probabilities >= bound, true) for bound in BOUNDS])
    return [round(float(BOUNDS[at]), 2) for at in scores.argmax(0)]


def calibrated(folder, table):
    """(temperature, thresholds of emotions, threshold of toxicity)."""
    served = Served(folder, INT8)
    rows = list(batches.read_table(table, {"sentiment", "emotion", "toxicity"}, ("dev",)))
    targets, logits = batches.Targets(rows), served.run([row["text"] for row in rows])
    # Sentences that people rated, not polarities told from emotions.
    rated = np.array([row["kind"] == "sentiment" and not row["source"].startswith("own") for row in rows])
    felt, toxic = ~np.isnan(targets.emotion[:, 0]), ~np.isnan(targets.toxicity)
    return (temperature(logits["sentiment"][rated], targets.sentiment[rated]),
            bounds(sigmoid(logits["emotion"][felt]), targets.emotion[felt] > 0),
            bounds(sigmoid(logits["toxicity"][toxic]), targets.toxicity[toxic, None] > 0)[0])
