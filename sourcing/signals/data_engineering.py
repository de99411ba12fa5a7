"""Data engineering: how data is brought in, processed, kept in tables, checked and moved on.

Unit: files. What counts: Spark, Dask, Polars, Beam, Flink and Ray Data jobs; producers and consumers of Kafka, Pulsar,
Kinesis, Pub/Sub, RabbitMQ; dbt projects and models, clients of BigQuery, Snowflake, Redshift and the like; SQL that
defines tables and views, merges, fills tables from queries or ranks in windows, in `.sql` files and in strings of code;
checks of data (pandera, Great Expectations, Deequ, dbt tests …); migrations (Alembic, Flyway, goose); code that reads
from a source and writes to a store. Traps: a mere import; SQL words in comments and strings; the dump of a database;
plain queries; `dask` beside `dask.config`; a Beam or Spark type that only annotates; Pydantic models of requests are no
check of data. Examples and courses have kinds of their own.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import Any

from sourcing.evidence.findings import in_turn, plain_kind
from sourcing.evidence.reading import View
from sourcing.evidence.signal import Answer, Finding, Signal, answer
from sourcing.evidence.sql import Statement, in_python, is_dump, statements
from sourcing.evidence.usage import Rule, Use, matches, rules
from sourcing.parsing.formats import line_of, list_at, text_at, yaml_documents
from sourcing.parsing.syntax import dotted
from sourcing.places import Place, base_name
from sourcing.records import Archetype, Contributions

_Seen = tuple[str, str, int, str]  # kind, skill, line, what it is

# fmt: off
_RULES = rules((
    ("pyspark", "call", r".*\b(readStream|writeStream)\b.*", "streaming", "Spark", "Spark streaming"),
    ("pyspark", "call", r"sql\.(.+\.)?SparkSession\..*getOrCreate", "processing", "Spark", "SparkSession"),
    ("pyspark", "call", r"(sql\.)?.*\.(read|write)\..*", "processing", "Spark", "Spark"),
    ("pyspark", "call", r"SparkContext(\..+)?", "processing", "Spark", "Spark"),
    ("pyspark", "call", r"sql\.functions\.\w+", "processing", "Spark", "Spark function"),
    ("dask", "call", r"dataframe\.(read_\w+|from_\w+)", "processing", "Dask", "Dask"),
    ("dask", "decorator", r"delayed", "processing", "Dask", "Dask"),
    ("dask", "call", r"(distributed\.(Client|LocalCluster)|delayed|bag\.\w+|array\.from_\w+)", "processing", "Dask", "Dask"),
    ("distributed", "call", r"(Client|LocalCluster)", "processing", "Dask", "Dask"),
    ("polars", "call", r"(read|scan)_\w+", "processing", "Polars", "Polars"),
    ("polars", "call", r"(col|when|concat|LazyFrame)", "processing", "Polars", "Polars"),
    ("apache_beam", "call", r"(.+\.)?Pipeline", "processing", "Beam", "Beam"),
    ("apache_beam", "base", r"(.+\.)?(DoFn|PTransform|CombineFn)", "processing", "Beam", "Beam"),
    ("pyflink", "call", r".*\b(StreamExecutionEnvironment|StreamTableEnvironment)\.\w+", "streaming", "Flink", "Flink"),
    ("pyflink", "call", r".*\bTableEnvironment\.\w+", "processing", "Flink", "Flink"),
    ("ray", "call", r"data\.(read_\w+|from_\w+)", "processing", "Ray", "Ray Data"),
    ("cudf", "call", r"(read_\w+|DataFrame)", "processing", "RAPIDS", "RAPIDS"),
    ("dask_cudf", "call", r"(read_\w+|from_\w+)", "processing", "RAPIDS", "RAPIDS"),
    ("nvtabular", "call", r"(Workflow|Dataset)", "processing", "RAPIDS", "NVTabular"),
    ("kafka", "call", r"(.+\.)?Kafka(Consumer|Producer)", "streaming", "Kafka", "Kafka"),
    ("confluent_kafka", "call", r"(.+\.)?\w*(Consumer|Producer)", "streaming", "Kafka", "Kafka"),
    ("aiokafka", "call", r"(.+\.)?AIOKafka\w+", "streaming", "Kafka", "Kafka"),
    ("faust", "call", r"App", "streaming", "Kafka", "Faust"),
    ("pulsar", "call", r"Client|.*\.(subscribe|create_producer)", "streaming", "streaming", "Pulsar"),
    ("pika", "call", r".*(Connection|basic_consume|basic_publish)", "streaming", "RabbitMQ", "RabbitMQ"),
    ("aio_pika", "call", r"connect\w*", "streaming", "RabbitMQ", "RabbitMQ"),
    ("kombu", "call", r"(.+\.)?(Connection|Consumer|Producer)", "streaming", "RabbitMQ", "Kombu"),
    ("google", "call", r"cloud\.pubsub(_v1)?\.(.+\.)?(Subscriber|Publisher)Client", "streaming", "Pub/Sub", "Pub/Sub"),
    ("azure", "call", r"eventhub\.(.+\.)?EventHub(Consumer|Producer)Client(\..+)?", "streaming", "Azure", "Event Hubs"),
    ("boto3", "call", r".*\(\)\.(put_records?|get_records|put_record_batch)", "streaming", "AWS", "Kinesis"),
    ("redis", "call", r".*\(\)\.(xreadgroup|xadd|xread)", "streaming", "Redis", "Redis stream"),
    ("bytewax", "call", r"(.+\.)?Dataflow", "streaming", "streaming", "Bytewax"),
    ("quixstreams", "call", r"Application", "streaming", "Kafka", "Quix"),
    ("google", "call", r"cloud\.bigquery\.(.+\.)?Client", "warehouse", "BigQuery", "BigQuery"),
    ("pandas_gbq", "call", r"(read_gbq|to_gbq)", "warehouse", "BigQuery", "BigQuery"),
    ("snowflake", "call", r"(connector\.(.+\.)?(connect|write_pandas)|snowpark\.(.+\.)?create)", "warehouse", "Snowflake", "Snowflake"),
    ("redshift_connector", "call", r"connect", "warehouse", "Redshift", "Redshift"),
    ("awswrangler", "call", r"(redshift|athena|s3|catalog)\.\w+", "warehouse", "AWS", "AWS data lake"),
    ("pyathena", "call", r"(.+\.)?connect", "warehouse", "AWS", "Athena"),
    ("databricks", "call", r"sql\.connect", "warehouse", "Databricks", "Databricks SQL"),
    ("clickhouse_driver", "call", r"(.+\.)?Client", "warehouse", "ClickHouse", "ClickHouse"),
    ("clickhouse_connect", "call", r"get_\w*client", "warehouse", "ClickHouse", "ClickHouse"),
    ("delta", "call", r"(.+\.)?DeltaTable\.\w+", "warehouse", "Delta Lake", "Delta Lake"),
    ("deltalake", "call", r"(DeltaTable|write_deltalake)", "warehouse", "Delta Lake", "Delta Lake"),
    ("pyiceberg", "call", r"(.+\.)?load_catalog", "warehouse", "Apache Iceberg", "Iceberg"),
    ("trino", "call", r"dbapi\.connect", "warehouse", "Trino", "Trino"),
    ("pandera", "base", r"(.+\.)?(DataFrameModel|SchemaModel)", "validation", "data validation", "pandera model"),
    ("pandera", "call", r"(.+\.)?(DataFrameSchema|SeriesSchema)", "validation", "data validation", "pandera"),
    ("great_expectations", "call", r"(.+\.)?(get_context|from_pandas|Checkpoint|ExpectationSuite|\w*DataContext|[Ee]xpect_?\w+|\w+Checkpoint)",
        "validation", "Great Expectations", "Great Expectations"),
    ("great_expectations", "base", r"(.+\.)?\w*Expectation", "validation", "Great Expectations", "Great Expectations"),
    ("pydeequ", "call", r"(.+\.)?(VerificationSuite|Check|AnalysisRunner)\b.*", "validation", "data validation", "Deequ"),
    ("tensorflow_data_validation", "call", r"(validate_\w+|infer_schema)", "validation", "TFX", "TensorFlow Data Validation"),
    ("deepchecks", "call", r"(.+\.)?(\w+_suite|data_integrity|train_test_validation|\w*Suite)", "validation", "Deepchecks", "Deepchecks"),
    ("soda", "call", r"(.+\.)?Scan", "validation", "data validation", "Soda"),
    ("frictionless", "call", r"(validate|(.+\.)?validate)", "validation", "data validation", "Frictionless"),
    ("dlt", "decorator", r"(source|resource|transformer)", "ingestion", "ETL", "dlt"),
    ("dlt", "call", r"pipeline", "ingestion", "ETL", "dlt"),
    ("singer_sdk", "base", r"(.+\.)?(Tap|Target|\w*Stream|\w*Sink)", "ingestion", "ETL", "Singer"),
    ("airbyte_cdk", "base", r"(.+\.)?(AbstractSource|\w*Stream|Destination)", "ingestion", "ETL", "Airbyte"),
    ("petl", "call", r"(from\w+|to\w+)", "ingestion", "ETL", "petl"),
))
# By suffix: a word the file must hold, the line that shows it, kind, skill, what it is.
_LINES = {
    ".go": (
        ("sarama", r"\bsarama\.New\w+\(", "streaming", "Kafka", "Kafka"),
        ("kafka-go", r"\bkafka\.(NewReader|NewWriter|Writer\{|Reader\{)", "streaming", "Kafka", "Kafka"),
        ("confluent-kafka-go", r"\bkafka\.New(Consumer|Producer)\(", "streaming", "Kafka", "Kafka"),
        ("pulsar-client-go", r"\bpulsar\.NewClient\(", "streaming", "streaming", "Pulsar"),
        ("amqp", r"\bamqp\w*\.Dial\w*\(", "streaming", "RabbitMQ", "RabbitMQ"),
        ("cloud.google.com/go/bigquery", r"\bbigquery\.NewClient\(", "warehouse", "BigQuery", "BigQuery"),
    ),
    ".java": (
        ("org.apache.spark", r"\bSparkSession\b.*\bbuilder\b|\bnew (Java)?SparkContext\(|\bnew SparkConf\(", "processing", "Spark", "Spark"),
        ("org.apache.flink", r"\bStreamExecutionEnvironment\.\w+\(", "streaming", "Flink", "Flink"),
        ("org.apache.kafka", r"\bnew Kafka(Consumer|Producer|Streams)\b", "streaming", "Kafka", "Kafka"),
        ("springframework.kafka", r"@KafkaListener\b|\bKafkaTemplate<", "streaming", "Kafka", "Kafka"),
        ("springframework.amqp", r"@RabbitListener\b|\bRabbitTemplate\b", "streaming", "RabbitMQ", "RabbitMQ"),
    ),
}
# fmt: on
_LINES[".scala"] = _LINES[".java"]
_PATTERNS = {pattern: re.compile(pattern) for table_ in _LINES.values() for _, pattern, *_ in table_}
_MIGRATION = re.compile(r"(^|/)(V\d[\d._]{0,20}__[^/]+|[^/]+\.up|(\S{0,200}/)?migrations?/[^/]+)\.sql$", re.I)
_UPGRADE = re.compile(r"^def upgrade\b")
_GOOSE = re.compile(r"^-- \+(goose|migrate) Up", re.M | re.I)
_TESTS = r"^[^\S\n]*(-\s*)?(data_)?tests\s*:"
_REF = re.compile(r"\{\{\s*(ref|source)\s*\(")
_SINK = re.compile(
    r"\.(to_sql|to_gbq|saveAsTable|write_database|write_delta|load_table_from_\w+|copy_expert|copy_from|insert_many|"
    r"bulk_insert_mappings)\(|\bwrite_pandas\("
)
_SINK_WORDS = (
    ".to_sql(", ".to_gbq(", ".saveAsTable(", ".write_d", ".load_table_from", ".copy_", ".insert_many(", ".bulk_insert", "write_pandas(",
)  # fmt: skip
_SOURCE = re.compile(
    r"^(pd|pandas|pl|polars|dd)\.(read|scan)_\w+$|^(requests|httpx)\.get$|\.(read_sql|download_file|get_object|"
    r"download_as_\w+|read\.\w+)$|^urllib\.request\.url(open|retrieve)$|^urlretrieve$"
)
_DOES = {"creates table": 0, "merges into": 1, "creates view": 2, "fills": 3, "ranks": 4}  # most telling first


def _python(view: View, path: str) -> tuple[_Seen, ...]:
    """What a Python file does to data with a library: of each kind and skill the use that the earliest rule fits."""
    if not path.endswith(".py"):
        return ()
    best: dict[tuple[str, str], tuple[int, Rule, Use]] = {}
    for rule, use in matches(view, path, _RULES):
        rank, key = _RULES[use.name.partition(".")[0]].index(rule), (rule.kind, rule.skill)
        if key not in best or rank < best[key][0]:
            best[key] = (rank, rule, use)
    return tuple(
        (rule.kind, rule.skill, use.line, f"{rule.noun} {_called(use)} in {path}") for _, rule, use in best.values()
    )


def _called(use: Use) -> str:
    """What a use is, as its line shows it: `KafkaConsumer orders`."""
    return f"{use.name.removesuffix('()').rpartition('.')[2]} {use.label}".strip()


def _lines(view: View, path: str) -> tuple[_Seen, ...]:
    """What Go, Java or Scala does to data."""
    for word, pattern, kind, skill, noun in _LINES.get(path[path.rfind(".") :], ()):
        line = view.first_line(path, _PATTERNS[pattern]) if word in view.texts[path] else None
        if line:
            return ((kind, skill, line, f"{noun} in {path}"),)
    return ()


def _migrates(view: View, path: str) -> tuple[_Seen, ...]:
    """A revision of Alembic."""
    if not path.endswith(".py") or "alembic" not in view.texts[path]:
        return ()
    line = view.first_line(path, _UPGRADE) if any(item.name == "alembic.op" for item in view.imported(path)) else None
    return (("migrations", "database migrations", line, f"Alembic upgrade in {path}"),) if line else ()


def _embedded(view: View, path: str) -> tuple[_Seen, ...]:
    """The most telling SQL in the strings of a Python file."""
    found = in_python(view, path) if path.endswith(".py") else []
    return _told(path, [(_DOES[item.does], line, item) for line, item in found])


def _sql(view: View, path: str) -> tuple[_Seen, ...]:
    """What a `.sql` file is: a dbt model, a migration, or statements that define or transform tables."""
    if not path.endswith(".sql"):
        return ()
    text = view.texts[path]
    if is_dump(text) or "dbt_packages/" in path:
        return ()
    line = view.first_line(path, _REF) if "{{" in text else None
    if line and (shown := _REF.search(view.lines(path)[line - 1])):
        what = f"dbt model {PurePosixPath(path).stem} from a {shown.group(1)}"
        return (("warehouse", "dbt", line, f"{what} in {path}"),)
    found = [(_DOES[item.does], 1 + item.offset, item) for item in statements(text)]
    if found and (_MIGRATION.search(path) or _GOOSE.search(text)):
        _, line, item = min(found, key=lambda one: one[:2])
        return (("migrations", "database migrations", line, f"migration that {item.does} {item.name} in {path}"),)
    return _told(path, found)


def _told(path: str, found: list[tuple[int, int, Statement]]) -> tuple[_Seen, ...]:
    """The first of the most telling statements, with how many more there are."""
    if not found:
        return ()
    _, line, item = min(found, key=lambda one: one[:2])
    what = "ranks rows in a window" if item.does == "ranks" else f"{item.does} {item.name}"
    more = f", one of {len(found)} such statements," if len(found) > 1 else ""
    return (("sql", "SQL", line, f"SQL {what}{more} in {path}"),)


def _config(view: View, path: str) -> tuple[_Seen, ...]:
    """What a YAML file says of dbt, of Great Expectations or of Soda's checks."""
    if not path.endswith((".yaml", ".yml")):
        return ()
    name, text = base_name(path), view.texts[path]
    if name in ("dbt_project.yml", "dbt_project.yaml"):
        for document in view.value(path, yaml_documents)[:1]:
            if called := text_at(document, "name"):
                return (("warehouse", "dbt", line_of(text, r"^name\s*:"), f"dbt project {called} in {path}"),)
    elif re.search(r"^checks for ", text, re.M):
        return (("validation", "data validation", line_of(text, r"^checks for "), f"Soda checks in {path}"),)
    elif re.search(r"^(models|sources|seeds)\s*:", text, re.M) and re.search(_TESTS, text, re.M):
        for document in view.value(path, yaml_documents)[:1]:
            if any(_is_tested(item) for key in ("models", "sources", "seeds") for item in list_at(document, key)):
                line = line_of(text, _TESTS)
                word = "data_tests" if "data_tests" in view.lines(path)[line - 1] else "tests"
                return (("validation", "dbt", line, f"dbt {word} in {path}"),)
    return ()


def _is_tested(item: Any) -> bool:
    """Whether a dbt model, source or seed has tests, on itself, on its columns or on its tables."""
    parts = [item, *list_at(item, "columns"), *list_at(item, "tables")]
    parts += [column for one in list_at(item, "tables") for column in list_at(one, "columns")]
    return any(list_at(part, "tests") or list_at(part, "data_tests") for part in parts)


def _ingests(view: View, path: str) -> tuple[_Seen, ...]:
    """Code that writes to a store what the same file reads from a source."""
    text = view.texts[path]
    if not path.endswith(".py") or not any(word in text for word in _SINK_WORDS) or not _SINK.search(text):
        return ()
    sources: list[str] = []
    sinks: list[tuple[int, str]] = []
    for node in view.nodes(path, ast.Call):
        name = dotted(node.func)
        if _SINK.search(f".{name.rpartition('.')[2]}("):
            sinks.append((node.func.end_lineno or node.lineno, name.rpartition(".")[2]))
        elif _SOURCE.search(name):
            sources.append(name)
    if not (sources and sinks):
        return ()
    line, sink = sinks[0]
    return (("ingestion", "ETL", line, f"reads with {sources[0]}, writes with {sink} in {path}"),)


def _findings(view: View) -> Iterator[Finding]:
    for path in view.own:
        where = view.place(path)
        kind = "product" if where is Place.CI else plain_kind(where)
        for found, skill, line, what in (
            (seen for question in READS for seen in view.of(question, path)) if kind else ()
        ):
            shown = found if kind == "product" else str(kind)
            yield Finding(kind=shown, detail=what, path=path, line=line, skills=(skill,))


def look(view: View, _: Contributions) -> Answer:
    """The files of each kind in turn, by path."""
    return answer(
        in_turn(_findings(view), SIGNAL.kinds, skills=True),
        view=view,
        needed=lambda path: path.endswith((".py", ".sql")),
        nothing="no processing, streaming, warehouse, check of data, migration or ingestion",
    )


READS = (_python, _lines, _migrates, _embedded, _sql, _config, _ingests)

SIGNAL = Signal(
    question="How is data brought in, processed, checked and kept?",
    unit="files",
    version=1,
    kinds={
        "processing": "a job that processes data with Spark, Dask, Polars, Beam, Flink or Ray Data",
        "streaming": "a producer or consumer of a stream or queue",
        "warehouse": "a dbt model or project, or a client of a data warehouse",
        "ingestion": "code that reads from a source and writes to a store",
        "validation": "checks of data",
        "sql": "SQL that defines or transforms tables",
        "migrations": "a migration of a database",
        "example": "the same in an example or in the documentation",
        "course": "the same in course work",
    },
    look=look,
    reads=READS,
    why={
        Archetype.RESEARCHER: "A researcher who prepares and checks large data knows what the model was really given.",
        Archetype.DEVELOPER: "A developer feeds models from tables and streams, where most of the work and the faults are.",
        Archetype.OPERATOR: "An operator keeps the data that models live on flowing, checked and up to date.",
    },
)
