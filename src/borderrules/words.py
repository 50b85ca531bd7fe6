"""Words for people, from the message catalogues in `messages/` (gettext).

English is the source language; a further language is one more `.po` file there. An installed
package carries compiled catalogues, a checkout reads the `.po` files.
"""

from __future__ import annotations

import gettext
import os
from functools import cache, cached_property
from io import BytesIO
from typing import TYPE_CHECKING, Final

from borderrules.countries import ICAO_CODES
from borderrules.terms import ENUMS

if TYPE_CHECKING:
    from pathlib import Path

    from babel import Locale

# By name, not as a Path: every start reads it, and `pathlib` takes a while to import.
_MESSAGES: Final = os.path.join(os.path.dirname(__file__), "messages")


@cache
def _catalogue(language: str) -> gettext.NullTranslations:
    compiled, source = (os.path.join(_MESSAGES, f"{language}.{kind}") for kind in ("mo", "po"))
    if os.path.isfile(compiled):
        with open(compiled, "rb") as file:
            return gettext.GNUTranslations(file)
    if os.path.isfile(source):
        return gettext.GNUTranslations(BytesIO(compiled_catalogue(source)))
    return gettext.NullTranslations()


def compiled_catalogue(source: Path | str) -> bytes:
    """A `.po` file in the binary form that programs read."""
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    buffer = BytesIO()
    with open(source, "rb") as file:
        write_mo(buffer, read_po(file))
    return buffer.getvalue()


def languages() -> tuple[str, ...]:
    """The languages that have words: English, and one for each catalogue."""
    files = map(os.path.splitext, os.listdir(_MESSAGES))
    found = {language for language, kind in files if kind in (".po", ".mo")}
    return ("en", *sorted(found - {"en"}))


class Words:
    """The words of one language."""

    def __init__(self, language: str) -> None:
        self.language = language if language in languages() else "en"
        self._catalogue = _catalogue(self.language)

    def __call__(self, message: str, **values: object) -> str:
        """A message in this language, its placeholders filled."""
        text = self._catalogue.gettext(message) if message else ""
        return text.format(**values) if values else text

    def count(self, one: str, many: str, number: int) -> str:
        """A message that counts, in the plural form that the number needs."""
        return self._catalogue.ngettext(one, many, number).format(number=number)

    def term(self, enum: str, value: str) -> str:
        """The wording of an enumeration's value."""
        return self(ENUMS[enum][value])

    def pick(self, text: dict[str, str]) -> str:
        """The text in this language; English where it has none."""
        return text.get(self.language) or text["en"]

    def country(self, code: str) -> str:
        """The name of a country by its code."""
        if code in ICAO_CODES:
            return self(ICAO_CODES[code])
        return str(self.locale.territories.get(code, code))

    @cached_property
    def locale(self) -> Locale:
        """How this language names countries and writes dates.

        As English does where that is not known, as of Karelian or Veps: a catalogue is enough.
        """
        from babel import Locale, UnknownLocaleError  # slow to import, and not always needed

        try:
            return Locale.parse(self.language.replace("-", "_"))
        except (ValueError, UnknownLocaleError):
            return Locale("en")
