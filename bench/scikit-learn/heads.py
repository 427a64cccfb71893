"""SetFit's default head, scikit-learn's logistic regression, on frozen embeddings: prints figures of each task as JSON."""

import json
import sys

import numpy
import sklearn
from sklearn.linear_model import LogisticRegression

results = []
for task in json.load(open(sys.argv[1])):
    dimensions = task["dimensions"]
    vectors = numpy.fromfile(task["file"], dtype=numpy.float32).reshape(-1, dimensions)
    labels = numpy.fromfile(task["labels"], dtype=numpy.uint8).reshape(len(vectors), -1).astype(bool)
    training, testing = task["training"], task["testing"]
    probabilities = numpy.zeros((len(testing), labels.shape[1]))
    for topic in range(labels.shape[1]):
        known = labels[training, topic]
        if known.any() and not known.all():
            head = LogisticRegression(max_iter=500).fit(vectors[training], known)
            probabilities[:, topic] = head.predict_proba(vectors[testing])[:, 1]
    real = labels[testing]

    def f1(level):
        found = probabilities >= level
        return float(2 * (found & real).sum() / max(1, found.sum() + real.sum()))

    accuracy = float((probabilities.argmax(1) == real.argmax(1)).mean())
    if (labels.sum(1) == 1).all():
        single = LogisticRegression(max_iter=500).fit(vectors[training], labels[training].argmax(1))
        accuracy = float((single.predict(vectors[testing]) == real.argmax(1)).mean())
    levels = [level / 100 for level in range(1, 96)]
    results.append({"f1": f1(0.5), "best": max(map(f1, levels)), "accuracy": accuracy})
json.dump({"version": f"scikit-learn {sklearn.__version__}", "results": results}, sys.stdout)
