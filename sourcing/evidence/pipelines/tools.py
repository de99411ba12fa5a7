"""The tools of build scripts and what each does: tests, lints, types, builds, documents, publishes, deploys."""

from __future__ import annotations

import re

TESTS, LINTS, TYPES, BUILDS, RUNS = "tests", "lints", "types", "builds", "runs"
DOCUMENTS, PUBLISHES, DEPLOYS = "documents", "publishes", "deploys"
# fmt: off
_PLAIN = {
    TESTS: "pytest py.test unittest nosetests nosetests3 nose2 trial stestr ctest jest vitest mocha ava karma tap tape phpunit "
           "rspec behave robot ginkgo gotestsum treon nbval cypress runtests.py runtests.sh c8 nyc green testem wdio "
           "cargo-nextest coverage",
    LINTS: "ruff clippy flake8 pflake8 pylint black isort yapf autopep8 autoflake pyupgrade pydocstyle pycodestyle bandit darglint "
           "docformatter interrogate vulture codespell typos yamllint shellcheck hadolint eslint tslint "
           "prettier biome standard xo stylelint golangci-lint golint staticcheck revive gofmt goimports gofumpt "
           "clang-format clang-tidy cppcheck cpplint rustfmt checkstyle ktlint detekt scalafmt scalafix swiftlint rubocop "
           "semgrep sqlfluff djlint taplo deptry lint-imports nbqa oxlint cmake-format cmake-lint "
           "kubeconform kubeval tflint buf protolint blue unimport ssort slotscheck",
    TYPES: "mypy dmypy pyright basedpyright pytype pyre ty tsc vue-tsc flow svelte-check pyrefly",
    BUILDS: "build cibuildwheel conda-build rattler-build boa ninja scons auditwheel pyinstaller",
    DOCUMENTS: "sphinx-build sphinx-autobuild sphinx mkdocs quarto mdbook typedoc pdoc pdoc3 jupyter-book docusaurus doxygen portray",
    PUBLISHES: "semantic-release standard-version release-please goreleaser chart-releaser cr mike release-it changeset",
    DEPLOYS: "vercel netlify modal serverless sls ansible-playbook eb ecs-deploy cdk sam pulumi argocd helmfile kubectl chalice zappa",
}
HEADS = {head: what for what, heads in _PLAIN.items() for head in heads.split()}
# head: {word among the next: what}; the first word that is in the table decides.
WORDS = {
    "go": {"test": TESTS, "vet": LINTS, "fmt": LINTS, "build": BUILDS},
    "cargo": {"test": TESTS, "nextest": TESTS, "llvm-cov": TESTS, "tarpaulin": TESTS, "clippy": LINTS, "fmt": LINTS, "build": BUILDS,
              "check": BUILDS, "b": BUILDS, "t": TESTS, "publish": PUBLISHES, "doc": DOCUMENTS, "udeps": LINTS, "deny": LINTS},
    "mvn": {"test": TESTS, "verify": TESTS, "install": TESTS, "package": TESTS, "integration-test": TESTS, "compile": BUILDS,
            "deploy": PUBLISHES, "checkstyle:check": LINTS, "spotless:check": LINTS, "site": DOCUMENTS},
    "gradle": {"test": TESTS, "check": TESTS, "build": TESTS, "assemble": BUILDS, "publish": PUBLISHES, "ktlintcheck": LINTS,
               "spotlesscheck": LINTS, "lint": LINTS, "detekt": LINTS, "jar": BUILDS, "shadowjar": BUILDS, "bootjar": BUILDS,
               "connectedcheck": TESTS, "connectedandroidtest": TESTS, "integrationtest": TESTS, "assembledebug": BUILDS},
    "sbt": {"test": TESTS, "+test": TESTS, "testonly": TESTS, "compile": BUILDS, "package": BUILDS, "assembly": BUILDS,
            "scalafmtcheck": LINTS, "scalafmtcheckall": LINTS, "publish": PUBLISHES},
    "bazel": {"test": TESTS, "build": BUILDS, "coverage": TESTS},
    "dotnet": {"test": TESTS, "build": BUILDS, "pack": BUILDS, "publish": BUILDS, "format": LINTS, "nuget": PUBLISHES},
    "swift": {"test": TESTS, "build": BUILDS}, "xcodebuild": {"test": TESTS, "build": BUILDS},
    "flutter": {"test": TESTS, "analyze": LINTS, "build": BUILDS}, "dart": {"test": TESTS, "analyze": LINTS, "format": LINTS},
    "deno": {"test": TESTS, "lint": LINTS, "fmt": LINTS, "check": TYPES}, "mix": {"test": TESTS, "format": LINTS, "credo": LINTS},
    "rake": {"test": TESTS, "spec": TESTS}, "stack": {"test": TESTS, "build": BUILDS}, "cabal": {"test": TESTS, "build": BUILDS},
    "zig": {"test": TESTS, "build": BUILDS},
    "meson": {"test": TESTS, "compile": BUILDS}, "cmake": {"--build": BUILDS}, "playwright": {"test": TESTS},
    "helm": {"lint": LINTS, "test": TESTS, "unittest": TESTS, "push": PUBLISHES, "package": PUBLISHES, "upgrade": DEPLOYS, "install": DEPLOYS},
    "ct": {"lint": LINTS, "install": TESTS, "lint-and-install": TESTS},
    "terraform": {"apply": DEPLOYS, "validate": LINTS, "fmt": LINTS}, "tofu": {"apply": DEPLOYS, "validate": LINTS},
    "docker": {"build": BUILDS, "push": PUBLISHES, "bake": BUILDS}, "podman": {"build": BUILDS, "push": PUBLISHES},
    "docker-compose": {"build": BUILDS, "push": PUBLISHES}, "buildah": {"bud": BUILDS, "push": PUBLISHES},
    "executor": {"--destination": PUBLISHES}, "skaffold": {"build": BUILDS, "run": DEPLOYS},
    "gcloud": {"deploy": DEPLOYS, "submit": BUILDS}, "fly": {"deploy": DEPLOYS}, "flyctl": {"deploy": DEPLOYS},
    "heroku": {"container:release": DEPLOYS, "container:push": DEPLOYS}, "az": {"webapp": DEPLOYS, "containerapp": DEPLOYS},
    "aws": {"update-service": DEPLOYS, "update-function-code": DEPLOYS, "deploy": DEPLOYS, "sync": PUBLISHES},
    "railway": {"up": DEPLOYS}, "firebase": {"deploy": DEPLOYS}, "wrangler": {"deploy": DEPLOYS, "publish": DEPLOYS},
    "bentoml": {"build": BUILDS, "containerize": BUILDS, "deploy": DEPLOYS, "push": PUBLISHES}, "cog": {"push": PUBLISHES, "build": BUILDS},
    "anyscale": {"rollout": DEPLOYS, "deploy": DEPLOYS}, "dvc": {"repro": BUILDS, "run": BUILDS}, "dbt": {"test": TESTS, "build": TESTS},
    "poetry": {"build": BUILDS, "publish": PUBLISHES}, "flit": {"build": BUILDS, "publish": PUBLISHES},
    "hatch": {"build": BUILDS, "publish": PUBLISHES, "test": TESTS, "fmt": LINTS}, "uv": {"build": BUILDS, "publish": PUBLISHES},
    "pdm": {"build": BUILDS, "publish": PUBLISHES, "test": TESTS}, "maturin": {"build": BUILDS, "publish": PUBLISHES, "develop": BUILDS},
    "pip": {"wheel": BUILDS}, "conda": {"build": BUILDS}, "mamba": {"build": BUILDS}, "anaconda": {"upload": PUBLISHES},
    "twine": {"upload": PUBLISHES}, "gh": {"release": PUBLISHES}, "gem": {"push": PUBLISHES}, "vsce": {"publish": PUBLISHES},
    "setup.py": {"test": TESTS, "pytest": TESTS, "nosetests": TESTS, "build": BUILDS, "build_ext": BUILDS, "bdist_wheel": BUILDS, "sdist": BUILDS,
                 "upload": PUBLISHES, "build_sphinx": DOCUMENTS, "flake8": LINTS, "lint": LINTS, "check": LINTS},
    "manage.py": {"test": TESTS}, "jupyter-nbconvert": {"--execute": TESTS}, "jupyter": {"--execute": TESTS, "execute": TESTS},
    "ng": {"test": TESTS, "lint": LINTS, "build": BUILDS, "e2e": TESTS}, "next": {"build": BUILDS, "lint": LINTS}, "vite": {"build": BUILDS},
    "react-scripts": {"test": TESTS, "build": BUILDS}, "vue-cli-service": {"lint": LINTS, "build": BUILDS, "test:unit": TESTS},
    "nx": {"test": TESTS, "lint": LINTS, "build": BUILDS}, "turbo": {"test": TESTS, "lint": LINTS, "build": BUILDS},
    "lerna": {"test": TESTS, "build": BUILDS, "publish": PUBLISHES}, "node": {"--test": TESTS},
    "molecule": {"test": TESTS}, "pachctl": {}, "kubectl-kuttl": {"test": TESTS}, "kuttl": {"test": TESTS}, "bats": {"": TESTS},
    "pnpm": {"publish": PUBLISHES}, "npm": {"publish": PUBLISHES}, "yarn": {"publish": PUBLISHES}, "wasm-pack": {"test": TESTS, "build": BUILDS},
}
ONLY = {"kubectl": {"apply", "rollout", "set", "replace"}, "modal": {"deploy"}, "vercel": {"deploy", "--prod", "--prebuilt"},
         "netlify": {"deploy"}, "serverless": {"deploy"}, "sls": {"deploy"}, "cdk": {"deploy"}, "sam": {"deploy"}, "eb": {"deploy"},
         "pulumi": {"up"}, "argocd": {"sync", "app"}, "quarto": {"render", "publish"}, "mkdocs": {"build", "gh-deploy"},
         "coverage": {"run"}, "changeset": {"publish"}, "goreleaser": {"release", "--clean", "--rm-dist"}, "mike": {"deploy"},
         "buf": {"lint", "breaking", "format"}, "biome": {"check", "ci", "lint", "format"}}
STATISTICS = {"Pkg.test": TESTS, "rcmdcheck": TESTS, "testthat": TESTS, "devtools::test": TESTS, "devtools::check": TESTS, "check": TESTS,
               "lintr": LINTS, "JuliaFormatter": LINTS, "pkgdown": DOCUMENTS, "makedocs": DOCUMENTS}
PREFIXES = {"sudo", "time", "env", "exec", "command", "nohup", "xvfb-run", "nice", "stdbuf", "timeout", "retry", "npx", "bunx", "uvx", "script",
             "catchsegv", "arch", "tini", "ionice", "winpty", "dbus-run-session", "run", "dotenv", "op", "doppler", "infisical", "chronic",
             "cross-env", "xargs", "unbuffer", "nix-shell", "mpirun", "torchrun", "setarch", "travis_retry", "travis_wait", "wait-for-it",
             "gtimeout", "accelerate", "launch", "mpiexec", "nbqa"}
RUNNERS = {"poetry": "run", "pipenv": "run", "pdm": "run", "hatch": "run", "uv": "run", "rye": "run", "pixi": "run", "conda": "run",
            "mamba": "run", "micromamba": "run", "pipx": "run", "bundle": "exec", "pnpm": "exec", "npm": "exec", "yarn": "exec", "bun": "x",
            "coverage": "run", "opam": "exec", "rustup": "run"}
TAKE_A_VALUE = {"-n", "-p", "-u", "-c", "-s", "-a", "-i", "-k", "-t", "-e", "-C", "--with", "--extra", "--group", "--python", "--package",
                "--project", "--directory", "--env", "--env-file", "--name", "--prefix", "--with-requirements", "--signal", "--only-group"}
# fmt: on


# fmt: off
_NAMED = tuple((what, re.compile(rf"(^|[^a-z])({words})([^a-z]|$)", re.I)) for what, words in (
    (TESTS, r"(unit|integration|smoke|regression|py|go|run|load)?[_-]?(tests?|testing|e2e|pytest)|coverage|cov|unit|integration|smoke"),
    (LINTS, r"lint\w{0,9}|format\w{0,9}|fmt|(code)?style|quality|flake8|black|ruff|pre-?commit"),
    (TYPES, r"types?|type-?check\w{0,9}|typing|mypy|pyright|tsc"),
    (TESTS, r"checks?|verify|validate"),
    (PUBLISHES, r"release|publish|push|upload|pypi"),
    (DEPLOYS, r"deploy\w{0,9}|rollout"),
    (DOCUMENTS, r"docs?|documentation|html|apidoc|site|website"),
    (BUILDS, r"build\w{0,9}|compile|wheels?|package|all|dist|images?"),
    (TESTS, r"ci"),
))
_EXPANSION = re.compile(r"\$\{\{[^}]{0,200}\}\}|\$[({]?\w{1,60}[)}]?")
_PREPARES = re.compile(r"install|download|setup|fetch|prep|update|generat|report|notif|comment|label|clean|bump|deps|requirements|"
                       r"(^|[^a-z])(get|set|extract|draft\w*|"
                       r"version|notes?|changelog|status|trigger|dispatch|rename|list|matrix|licen[cs]es?|remove|wait|env)([^a-z]|$)", re.I)
# fmt: on


def prepares(name: str) -> bool:
    """Whether a recipe by its name only prepares or reports."""
    return bool(_PREPARES.search(name))


def by_name(name: str) -> str | None:
    """What a recipe does as far as its name says so; documentation wins where a name says both."""
    name = _EXPANSION.sub("-", name)
    if prepares(name):
        return None
    found = [what for what, pattern in _NAMED if pattern.search(name)]
    return DOCUMENTS if DOCUMENTS in found else found[0] if found else None
