"""Countries and nationalities: the codes by which rules and questions name them."""

from __future__ import annotations

from typing import Final

from borderrules.errors import said
from borderrules.terms import N_

_ISO_3166 = """
AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT
BV BW BY BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH
ER ES ET FI FJ FK FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT
HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS
LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI
NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW SA SB SC SD SE SG
SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG
UM US UY UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM ZW
"""

#: Nationalities of ICAO Doc 9303 part 3 that no ISO 3166-1 code stands for, and Kosovo (XK).
ICAO_CODES: Final = {
    "XK": N_("Kosovo"),
    "XXA": N_("stateless person"),
    "XXB": N_("refugee (1951 Convention)"),
    "XXC": N_("other refugee"),
    "XXX": N_("nationality not stated"),
    "GBD": N_("British overseas territories citizen"),
    "GBN": N_("British national (overseas)"),
    "GBO": N_("British overseas citizen"),
    "GBP": N_("British protected person"),
    "GBS": N_("British subject"),
    "EUE": N_("European Union (laissez-passer)"),
    "UNO": N_("United Nations"),
    "UNA": N_("United Nations agency"),
    "XOM": N_("Order of Malta"),
    "LVN": N_("Latvian non-citizen"),
    "EEN": N_("Estonian resident of undetermined citizenship"),
}

#: ISO 3166-1 alpha-2, and the ICAO codes above.
COUNTRIES: Final = frozenset(_ISO_3166.split()) | frozenset(ICAO_CODES)


def country_code(text: str) -> str:
    """The code by which rules know a country: ISO 3166-1 alpha-2, or ICAO 9303.

    Accepts alpha-2, alpha-3 and ICAO codes in any case. Raises ValueError for others.

    >>> country_code("rus"), country_code("no"), country_code("XXA"), country_code("D")
    ('RU', 'NO', 'XXA', 'DE')
    """
    code = text.strip().upper()
    if code in COUNTRIES:
        return code
    if code in ("D", "RKS", "UNK"):  # as machine-readable zones write Germany and Kosovo
        return {"D": "DE", "RKS": "XK", "UNK": "XK"}[code]
    if len(code) == 3:
        from iso3166 import countries_by_alpha3  # rarely needed, so not at start

        found = countries_by_alpha3.get(code)
        if found is not None and found.alpha2 in COUNTRIES:
            return str(found.alpha2)
    raise ValueError(f"no such country: `{said(text)}`; give an ISO 3166 code such as `RU`")
