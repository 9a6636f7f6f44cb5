"""A push of several messages as the store keeps it, on both databases."""

from __future__ import annotations

from datetime import timedelta

from store.media import WORDS, Attachment
from tests.store.test_plans import NOW, SLOT, Office, office

__all__ = ["office"]
PARTS = (Attachment("image", "card.png", "标题图.png", card=True), WORDS, Attachment("link", name="题", url="https://a.example/"))


def push(office: Office) -> list[int]:
    """In four groups, of which two are claimed."""
    reach = office.uow.groups.these(office.groups)
    office.uow.pushes.make(office.plan.id, SLOT, office.item(1), "文", reach, NOW, PARTS)
    return [row.id for row in office.uow.deliveries.claim("main", SLOT, 2)]


def test_what_is_said_comes_back_in_its_order(office: Office) -> None:
    push(office)
    [row, *_] = office.uow.deliveries.unsettled("main")
    assert office.uow.deliveries.said(row.push_id) == ("文", PARTS)
    office.push(2, SLOT + timedelta(days=1))
    rest = [row.push_id for row in office.uow.deliveries.claim("main", SLOT + timedelta(days=1), 9)]
    assert office.uow.deliveries.said(rest[-1]) == ("文", (WORDS,)), "a text alone is the text alone"


def test_messages_are_counted_and_not_only_deliveries(office: Office) -> None:
    first, second = push(office)
    deliveries = office.uow.deliveries
    assert deliveries.messages_waiting() == {"main": 2 * 3}
    deliveries.mark([first], "pending", parts_sent=2)
    assert deliveries.messages_waiting() == {"main": 2 * 3 + 1}
    deliveries.mark([second], "sent", parts_sent=2, sent_at=SLOT)
    assert deliveries.sent_today(SLOT - timedelta(hours=1)) == {"main": 3 + 2}


def test_the_first_message_is_enough_to_have_studied(office: Office) -> None:
    first, second = push(office)
    deliveries, day = office.uow.deliveries, SLOT.date().isoformat()
    deliveries.mark([first], "failed", parts_sent=1)
    deliveries.mark([second], "failed")
    assert [bool(office.uow.pushes.item_in_group(group.id, day)) for group in office.groups[:2]] == [True, False]
