"""The vocabulary: the words that rules and questions may use, each with its English wording.

The wording is the message that the catalogues in `messages/` translate.
"""

from __future__ import annotations

from typing import Final

#: Marks a message for the catalogue without translating it here.
N_ = str

TRAVEL_DOCUMENTS: Final = {
    "passport": N_("passport"),
    "diplomatic_passport": N_("diplomatic passport"),
    "service_passport": N_("service passport"),
    "identity_card": N_("identity card"),
    "internal_passport": N_("internal passport"),
    "emergency_travel_document": N_("emergency travel document"),
    "aliens_passport": N_("alien's passport (non-citizen)"),
    "refugee_travel_document": N_("refugee travel document"),
    "stateless_travel_document": N_("stateless person's travel document"),
    "seafarer_document": N_("seafarer's identity document"),
    "laissez_passer": N_("laissez-passer of an international organisation"),
}

ISSUING_REGIONS: Final = {
    "regular": N_("issued in the ordinary way"),
    "crimea": N_("issued in or to residents of occupied Crimea or Sevastopol"),
    "donetsk": N_("issued in or to residents of the occupied Donetsk region"),
    "luhansk": N_("issued in or to residents of the occupied Luhansk region"),
    "zaporizhzhia": N_("issued in or to residents of the occupied Zaporizhzhia region"),
    "kherson": N_("issued in or to residents of the occupied Kherson region"),
    "abkhazia": N_("issued in or to residents of Abkhazia"),
    "south_ossetia": N_("issued in or to residents of South Ossetia"),
}

VISAS: Final = {
    "none": N_("no visa"),
    "A": N_("airport transit visa (A)"),
    "C": N_("short-stay visa (C)"),
    "D": N_("long-stay national visa (D)"),
    "FTD": N_("facilitated transit document (FTD)"),
    "FRTD": N_("facilitated rail transit document (FRTD)"),
    "ordinary": N_("ordinary visa"),
    "e_visa": N_("electronic visa"),
    "transit": N_("transit visa"),
}

VISA_ENTRIES: Final = {
    "one": N_("one entry"),
    "two": N_("two entries"),
    "multiple": N_("multiple entries"),
}

PERMITS: Final = {
    "none": N_("no permit"),
    "residence": N_("residence permit"),
    "temporary_residence": N_("temporary residence permit"),
    "permanent_residence": N_("permanent residence permit"),
    "long_term_resident": N_("permit of a long-term resident in the EU"),
    "eu_family_card": N_("residence card of a family member of an EU citizen"),
    "registered_employment": N_("registered short-term employment"),
    "work_permit": N_("permit to work there"),
    "poles_card": N_("Pole's Card (Karta Polaka)"),
    "local_border": N_("local border traffic permit"),
    "temporary_protection": N_("temporary protection"),
    "border_zone_pass": N_("pass to the border zone"),
}

RELATIONS: Final = {
    "spouse": N_("spouse"),
    "registered_partner": N_("registered partner"),
    "cohabitant": N_("cohabiting partner"),
    "fiance": N_("fiancé or fiancée"),
    "child": N_("child"),
    "adult_child": N_("adult child"),
    "stepchild": N_("stepchild"),
    "parent": N_("parent"),
    "stepparent": N_("step-parent"),
    "parent_in_law": N_("parent-in-law"),
    "sibling": N_("brother or sister"),
    "grandparent": N_("grandparent"),
    "grandchild": N_("grandchild"),
    "dependant": N_("dependent relative"),
    "supporter": N_("relative on whom the traveller depends"),
    "co_parent_of_minor": N_("other parent of a minor child"),
    "guardian": N_("guardian"),
    "ward": N_("person in the traveller's guardianship"),
    "other_relative": N_("other relative"),
}

STANDINGS: Final = {
    "citizen": N_("citizen there"),
    "long_term_resident": N_("long-term or permanent resident there"),
    "resident": N_("holder of a temporary residence permit there"),
    "protected": N_("person under international or temporary protection there"),
    "poles_card": N_("holder of the Pole's Card (Karta Polaka)"),
    "visitor": N_("visitor there"),
}

PURPOSES: Final = {
    "tourism": N_("tourism"),
    "visit_family": N_("visiting close family"),
    "visit_relatives": N_("visiting more distant relatives"),
    "visit_friends": N_("visiting friends"),
    "visit_partner": N_("visiting a partner"),
    "business": N_("business"),
    "work": N_("work"),
    "transport_work": N_("work in international transport"),
    "study": N_("study"),
    "research": N_("research"),
    "culture_sport": N_("culture or sport event"),
    "medical": N_("medical treatment"),
    "funeral": N_("funeral or grave illness in the family"),
    "property": N_("looking after real estate"),
    "shopping": N_("shopping"),
    "official": N_("official or diplomatic duty"),
    "journalism": N_("journalism"),
    "residence": N_("moving to live there or going home"),
    "asylum": N_("seeking asylum"),
    "other": N_("another purpose"),
}

MODES: Final = {
    "car": N_("by car"),
    "bus": N_("by coach"),
    "truck": N_("by lorry"),
    "foot": N_("on foot"),
    "bicycle": N_("by bicycle"),
    "rail": N_("by train"),
    "ferry": N_("by ship"),
    "air": N_("by air"),
    "leisure_boat": N_("by private boat"),
}

#: The modes in which the traveller brings a vehicle of their own.
MOTOR_MODES: Final = frozenset({"car", "truck"})

#: Visas that only states of Schengen issue (Regulation (EC) No 810/2009, Convention Article 18).
SCHENGEN_VISAS: Final = frozenset({"A", "C", "D"})

VEHICLES: Final = {
    "none": N_("no vehicle"),
    "passenger_car": N_("passenger car"),
    "camper": N_("motorhome"),
    "motorcycle": N_("motorcycle"),
    "minibus": N_("minibus"),
    "bus": N_("coach or bus"),
    "van": N_("van"),
    "truck": N_("lorry"),
    "agricultural": N_("tractor or other farm vehicle"),
}

VEHICLE_USES: Final = {
    "private": N_("private use"),
    "commercial": N_("commercial use"),
    "diplomatic": N_("use by a diplomatic or consular mission"),
    "international_organisation": N_("use by an international organisation"),
    "humanitarian": N_("humanitarian aid"),
    "postal": N_("carriage of mail"),
}

PLATES: Final = {
    "ordinary": N_("ordinary number plates"),
    "diplomatic": N_("diplomatic number plates"),
    "transit": N_("temporary or transit number plates"),
}

ROLES: Final = {
    "ordinary": N_("private traveller"),
    "diplomat": N_("accredited diplomat"),
    "courier": N_("diplomatic courier"),
    "mission_staff": N_("staff of a diplomatic or consular mission"),
    "official_delegation": N_("member of an official delegation"),
    "transport_crew": N_("crew of international transport"),
    "seafarer": N_("seafarer"),
    "researcher": N_("researcher"),
    "journalist": N_("journalist"),
    "military": N_("member of allied armed forces"),
}

GROUNDS: Final = {
    "none": N_("no special grounds"),
    "humanitarian": N_("humanitarian grounds"),
    "civil_society": N_("support of civil society or opposition"),
    "national_interest": N_("national interest or international obligation"),
    "other_permission": N_("a permission of the authority"),
    "compatriot": N_("repatriation of a person of that state's descent"),
}

LISTINGS: Final = {
    "none": N_("on no list"),
    "sanctions": N_("on a sanctions list"),
    "entry_ban": N_("under a personal entry ban"),
    "combatant": N_("took part in the war against Ukraine"),
}

COMPANIES: Final = {
    "alone": N_("travels alone"),
    "russian_guardian": N_("travels with a guardian who is a Russian citizen"),
    "other_guardian": N_("travels with another guardian"),
}

SERVICES: Final = {
    "scheduled": N_("scheduled coach line"),
    "occasional": N_("occasional coach trip"),
}

GOODS: Final = {
    "banknotes": N_("banknotes"),
    "luxury": N_("luxury goods"),
    "fuel": N_("fuel"),
    "alcohol": N_("alcohol"),
    "tobacco": N_("tobacco"),
    "food": N_("food of animal origin or farm products"),
    "medicines": N_("medicines"),
    "personal_effects": N_("personal effects"),
    "diamonds": N_("diamonds or jewellery with diamonds"),
    "electronics": N_("electronics"),
    "precious_metals": N_("gold or other precious metals"),
    "other": N_("other goods"),
}

GOODS_USES: Final = {
    "own_travel": N_("for the traveller's own use on the journey"),
    "commercial": N_("for trade"),
    "gift": N_("as a gift"),
}

CURRENCIES: Final = {
    "none": N_("no banknotes"),
    "EUR": N_("euro"),
    "BGN": N_("Bulgarian lev"),
    "CZK": N_("Czech koruna"),
    "DKK": N_("Danish krone"),
    "HRK": N_("Croatian kuna"),
    "HUF": N_("Hungarian forint"),
    "NOK": N_("Norwegian krone"),
    "PLN": N_("Polish zloty"),
    "RON": N_("Romanian leu"),
    "RUB": N_("Russian rouble"),
    "SEK": N_("Swedish krona"),
    "UAH": N_("Ukrainian hryvnia"),
    "USD": N_("US dollar"),
    "other": N_("another currency"),
}

SIDES: Final = {"exit": N_("leaving"), "entry": N_("entering")}

#: The enumerations that rules, groups and questions refer to by name.
ENUMS: Final[dict[str, dict[str, str]]] = {
    "travel_document": TRAVEL_DOCUMENTS,
    "issuing_region": ISSUING_REGIONS,
    "visa": VISAS,
    "visa_entries": VISA_ENTRIES,
    "permit": PERMITS,
    "relation": RELATIONS,
    "standing": STANDINGS,
    "purpose": PURPOSES,
    "mode": MODES,
    "vehicle": VEHICLES,
    "vehicle_use": VEHICLE_USES,
    "plate": PLATES,
    "role": ROLES,
    "grounds": GROUNDS,
    "listing": LISTINGS,
    "company": COMPANIES,
    "service": SERVICES,
    "goods": GOODS,
    "goods_use": GOODS_USES,
    "currency": CURRENCIES,
    "side": SIDES,
}
