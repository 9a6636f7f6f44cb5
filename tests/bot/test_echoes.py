"""What waits for its echo: bounded, and a send under way is never forgotten."""

from __future__ import annotations

from bot.echoes import KEPT, SURE, Echoes, Expected
from handlers.message import IncomingMessage
from tests.conversation import NINE


def send(number: int, text: str = "推送", group: str = "") -> Expected:
    return Expected("pushes", (number,), group or f"g{number}", f"push-{number}", text)


def echo(text: str = "推送", group: str = "g1", id: str = "x") -> IncomingMessage:
    return IncomingMessage("main", group, "bot", text, id, NINE, is_self=True)


def test_a_send_under_way_is_known_however_many_come_after_it() -> None:
    echoes, first = Echoes(), send(1)
    echoes.expect(first)
    for number in range(2, KEPT * 2):
        echoes.expect(send(number), under_way=False)
    assert echoes.waits_for(first)
    assert not echoes.ended(first), "its echo has not come"
    assert len(echoes._waiting) <= KEPT + 2


def test_what_surely_arrived_is_soon_forgotten_and_takes_its_own_echo_before() -> None:
    echoes, unsure = Echoes(), send(0, group="g")
    echoes.expect(unsure, under_way=False)
    sure = send(1, group="g")
    echoes.expect(sure)
    echoes.arrived(sure)
    assert echoes.heard(echo(id="push-1")) is None
    for number in range(2, SURE * 4):
        echoes.expect(send(number))
        echoes.arrived(send(number))
    assert len(echoes._waiting) == SURE + 1
    assert echoes.heard(echo(group="g")) == unsure
    assert len(echoes._chats) == SURE


def test_an_echo_that_came_while_it_was_sent_is_remembered() -> None:
    echoes, expected = Echoes(), send(1)
    echoes.expect(expected)
    assert echoes.heard(echo()) == expected
    assert echoes.ended(expected)
