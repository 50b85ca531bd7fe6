"""The ways of a journey on a page: a list of all, and step by step those that matter most."""

from __future__ import annotations

from typing import TYPE_CHECKING

from borderrules.explain import ways

if TYPE_CHECKING:
    from collections.abc import Sequence

    from borderrules.explain.text import AnswerPage
    from borderrules.journeys import Route
    from borderrules.routes import Answer


def add_journey(page: AnswerPage, answer: Answer, everything: bool) -> None:
    """The ways; the first of them, and one that is far shorter but not settled, step by step."""
    words = page.words
    page.blank()
    add_list(page, answer.routes, everything)
    page.blank()
    page.heading(words("The first of these ways, step by step:"))
    _add_steps(page, answer, answer.routes[0])
    shorter = ways.far_shorter(answer.routes)
    if shorter is not None:
        page.blank()
        km = ways.about(shorter, words)
        page.heading(words("Far shorter ({km}), but not settled, step by step:", km=km))
        _add_steps(page, answer, shorter)


def add_list(page: AnswerPage, routes: Sequence[Route], everything: bool) -> None:
    """Each way in a line or two, and how many more there are."""
    words = page.words
    named = ways.listed(routes, everything=everything)
    for number, route in enumerate(named, 1):
        page.add(ways.way(route, words), f"{number}. ")
        page.add(ways.summary(route, words), "   ", route.verdict)
    more = len(routes) - len(named)
    if more:
        page.add(
            words.count(
                "({number} more way; --all shows it)",
                "({number} more ways; --all shows them)",
                more,
            )
        )


def _add_steps(page: AnswerPage, answer: Answer, route: Route) -> None:
    words = page.words
    for number, decision in enumerate(route.legs):
        page.blank()
        page.add(ways.step_title(decision, words), f"{number + 1}) ")
        page.add(ways.left_behind(answer, route, number, words), "   ")
        page.add(ways.times(route, number, words), "   ")
        page.told_of(decision)
    arrival = ways.arrival(route, answer.ends[1].zones[0].clock, words)
    if arrival:
        page.blank()
        page.add(arrival)
