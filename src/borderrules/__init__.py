"""May this traveller, with these documents and this vehicle, cross this border on that day?

>>> from borderrules import Query, Traveller, Vehicle, Visa, check_route
>>> answer = check_route(Query(
...     origin="RU", destination="NO", on="2024-06-01", purpose="tourism", modes=("car",),
...     traveller=Traveller(nationality="RU", visas=(Visa(kind="C", issued_by="IT"),)),
...     vehicle=Vehicle(registered_in="RU", seats=5),
... ))
>>> answer.verdict.word
'refused'
"""

from __future__ import annotations

from borderrules.decisions import Verdict
from borderrules.errors import QueryError, RulesError
from borderrules.issuance import Issuance, check_issuance
from borderrules.journeys import Route
from borderrules.loading import load_rulebook
from borderrules.query import Goods, Owner, Query, Stay, Vehicle
from borderrules.routes import Answer, check_route
from borderrules.traveller import FamilyMember, Permit, Property, TravelDocument, Traveller, Visa

__all__ = [
    "Answer",
    "FamilyMember",
    "Goods",
    "Issuance",
    "Owner",
    "Permit",
    "Property",
    "Query",
    "QueryError",
    "Route",
    "RulesError",
    "Stay",
    "TravelDocument",
    "Traveller",
    "Vehicle",
    "Verdict",
    "Visa",
    "check_issuance",
    "check_route",
    "load_rulebook",
]
