"""What the actions of pipelines do, as far as it is known of them or their names say so."""

from __future__ import annotations

import re
from pathlib import PurePosixPath

from sourcing.evidence.pipelines.deeds import HOOKS, SCRIPT, Deed
from sourcing.evidence.pipelines.tools import BUILDS, DEPLOYS, LINTS, PUBLISHES, TESTS, TYPES, by_name
from sourcing.evidence.pipelines.workflows import CIRCLE

# fmt: off
_ACTIONS = tuple((re.compile(pattern, re.I), what, tool) for pattern, what, tool in (
    (r"^docker/build-push-action.* --load$|^docker/bake-action(?!.* --push$)", BUILDS, "docker"),
    (r"^docker/(build-push|bake)-action|^redhat-actions/push-to-registry|^mr-smithers-excellent/docker-build-push|^elgohr/publish-docker|^whoan/docker-build",
     PUBLISHES, "docker"),
    (r"^(plugins/(docker|kaniko|ecr|gcr)|woodpeckerci/plugin-(docker|kaniko)\S*)", PUBLISHES, "docker"),
    (r"pypi-publish|publish-to-pypi|npm-publish|action-gh-release|release-action|actions/create-release|release-please|changesets/action|"
     r"goreleaser-action|chart-releaser|semantic-release|upload-release|publish-crates|^plugins/(pypi|npm|github-release)|crates-io", PUBLISHES, ""),
    (r"gh-pages|deploy-pages|github-pages|pages-deploy|^plugins/gh-pages|cloudflare/pages", PUBLISHES, "pages"),
    (r"^(azure/(webapps|functions|k8s|aks)\S*deploy|google-github-actions/deploy-|aws-actions/amazon-(ecs|eks)-deploy|aws-actions/aws-cloudformation)|"
     r"heroku-deploy|flyctl-actions|vercel-action|actions-netlify|appleboy/ssh-action|digitalocean/app_action", DEPLOYS, ""),
    (r"^(psf|rickstaa|lgeiger|jpetrucciani)/\S*black", LINTS, "black"),
    (r"ruff-action|action-ruff", LINTS, "ruff"),
    (r"isort-action", LINTS, "isort"),
    (r"flake8", LINTS, "flake8"),
    (r"pylint", LINTS, "pylint"),
    (r"mypy", TYPES, "mypy"),
    (r"pyright", TYPES, "pyright"),
    (r"^pre-commit/action", HOOKS, ""),
    (r"golangci-lint", LINTS, "golangci-lint"),
    (r"eslint", LINTS, "eslint"),
    (r"clang-format", LINTS, "clang-format"),
    (r"clang-tidy|cpp-linter", LINTS, "clang-tidy"),
    (r"clippy", LINTS, "clippy"),
    (r"rustfmt", LINTS, "rustfmt"),
    (r"prettier", LINTS, "prettier"),
    (r"biomejs/setup", LINTS, "biome"),
    (r"super-linter", LINTS, "super-linter"),
    (r"shellcheck", LINTS, "shellcheck"),
    (r"yamllint", LINTS, "yamllint"),
    (r"hadolint", LINTS, "hadolint"),
    (r"codespell|typos", LINTS, "codespell"),
    (r"^oxsecurity/megalinter", LINTS, "megalinter"),
    (r"wearerequired/lint-action", LINTS, "lint-action"),
    (r"ktlint|detekt|swiftlint|rubocop", LINTS, ""),
    (r"cibuildwheel", BUILDS, "cibuildwheel"),
    (r"maturin-action", BUILDS, "maturin"),
    (r"build-and-inspect-python-package", BUILDS, "build"),
    (r"pytest-action|run-pytest", TESTS, "pytest"),
    (r"cypress-io/github-action", TESTS, "cypress"),
    (r"julia-runtest", TESTS, "julia"),
    (r"r-lib/actions/check-r-package", TESTS, "R CMD check"),
    (r"clusterfuzzlite|oss-fuzz", TESTS, ""),
    (r"plugin-ci-workflow|hacs/action|hassfest", TESTS, ""),
    (r"^(VSTest|DotNetCoreCLI|PublishTestResults)@", TESTS, ""),
    (r"^(Docker)@", PUBLISHES, "docker"),
    (r"^TwineAuthenticate@", PUBLISHES, "twine"),
))
# fmt: on
_SAYS_NOTHING = re.compile(r"codecov|coveralls|slack|/(install|setup|checkout|restore|save|cache)", re.I)


def acted(action: str, name: str) -> Deed | None:
    """What an action does, by what is known of it; one of the repository's own is a script to follow."""
    plain = action.split("@", 1)[0].removesuffix(" --load").removesuffix(" --push")
    if plain.startswith("./") or (plain.endswith((".yml", ".yaml")) and ".github/" not in plain):
        return Deed(SCRIPT, plain.removeprefix("./").strip("/"))
    if plain.startswith("deploy:"):
        is_place = plain[7:] in ("pypi", "npm", "releases", "pages", "rubygems", "gh-pages", "bintray", "cargo")
        return Deed(PUBLISHES if is_place else DEPLOYS, plain[7:])
    if "/.github/workflows/" in plain or name == CIRCLE:
        what = None if _SAYS_NOTHING.search(plain) else by_name(PurePosixPath(plain.rpartition("/")[2]).stem)
        return Deed(what, plain.rpartition("/")[2]) if what else None
    for pattern, what, tool in _ACTIONS:
        if pattern.search(action):
            return Deed(what, "" if what == HOOKS else tool or plain.rpartition("/")[2])
    return None
