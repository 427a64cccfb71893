"""scikit-learn's k-means over float32 vectors in a file: prints labels and seconds of each seed as JSON."""

import json
import sys
import time

import numpy
import sklearn
from sklearn.cluster import KMeans

file, dimensions, clusters, seeds = sys.argv[1], *map(int, sys.argv[2:5])
vectors = numpy.fromfile(file, dtype=numpy.float32).reshape(-1, dimensions)
runs = []
for seed in range(seeds):
    started = time.perf_counter()
    labels = KMeans(clusters, random_state=seed).fit(vectors).labels_
    runs.append({"labels": labels.tolist(), "seconds": time.perf_counter() - started})
json.dump({"version": f"scikit-learn {sklearn.__version__}", "runs": runs}, sys.stdout)
