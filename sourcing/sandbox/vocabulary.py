"""The words a repository is written in: what it is about, how its model, fields and endpoints are called."""

from __future__ import annotations

import random
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Domain:
    """The stock of words of one specialisation."""

    title: str
    nouns: tuple[str, ...]  # singular; the plural takes an s
    tasks: tuple[str, ...]  # what the model is for
    fields: tuple[str, ...]
    labels: tuple[str, ...]
    endpoints: tuple[str, ...]
    metrics: tuple[str, ...]
    models: tuple[str, ...]  # suffix of the model class
    bases: tuple[str, ...]
    datasets: tuple[str, ...]
    payload: str  # JSON body of a call, with {f1} to {f3}


def listed(words: str) -> tuple[str, ...]:
    """The words of a line: long lists of names read better that way."""
    return tuple(words.split())


DOMAINS = {
    "nlp": Domain(
        title="language",
        nouns=("clause", "ticket", "invoice", "abstract", "transcript", "letter", "notice", "recipe", "complaint"),
        tasks=("tells apart kinds of", "finds answers in", "summarises", "routes", "extracts the parties of"),
        fields=("token_count", "language", "sender_type", "subject_length", "section", "channel", "page_count"),
        labels=("billing", "delivery", "liability", "renewal", "refund", "outage", "praise", "warranty", "privacy"),
        endpoints=("classify", "answer", "extract", "summarise", "route"),
        metrics=("macro_f1", "exact_match", "rouge_l", "token_f1"),
        models=("Classifier", "Reader", "Tagger", "Encoder"),
        bases=("distilroberta-base", "microsoft/deberta-v3-small", "xlm-roberta-base", "t5-small", "bert-base-cased"),
        datasets=("ward-letters", "harbour-tickets", "open-clauses", "council-minutes", "field-notes"),
        payload='{{"text": "please look at this", "{f1}": 12}}',
    ),
    "vision": Domain(
        title="vision",
        nouns=("weld", "leaf", "tile", "slide", "pallet", "bottle", "crack", "lens", "seedling", "stamp"),
        tasks=("finds defects on", "segments", "counts", "detects", "sorts"),
        fields=("width", "height", "exposure", "camera_id", "blur", "contrast", "station"),
        labels=("scratch", "dent", "rust", "void", "healthy", "torn", "smudge", "chipped", "ok"),
        endpoints=("detect", "segment", "inspect", "count"),
        metrics=("mean_iou", "map_50", "recall_at_iou_50", "dice"),
        models=("Detector", "Segmenter", "Backbone", "Net"),
        bases=("resnet18", "resnet50", "mobilenet_v3_small", "efficientnet_b0", "convnext_tiny"),
        datasets=("line-seven", "orchard-2020", "glazed-tiles", "slide-archive", "night-yard"),
        payload='{{"image": "aGVsbG8=", "{f1}": 64, "{f2}": 64}}',
    ),
    "recsys": Domain(
        title="recommendation",
        nouns=("book", "track", "garment", "trail", "podcast", "article", "workshop", "plant", "game"),
        tasks=("recommends", "ranks", "re-ranks", "suggests similar", "orders the feed of"),
        fields=("dwell_seconds", "weekday", "position", "session_length", "price_band", "recency_days"),
        labels=("clicked", "skipped", "saved", "bought", "shared", "hidden"),
        endpoints=("recommend", "rank", "similar", "feed"),
        metrics=("ndcg_at_10", "recall_at_20", "hit_rate", "map_at_10"),
        models=("Recommender", "Ranker", "TwoTower", "Factors"),
        bases=("als", "bpr", "lightgbm-lambdarank", "two-tower", "item-knn"),
        datasets=("reading-circles", "quiet-tracks", "trail-visits", "market-baskets", "loan-desk"),
        payload='{{"user_id": 7, "k": 5, "{f3}": 1}}',
    ),
    "rl": Domain(
        title="control",
        nouns=("crane", "elevator", "signal", "valve", "tram", "turbine", "greenhouse", "ferry", "kiln", "drone"),
        tasks=("learns to steer", "schedules", "balances", "plans moves for", "controls"),
        fields=("position", "velocity", "load", "temperature", "queue_length", "pressure", "battery"),
        labels=("wait", "advance", "reverse", "open", "close", "hold", "dispatch"),
        endpoints=("act", "plan", "control", "decide"),
        metrics=("mean_return", "success_rate", "regret", "steps_to_goal"),
        models=("Policy", "ActorCritic", "Agent", "Planner"),
        bases=("ppo", "sac", "dqn", "a2c", "reinforce"),
        datasets=("dock-sim", "night-shift-logs", "basin-replay", "tower-traces", "yard-episodes"),
        payload='{{"observation": [0.1, 0.2, 0.3, 0.4], "{f1}": 0}}',
    ),
    "mlops": Domain(
        title="model platform",
        nouns=("tariff", "claim", "shipment", "meter", "parcel", "booking", "outage", "order", "delivery"),
        tasks=("serves and watches models for", "keeps features of", "retrains models of", "versions models for"),
        fields=("distance", "weight", "hour", "age_days", "amount", "zone", "visits", "lead_time"),
        labels=("late", "fraud", "churned", "approved", "returned", "normal"),
        endpoints=("predict", "score", "estimate", "forecast"),
        metrics=("roc_auc", "mean_absolute_error", "brier", "average_precision"),
        models=("Scorer", "Estimator", "Forecaster", "Registry"),
        bases=("gradient-boosting", "logistic", "random-forest", "lightgbm", "xgboost"),
        datasets=("depot-events", "meter-readings", "claims-2019", "parcel-scans", "booking-log"),
        payload='{{"{f1}": 1.0, "{f2}": 2.0, "{f3}": 3.0}}',
    ),
}
_FIRST = listed(
    "amber birch cedar cobalt delta ember fern flint gable harrow indigo juniper kestrel lark linden marl nettle ochre "
    "osprey pebble quartz reed rowan sable sorrel tansy thistle umber vesper willow wren yarrow zephyr alder bramble"
)
_LAST = listed(
    "anvil basin bench bridge canal compass courier crane deck desk forge gate harbor kiln lantern ledger loom mill "
    "mint needle orchard pilot plough quay relay rig scope shuttle sieve signal spindle tally thread tower vane weir"
)


class Names:
    """Repository names, each given once."""

    def __init__(self, rng: random.Random) -> None:
        self._left = [f"{first}-{last}" for first in _FIRST for last in _LAST]
        rng.shuffle(self._left)

    def take(self, ending: str = "") -> str:
        """A name nobody has yet."""
        name = self._left.pop()
        return f"{name}-{ending}" if ending else name


def words_for(
    specialisation: str, rng: random.Random, *, owner: str, name: str, author: str, year: int
) -> dict[str, str]:
    """The vocabulary of one repository. `year` is when it starts; it decides the Python of its day."""
    domain = DOMAINS[specialisation]
    noun, task = rng.choice(domain.nouns), rng.choice(domain.tasks)
    nouns = f"{noun}s" if not noun.endswith(("s", "f")) else {"lens": "lenses", "leaf": "leaves"}.get(noun, noun)
    fields, labels = rng.sample(domain.fields, 4), rng.sample(domain.labels, 3)
    pkg = name.replace("-", "_")
    return {
        "repo": name,
        "owner": owner,
        "author": author,
        "pkg": pkg,
        "title": name.replace("-", " ").capitalize(),
        "purpose": f"{task} {nouns}",
        "Purpose": f"{task} {nouns}".capitalize(),
        "domain": domain.title,
        "spec": specialisation,
        "noun": noun,
        "nouns": nouns,
        "Noun": noun.capitalize(),
        "Model": f"{noun.capitalize()}{rng.choice(domain.models)}",
        "base": rng.choice(domain.bases),
        "dataset": f"{rng.choice(domain.datasets)}-v{rng.randint(1, 4)}",
        "endpoint": rng.choice(domain.endpoints),
        "metric": rng.choice(domain.metrics),
        "payload": domain.payload.format(f1=fields[0], f2=fields[1], f3=fields[2]),
        **{f"f{place + 1}": value for place, value in enumerate(fields)},
        **{f"l{place + 1}": value for place, value in enumerate(labels)},
        **_numbers(rng, year=year),
    }


def _numbers(rng: random.Random, *, year: int) -> dict[str, str]:
    python = min(max(year - 2012, 7), 13)  # 3.8 in 2020, 3.13 in 2025
    return {
        "year": str(year),
        "py": f"3.{python}",
        "pytag": f"py3{python}",
        "lr": rng.choice(("1e-3", "3e-4", "2e-5", "5e-4", "0.01")),
        "epochs": str(rng.choice((3, 5, 8, 12, 20))),
        "batch": str(rng.choice((16, 32, 64, 128))),
        "dim": str(rng.choice((32, 48, 64, 96))),
        "hidden": str(rng.choice((128, 192, 256, 320))),
        "seed": str(rng.randint(1, 99)),
        "threshold": f"0.{rng.randint(2, 8)}5",
        "port": str(rng.randint(8000, 8999)),
        "replicas": str(rng.randint(2, 5)),
        "hour": str(rng.randint(1, 6)),
        "minute": str(rng.choice((5, 10, 20, 40))),
        "latency": str(rng.choice((80, 120, 150, 250, 400))),
        "score": f"0.{rng.randint(61, 93)}",
        "score2": f"0.{rng.randint(50, 60)}",
    }
