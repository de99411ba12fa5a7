"""Reads what comes over the wire: every value may be absent, null or of another type, and no text is taken on trust."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from email.errors import MessageError
from email.header import decode_header, make_header
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import quote, unquote

from sourcing.community import DeclaredLink, LinkKind
from sourcing.errors import Unreadable
from sourcing.handles import account_of, accounts_of
from sourcing.named_skills import in_bio
from sourcing.parsing.prose import unescaped, without_addresses
from sourcing.records import Account
from sourcing.skills import canonical, skills_of_package, skills_of_topic

MOST_ROWS = 1_000  # of one list on one page
_MOST_TEXT, _MOST_ADDRESS = 20_000, 500
_URL = re.compile(r"https?://[^\s<>\"'`)\]}|\\^]{3,500}")
_NO_URL = re.compile(r"[\s<>\"'`{}|\\^]")
_TAG = re.compile(r"<[^<>]{0,2000}>")
_PART = re.compile(r"[\w.-]{1,200}")
_HANDLE = re.compile(r"@?([A-Za-z0-9_][\w.-]{0,99})")
_ANCHOR = re.compile(r"(<a\b[^<>]{0,2000}>)[^<>]{0,2000}</a>", re.I)
_FORGE = re.compile(
    r"(?<![\w.@-])(?:www\.)?(github\.com|gitlab\.com|codeberg\.org)/([\w.-]{1,100})/([\w.-]{1,100})", re.I
)
_SUSPECT = re.compile(r"\\u(?:d[89a-f]|0000)", re.I)
_ESCAPED = re.compile(
    r"\\\\|\\ud[89ab][\da-f]{2}\\ud[c-f][\da-f]{2}|(?P<lone>\\ud[89a-f][\da-f]{2})|(?P<nul>\\u0000)", re.I | re.A
)
_EARLIEST, _LATEST = 1970, 2100


def load(text: str) -> Any:
    """The JSON document of a body, without NUL and lone surrogates. Errors: Unreadable where it is none, or nested too deep."""
    try:
        return json.loads(_ESCAPED.sub(_sound, text) if _SUSPECT.search(text) else text)
    except (ValueError, RecursionError) as cause:
        raise Unreadable(f"no JSON: {str(cause)[:80]}") from cause


def _sound(found: re.Match[str]) -> str:
    """An escape as it stands, or what takes the place of one that is no character."""
    if found.lastgroup == "nul":
        return ""
    return "\\ufffd" if found.lastgroup == "lone" else found.group()


def mapping(value: Any) -> Mapping[str, Any]:
    """The value where it is an object, else an empty one."""
    return value if isinstance(value, dict) else {}


def document(text: str) -> Mapping[str, Any]:
    """The JSON object of a body. Errors: Unreadable where it is none."""
    found = load(text)
    if not isinstance(found, dict):
        raise Unreadable(f"an object was due, and {type(found).__name__} came")
    return found


def rows(value: Any, *, most: int | None = MOST_ROWS) -> Iterator[Mapping[str, Any]]:
    """The objects of a list, at most 1,000 or `most`; anything else in it is passed over, and what is no list has none."""
    for one in (value if isinstance(value, list) else [])[:most]:
        if isinstance(one, dict):
            yield one


def listing(text: str) -> list[Mapping[str, Any]]:
    """The objects of a JSON list. Errors: Unreadable where the body is none."""
    found = load(text)
    if not isinstance(found, list):
        raise Unreadable(f"a list was due, and {type(found).__name__} came")
    return list(rows(found))


def string(value: Any, *, most: int = 300) -> str:
    """One line of plain text, entities decoded, e-mail addresses taken out; empty where the value is no text."""
    if not isinstance(value, str):
        return ""
    return " ".join(without_addresses(unescaped(value[:_MOST_TEXT])).split())[:most]


def prose(value: Any, *, most: int = _MOST_TEXT) -> str:
    """Text of several lines without its markup; empty where the value is no text."""
    return unescaped(_TAG.sub(" ", value[:most])) if isinstance(value, str) else ""


def header_words(value: Any) -> str:
    """A text in which RFC 2047 words (`=?utf-8?q?…?=`) are decoded."""
    if not isinstance(value, str):
        return ""
    try:
        return string(str(make_header(decode_header(value[:_MOST_TEXT].replace("\n", " ")))))
    except (MessageError, ValueError, LookupError):
        return string(value)


def strings(value: Any, *, most: int = 100) -> list[str]:
    """The texts of a list, or the one text that stands in its place; empty ones left out."""
    listed = value if isinstance(value, list) else [value]
    return [text for text in (string(one) for one in listed[:MOST_ROWS]) if text][:most]


def number(value: Any) -> int | None:
    """A whole number that may be written as text or with a fraction; None where there is none, and for true and false."""
    if isinstance(value, bool):
        return None
    try:
        return int(float(value)) if isinstance(value, int | float | str) else None
    except (ValueError, OverflowError):
        return None


def moment(value: Any) -> datetime | None:
    """A time in UTC: ISO 8601 (without zone it is UTC), RFC 822, seconds since 1970, `Dec 27, 2015`; None where it is none."""
    found: datetime | None = None
    try:
        if isinstance(value, int | float) and not isinstance(value, bool):
            found = datetime.fromtimestamp(value, UTC)
        elif isinstance(value, str) and value.strip():
            found = _written(value.strip()[:60])
    except (ValueError, OverflowError, OSError, TypeError):
        return None
    if found is None or not _EARLIEST <= found.year <= _LATEST:
        return None
    try:
        return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)
    except OverflowError:
        return None


def _written(text: str) -> datetime | None:
    for reader in (datetime.fromisoformat, parsedate_to_datetime, _spelled):
        try:
            return reader(text)
        except (ValueError, TypeError, IndexError):
            continue
    return None


def _spelled(text: str) -> datetime:
    for form in ("%b %d, %Y", "%B %d, %Y", "%d %b %Y", "%m/%d/%Y", "%m/%d/%Y %H:%M:%S", "%Y-%m", "%Y"):
        try:
            return datetime.strptime(text, form).replace(tzinfo=UTC)
        except ValueError:
            continue
    raise ValueError(text)


def urls(text: Any) -> list[str]:
    """The http(s) addresses that stand in a text, each once, in order, without the stops behind them."""
    if not isinstance(text, str):
        return []
    found = (one.rstrip(".,;:!?*_") for one in _URL.findall(unescaped(text[:_MOST_TEXT])))
    return list(dict.fromkeys(found))[:100]


def targets(markup: Any) -> list[str]:
    """The http(s) addresses in a piece of HTML: where its links lead, not what they show, which sites cut."""
    return urls(_ANCHOR.sub(r"\1 ", markup[:_MOST_TEXT])) if isinstance(markup, str) else []


def repository(text: Any) -> str | None:
    """The address of the first repository on a known forge that a text names; None where it names none."""
    for host, owner, name in _FORGE.findall(text[:_MOST_TEXT]) if isinstance(text, str) else ():
        kept = name.rstrip(".").removesuffix(".git")
        if kept and account_of(f"https://{host}/{owner}"):
            return f"https://{host.lower()}/{owner}/{kept}"
    return None


def with_parameter(url: str, name: str, value: str) -> str:
    """An address with one more parameter in its query."""
    return f"{url}{'&' if '?' in url else '?'}{name}={quote(value, safe='')}"


def web_address(value: Any) -> str:
    """A value as an http(s) address, `https://` put before one without; empty where it is none, or holds an e-mail address."""
    text = string(value, most=_MOST_ADDRESS + 1)
    if not text or len(text) > _MOST_ADDRESS or _NO_URL.search(text):
        return ""
    if text.startswith(("http://", "https://")):
        return text
    return f"https://{text}" if re.match(r"[\w-]+(\.[\w-]+)+(/|$)", text) else ""


def handle_address(value: Any, *, home: str) -> str:
    """The address that a field for a handle means: the handle, with `@` or without, below `home`, or an address as it stands."""
    text = string(value, most=_MOST_ADDRESS + 1)
    handle = _HANDLE.fullmatch(text)
    return f"{home}{handle.group(1)}" if handle else web_address(text)


def own_path(value: Any, account: Account) -> str:
    """A path `owner/name` where the owner is the account and the name one part; empty otherwise."""
    text = string(value)
    owner, _, name = text.partition("/")
    return text if owner.lower() == account.handle.lower() and _PART.fullmatch(name) and name.strip(".") else ""


def links(account: Account, addresses: Iterable[str], *, kind: LinkKind, seen_at: str) -> tuple[DeclaredLink, ...]:
    """The declared links from an account to what addresses name, itself left out, and addresses that hold an e-mail address."""
    found = accounts_of(
        address for address in addresses if address and "<address>" not in without_addresses(unquote(address))
    )
    return tuple(
        DeclaredLink(account=account, to=to, kind=kind, url=url, seen_at=seen_at)
        for to, url in found.items()
        if to != account
    )


def skills_of_tags(tags: Iterable[str]) -> tuple[str, ...]:
    """The canonical skills that tags, libraries and topics name, each once, in order."""
    found = []
    for tag in tags:
        named = canonical(tag) or canonical(tag.replace("-", " "))
        found += [named] if named else [*skills_of_topic(tag), *skills_of_package(tag)]
    return tuple(dict.fromkeys(found))


def skills_of_bio(text: Any, *, name: str = "") -> tuple[str, ...]:
    """The canonical skills that a bio names, its owner's name left out (Julia, Ruby): claims, the bio itself is not kept."""
    own = set(name.split())
    return tuple(one for one in in_bio(prose(text, most=5_000)) if one not in own)


def next_link(headers: Mapping[str, str]) -> str | None:
    """The address of the next page in a `Link` header (RFC 8288); None where there is none."""
    for part in re.split(r",\s*(?=<)", headers.get("link", "")[:5_000]):
        address, _, parameters = part.strip().partition(">")
        is_next = re.search(r";\s*rel\s*=\s*\"?next\"?(\s|;|$)", parameters)
        if is_next and address.startswith(("<https://", "<http://")) and not _NO_URL.search(address[1:]):
            return address[1:]
    return None
