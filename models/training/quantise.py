"""int8 weights for products whose rows get a scale each when the graph runs.

- A weight has a scale per output channel, and what rounding one input channel does is made up for by those after it
  (GPTQ, Frantar et al. 2023).
- Factors per input channel move outliers of activations into weights (SmoothQuant, Xiao et al. 2023), and each
  channel is centred (Outlier Suppression+, Wei et al. 2023); norms and values of attention do both at no cost.
- No saturation. Without VNNI, x86 adds two products of u8 and s8 in 16 bits (VPMADDUBSW). A weight's scale is chosen
  so that no pair of neighbouring weights can reach 2^15, and channels are ordered so that this costs little. So AVX2
  and VNNI give the same integers."""

import numpy as np

ALPHA = 0.8
MOST = 127
MOST_PAIR = 128  # 255 times the sum of two neighbours has to stay under 2^15
DAMPING = 0.01


class Seen:
    """Moments and ranges of the rows of a product's input."""

    def __init__(self):
        self.count, self.sum, self.products, self.low, self.high = 0, 0, 0, np.inf, -np.inf

    def add(self, rows):
        self.low, self.high = np.minimum(self.low, rows.min(axis=0)), np.maximum(self.high, rows.max(axis=0))
        products = (rows.T @ rows).astype(np.float64)
        self.count, self.sum, self.products = self.count + len(rows), self.sum + rows.sum(0, dtype=np.float64), self.products + products

    @property
    def mean(self):
        return self.sum / self.count

    @property
    def covariance(self):
        return self.products / self.count - np.outer(self.mean, self.mean)


def smoothing(seen, weight):
    """Centres that the input loses, and factors that it is then divided by and the rows of the weight multiplied."""
    rows = np.maximum(np.abs(weight).max(axis=1), 1e-5)
    factors = np.maximum((seen.high - seen.low) / 2, 1e-5) ** ALPHA / rows ** (1 - ALPHA)
    return (seen.low + seen.high) / 2, (factors / np.exp(np.log(factors).mean())).astype(np.float32)


def pair_order(weight, group, tries=10_000):
    """An order of input channels, within groups of `group`, in which sums of neighbours (2k, 2k + 1) stay small
    beside the largest weight of each output channel: a search by random exchanges."""
    weight = weight / np.abs(weight).max(axis=0)
    order = np.arange(len(weight)).reshape(-1, 2)
    random = np.random.default_rng(0)
    sums = np.abs(weight[order].sum(axis=1))
    cost = lambda most: (np.maximum(most, 1) ** 2).sum()
    leading, now = np.argsort(-sums, axis=0)[:3], cost(sums.max(axis=0))
    columns = np.arange(weight.shape[1])
    per_group = group // 2
    for _ in range(tries):
        first = int(leading[0][random.choice(columns)])
        second = int(random.integers(per_group)) + first // per_group * per_group
        if first == second:
            continue
        (a, b), (c, d) = order[first], order[second]
        rest = np.zeros(len(columns), np.float32)
        for rank in reversed(range(3)):
            other = (leading[rank] != first) & (leading[rank] != second)
            rest = np.where(other, sums[leading[rank], columns], rest)
        for pairs in (((a, c), (b, d)), ((a, d), (c, b))):
            changed = [np.abs(weight[x] + weight[y]) for x, y in pairs]
            then = cost(np.maximum(rest, np.maximum(*changed)))
            if then < now:
                order[first], order[second] = pairs
                sums[first], sums[second] = changed
                stale = ((leading == first) | (leading == second)).any(axis=0)
                stale |= np.maximum(*changed) > sums[leading[2], columns]
                leading[:, stale] = np.argsort(-sums[:, stale], axis=0)[:3]
                now = then
                break
    return order.reshape(-1)


def rounded(weight, covariance):
    """int8 values [in, out] of which no two neighbours add to more than MOST_PAIR, and a scale per output."""
    sums = np.abs(weight.reshape(-1, 2, weight.shape[1]).sum(axis=1))
    scale = np.maximum(np.abs(weight).max(axis=0) / MOST, sums.max(axis=0) / MOST_PAIR).astype(np.float32)
    damped = covariance + DAMPING * np.diag(covariance).mean() * np.eye(len(weight))
    factor = np.linalg.cholesky(np.linalg.inv(damped)).T
    rest, values = (weight / scale).astype(np.float64), np.zeros(weight.shape)
    for row in range(len(weight)):
        values[row] = np.clip(np.round(rest[row]), -MOST, MOST)
        if row % 2:
            values[row] = np.clip(values[row], -MOST_PAIR - values[row - 1], MOST_PAIR - values[row - 1])
        error = (rest[row] - values[row]) / factor[row, row]
        rest[row + 1 :] -= np.outer(factor[row, row + 1 :], error)
    return values.astype(np.int8), scale


class Product:
    """rows x weight + bias, as ((rows - centre) / factors) x values x scale + bias."""

    def __init__(self, weight, bias, seen, centre, factors):
        width = len(weight)
        self.centre, self.factors = np.broadcast_to(centre, width), np.broadcast_to(factors, width)
        self.weight, self.bias = weight * self.factors[:, None], bias + self.centre @ weight
        self.mean = (seen.mean - self.centre) / self.factors
        self.covariance = seen.covariance / np.outer(self.factors, self.factors)

    def take(self, order):
        """Puts the input channels into another order."""
        self.weight, self.mean, self.covariance = self.weight[order], self.mean[order], self.covariance[order][:, order]
        self.centre, self.factors = self.centre[order], self.factors[order]
        return self

    def give(self, order):
        """Puts the output channels into another order."""
        self.weight, self.bias = self.weight[:, order], self.bias[order]

    def round(self):
        self.values, self.scale = rounded(self.weight, self.covariance)
        # The mean of what rounding changes goes with the bias.
        self.bias = (self.bias + self.mean @ (self.weight - self.values * self.scale)).astype(np.float32)
