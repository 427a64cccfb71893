"""Topics of sentences by BERTopic with given embeddings: prints JSON with a topic per sentence and ten words per topic."""

import json
import sys

import numpy
from bertopic import BERTopic
from sklearn.feature_extraction.text import CountVectorizer
from umap import UMAP

texts = json.load(open(sys.argv[1], encoding="utf8"))
vectors = numpy.fromfile(sys.argv[2], dtype="<f4").reshape(len(texts), -1)
model = BERTopic(
    embedding_model=None,
    # BERTopic's own settings, with a seed.
    umap_model=UMAP(n_neighbors=15, n_components=5, min_dist=0.0, metric="cosine", low_memory=False, random_state=42),
    vectorizer_model=CountVectorizer(stop_words="english"),
)
topics, _ = model.fit_transform(texts, vectors)
words = {topic: [word for word, weight in model.get_topic(topic) if word] for topic in sorted(set(topics)) if topic >= 0}
print(json.dumps({"topics": [int(topic) for topic in topics], "words": list(words.values())}))
