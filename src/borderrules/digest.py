"""The digest of a rulebook: what two must agree in to answer alike (S13)."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

#: Keys whose texts are wording, not meaning: changing them leaves a rulebook's digest as it is.
_WORDING = frozenset(
    {"title", "reason", "caution", "proof", "name", "names", "aliases", "sources", "cases", "facts",
     "formerly", "link", "official_pages", "coordinates"}
)  # fmt: skip


def digest_of(documents: Mapping[str, Mapping[str, Any]]) -> str:
    """A digest of the meaning of all measures: a new wording does not change it (S13)."""

    def meaning(data: Any) -> Any:
        if isinstance(data, dict):
            return {k: meaning(v) for k, v in data.items() if k not in _WORDING}
        return [meaning(item) for item in data] if isinstance(data, list) else data

    plain = {
        kind: {name: meaning(data) for name, data in group.items()}
        for kind, group in documents.items()
    }
    text = json.dumps(plain, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()[:16]
