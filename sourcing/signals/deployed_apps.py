"""Applications that are deployed or ready to be used by people: hosting configuration and interactive applications.

Unit: files. What counts: what a hosting platform reads (Procfile, App Engine, Fly, Render, Railway, Vercel, Netlify,
Heroku, Serverless Framework, a Modal app, the front matter of a Hugging Face Space), a CI step or Make target that
deploys to a platform, and programs that build a user interface and run it (Streamlit, Gradio, Dash, Panel, Chainlit,
Shiny, NiceGUI, Bokeh). Traps: `app.json` of Expo and `app.yaml` of Kubernetes; `netlify.toml` that builds the
documentation; importing Streamlit to pass an object on; a link to something deployed is no evidence. Examples (demos
too) and courses have kinds of their own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from sourcing.evidence.findings import in_turn, plain_kind
from sourcing.evidence.reading import View
from sourcing.evidence.signal import Answer, Finding, Signal, answer
from sourcing.evidence.usage import Rule, Use, matches, rules
from sourcing.parsing.formats import json_value, line_of, list_at, table, text_at, toml_table, yaml_documents
from sourcing.places import Place, base_name
from sourcing.records import Archetype, Contributions

_Seen = tuple[str, tuple[str, ...], int, str]  # kind, skills, line, what it is

_INTERFACES = ("model interfaces",)
# The nouns say what a use is: what `shows` a page, what `builds` an application, what `runs` it, what does `both`.
_ST_SHOWS = (
    "title|header|subheader|markdown|write|button|text_input|text_area|number_input|selectbox|multiselect|slider|"
    "file_uploader|camera_input|chat_input|chat_message|set_page_config|form|columns|tabs|sidebar\\.\\w+|dataframe|table|"
    "pyplot|plotly_chart|line_chart|image|radio|checkbox|metric|navigation|download_button"
)
_RULES = rules(
    (package, how, pattern, "app", skill, does)
    for package, how, pattern, skill, does in (
        ("streamlit", "call", rf"({_ST_SHOWS})", "Streamlit", "shows"),
        ("gradio", "call", r"(Interface|Blocks|ChatInterface|TabbedInterface)", "Gradio", "builds"),
        ("gradio", "call", r"(.+\.)?(launch|mount_gradio_app)", "Gradio", "runs"),
        ("dash", "call", r"Dash", "Plotly", "builds"),
        ("jupyter_dash", "call", r"JupyterDash", "Plotly", "builds"),
        ("dash", "call", r"Dash\(\)\.(run|run_server)", "Plotly", "runs"),
        ("dash", "decorator", r"Dash\(\)\.callback|callback", "Plotly", "runs"),
        ("panel", "call", r"(serve|(.+\.)?servable)", "", "both"),
        ("chainlit", "decorator", r"(on_message|on_chat_start)", "", "both"),
        ("nicegui", "call", r"ui\.run", "", "both"),
        ("shiny", "call", r"App", "", "both"),
        ("solara", "decorator", r"component", "", "both"),
        ("taipy", "call", r"(gui\.)?Gui(\(\)\.run)?", "", "both"),
        ("bokeh", "call", r"(.+\.)?(curdoc\(\)\.add_root)", "", "both"),
        ("mesop", "decorator", r"page", "", "both"),
        ("h2o_wave", "decorator", r"app", "", "both"),
        ("reflex", "call", r"App", "", "both"),
        ("modal", "call", r"(App|Stub)", "", "builds"),
        (
            "modal",
            "decorator",
            r"(.+\.)?(function|cls|web_endpoint|fastapi_endpoint|asgi_app|wsgi_app|web_server)",
            "",
            "runs",
        ),
    )
)
_ENOUGH = 3  # different elements of Streamlit that make a page, not a message
# What runs an application that a function handed over, so that its name is not resolved.
_RUNS = {"gradio": (".launch(",), "dash": (".run_server(", ".layout =")}
_PLATFORM = {"modal": "Modal"}
_DOCS = re.compile(r"mkdocs|sphinx|docusaurus|hugo|jekyll|gatsby|docs?\b|website|site/|storybook", re.I)
_STEP = re.compile(
    r"\b(gcloud (beta )?(run|app|functions) deploy|google-github-actions/deploy-(cloudrun|appengine|cloud-functions)|"
    r"superfly/flyctl-actions|(fly|flyctl) deploy|akhileshns/heroku-deploy|heroku container:release|git push heroku|"
    r"azure/(webapps-deploy|container-apps-deploy-action|functions-action)|az (webapp|containerapp) (up|create|deploy)|"
    r"aws-actions/amazon-ecs-deploy-task-definition|aws ecs update-service|aws lambda update-function-code|eb deploy|"
    r"einaregilsson/beanstalk-deploy|sam deploy|(serverless|sls) deploy|modal deploy|railway up|"
    r"huggingface\.co/spaces/|digitalocean/app_action)\b"
)
_STEPS_IN = re.compile(
    r"^(\.github/workflows|\.circleci)/[^/]+\.ya?ml$|(^|/)(Makefile|cloudbuild\.ya?ml|buildspec\.yml|\.gitlab-ci\.yml|"
    r"bitbucket-pipelines\.yml|azure-pipelines\.yml|Jenkinsfile|\.travis\.yml)$"
)
_PROCESS = re.compile(r"^(web|worker|release|api|app)\s*:\s*\S")
_SDK = re.compile(r"^sdk\s*:\s*[\"']?(gradio|streamlit|docker)\b")
_RUNTIME = re.compile(r"^(python|nodejs|go|java|php|ruby|custom)\d*$")


def _interactive(view: View, path: str) -> tuple[_Seen, ...]:
    """The interactive applications of a Python file, and the Modal app."""
    if not path.endswith(".py"):
        return ()
    first: dict[tuple[str, str], tuple[Rule, Use]] = {}
    shown: set[str] = set()
    for rule, use in matches(view, path, _RULES):
        package = use.name.partition(".")[0].replace("jupyter_dash", "dash")
        before = first.get((package, rule.noun))
        if before is None or use.line < before[1].line:
            first[package, rule.noun] = (rule, use)
        if rule.noun == "shows":
            shown.add(use.name)
    found: list[_Seen] = []
    for (package, does), (rule, use) in first.items():
        runs = (package, "runs") in first or any(said in view.texts[path] for said in _RUNS.get(package, ()))
        if does == "both" or (does == "builds" and runs) or (does == "shows" and len(shown) >= _ENOUGH):
            found.append(_program(package, rule, use, path))
    return tuple(found)


def _program(package: str, rule: Rule, use: Use, path: str) -> _Seen:
    name = use.name.removesuffix("()").rpartition(".")[2]
    if package in _PLATFORM:
        return (
            "hosted",
            ("Modal", "deployment"),
            use.line,
            f"{_PLATFORM[package]} {name} {use.label} in {path}".replace("  ", " "),
        )
    skills = (rule.skill, *_INTERFACES) if rule.skill else _INTERFACES
    return "app", skills, use.line, f"{package.capitalize()} application ({f'{name} {use.label}'.strip()}) in {path}"


def _hosting(view: View, path: str) -> tuple[_Seen, ...]:
    """What a hosting platform reads in this file."""
    name = path.rpartition("/")[2]
    look_for = _FILES.get(name)
    if look_for is None and name.lower().startswith("readme.") and name.lower().endswith(".md"):
        look_for = _space
    found = look_for(view, path) if look_for else None
    return (("hosted", (*found[2], "deployment"), found[0], f"{found[1]} in {path}"),) if found else ()


_Told = tuple[int, str, tuple[str, ...]]  # line, what it is, skills


def _procfile(view: View, path: str) -> _Told | None:
    line = view.first_line(path, _PROCESS)
    return (line, f"process {view.lines(path)[line - 1].partition(':')[0].strip()}", ()) if line else None


def _first(view: View, path: str) -> Any:
    return next(iter(view.value(path, yaml_documents)), None)


def _app_yaml(view: View, path: str) -> _Told | None:
    """App Engine: a runtime; `app.yaml` of Kubernetes has an `apiVersion`."""
    config = _first(view, path)
    if _RUNTIME.match(text_at(config, "runtime")) and not text_at(config, "apiVersion"):
        return line_of(view.texts[path], r"^runtime\s*:"), "App Engine runtime", ("GCP",)
    return None


def _fly(view: View, path: str) -> _Told | None:
    config = view.value(path, toml_table)
    if text_at(config, "app") and {"http_service", "services", "build", "deploy", "processes"} & config.keys():
        return line_of(view.texts[path], r"^app\s*="), f"Fly app {text_at(config, 'app')}", ()
    return None


def _render(view: View, path: str) -> _Told | None:
    services = list_at(_first(view, path), "services")
    if any(text_at(item, "type") in ("web", "worker", "pserv", "cron", "static") for item in services):
        return line_of(view.texts[path], r"^services\s*:"), "Render services", ()
    return None


def _railway(view: View, path: str) -> _Told | None:
    config = view.value(path, json_value if path.endswith(".json") else toml_table)
    if table(config, "deploy") or table(config, "build"):
        return line_of(view.texts[path], r"\bdeploy\b|\bbuild\b"), "Railway build or deploy", ()
    return None


def _static(view: View, path: str) -> _Told | None:
    """Vercel or Netlify, unless what they build is documentation."""
    text = view.texts[path]
    is_vercel = path.endswith(".json")
    config = view.value(path, json_value) if is_vercel else view.value(path, toml_table)
    keys = {"builds", "routes", "rewrites", "functions", "buildCommand", "framework", "build", "redirects"}
    if not isinstance(config, dict) or not keys & config.keys() or _DOCS.search(text[:5_000]):
        return None
    line = line_of(text, rf"\b({'|'.join(sorted(keys & config.keys()))})\b")
    return line, f"{'Vercel' if is_vercel else 'Netlify'} configuration", ()


def _heroku(view: View, path: str) -> _Told | None:
    """`heroku.yml`, or Heroku's `app.json`; Expo's and others' have none of its keys."""
    if path.endswith(".yml"):
        config = _first(view, path)
        if table(config, "build") or table(config, "run"):
            return line_of(view.texts[path], r"^(build|run)\s*:"), "Heroku build or run", ()
        return None
    config = view.value(path, json_value)
    keys = {"buildpacks", "formation", "addons", "stack", "dokku"} & (
        config.keys() if isinstance(config, dict) else set()
    )
    is_other = isinstance(config, dict) and {"expo", "pages", "displayName"} & config.keys()
    if keys and not is_other:
        return line_of(view.texts[path], rf'"{min(keys)}"'), f"Heroku {min(keys)}", ()
    return None


def _serverless(view: View, path: str) -> _Told | None:
    config = _first(view, path)
    provider = text_at(table(config, "provider"), "name") or text_at(config, "provider")
    if provider and table(config, "functions"):
        skill = {"aws": "AWS", "google": "GCP", "azure": "Azure"}.get(provider)
        line = line_of(view.texts[path], r"^functions\s*:")
        return line, f"Serverless functions on {provider}", (skill, "serverless") if skill else ("serverless",)
    return None


def _space(view: View, path: str) -> _Told | None:
    """The front matter of a Hugging Face Space: YAML between two lines `---`, at the very beginning."""
    lines = view.lines(path)[:60]
    if not lines or lines[0].strip() != "---":
        return None
    end = next((number for number, line in enumerate(lines[1:], 1) if line.strip() == "---"), 0)
    for number, line in enumerate(lines[:end], 1):
        if match := _SDK.match(line):
            sdk = match.group(1)
            skills = {"gradio": ("Gradio",), "streamlit": ("Streamlit",), "docker": ("Docker",)}[sdk]
            return number, f"Hugging Face Space, sdk {sdk},", (*skills, *_INTERFACES)
    return None


_FILES = {
    "Procfile": _procfile, "app.yaml": _app_yaml, "app.yml": _app_yaml, "fly.toml": _fly, "render.yaml": _render,
    "railway.toml": _railway, "railway.json": _railway, "vercel.json": _static, "netlify.toml": _static,
    "heroku.yml": _heroku, "app.json": _heroku, "serverless.yml": _serverless, "serverless.yaml": _serverless,
}  # fmt: skip


def _deploys(view: View, path: str) -> tuple[_Seen, ...]:
    """The first step of a CI pipeline or Makefile that deploys to a platform."""
    if not _STEPS_IN.search(path):
        return ()
    for number, line in enumerate(view.lines(path), 1):
        if not line.lstrip().startswith("#") and (match := _STEP.search(line)):
            skill = next((skill for word, skill in _CLOUD if word in match.group(0).lower()), None)
            return (
                (
                    "hosted",
                    (skill, "deployment") if skill else ("deployment",),
                    number,
                    f"deploys with {match.group(0)} in {path}",
                ),
            )
    return ()


_CLOUD = (
    ("gcloud", "GCP"), ("google", "GCP"), ("azure", "Azure"), ("az ", "Azure"), ("aws", "AWS"), ("beanstalk", "AWS"),
    ("sam ", "AWS"),
)  # fmt: skip


def _findings(view: View) -> Iterator[Finding]:
    for path in view.own:
        where = view.place(path)
        place = "product" if where is Place.CI else plain_kind(where)
        if view.is_course and where is Place.CI:
            place = "course"
        for kind, skills, line, what in (
            (seen for question in READS for seen in view.of(question, path)) if place else ()
        ):
            found = kind if place == "product" else str(place)
            yield Finding(kind=found, detail=what, path=path, line=line, skills=skills)


def look(view: View, _: Contributions) -> Answer:
    """Hosting configuration, then applications, by path."""
    return answer(
        in_turn(_findings(view), SIGNAL.kinds),
        view=view,
        needed=lambda path: path.endswith(".py") or base_name(path) in _FILES,
        nothing="no hosting configuration and no interactive application",
    )


READS = (_interactive, _hosting, _deploys)

SIGNAL = Signal(
    question="Which applications are deployed, or ready for people to use?",
    unit="files",
    version=1,
    kinds={
        "hosted": "configuration of a hosting platform, or a step that deploys to one",
        "app": "an interactive application",
        "example": "the same in an example or in the documentation",
        "course": "the same in course work",
    },
    look=look,
    reads=READS,
    why={
        Archetype.RESEARCHER: "A researcher who lets others try a model learns where it fails.",
        Archetype.DEVELOPER: "A developer brings a model to where people use it, not only into a notebook.",
        Archetype.OPERATOR: "An operator puts new versions into production by a step that anyone can repeat.",
    },
)
