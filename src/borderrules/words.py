"""Words for people, from the message catalogues in `messages/` (gettext).

English is the source language; a further language is one more `.po` file there. An installed
package carries compiled catalogues, a checkout reads the `.po` files.
"""

from __future__ import annotations

import gettext
from functools import cache, cached_property
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Final

from borderrules.countries import ICAO_CODES
from borderrules.terms import ENUMS

if TYPE_CHECKING:
    from babel import Locale

_MESSAGES: Final = Path(__file__).parent / "messages"


@cache
def _catalogue(language: str) -> gettext.NullTranslations:
    compiled = _MESSAGES / f"{language}.mo"
    if compiled.is_file():
        with compiled.open("rb") as file:
            return gettext.GNUTranslations(file)
    source = _MESSAGES / f"{language}.po"
    return (
        gettext.GNUTranslations(BytesIO(compiled_catalogue(source)))
        if source.is_file()
        else gettext.NullTranslations()
    )


def compiled_catalogue(source: Path) -> bytes:
    """A `.po` file in the binary form that programs read."""
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    buffer = BytesIO()
    with source.open("rb") as file:
        write_mo(buffer, read_po(file))
    return buffer.getvalue()


def languages() -> tuple[str, ...]:
    """The languages that have words: English, and one for each catalogue."""
    found = {path.stem for path in _MESSAGES.iterdir() if path.suffix in (".po", ".mo")}
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
