"""May a mother from Russia visit her daughter in Tallinn, and where may she cross?"""

from borderrules import FamilyMember, Query, Traveller, Visa, check_route

mother = Traveller(
    nationality="RU",
    visas=(Visa(kind="C", issued_by="EE"),),
    family=(
        FamilyMember(relation="adult_child", nationality="EE", residence="EE", standing="citizen"),
    ),
)
query = Query(
    origin="RU", destination="EE", on="2026-01-15", purpose="visit_family", traveller=mother
)
for route in check_route(query).routes:
    leg = route.legs[0]
    if leg.leg.mode in ("foot", "bus"):
        print(f"{leg.leg.point.id:8} {leg.leg.mode:5} {leg.verdict.word}")
