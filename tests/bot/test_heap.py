"""What has been loaded is not looked at again by the collector."""

import gc
import weakref

from bot.heap import loaded


class Ring:
    """Something that only the collector frees."""

    def __init__(self) -> None:
        self.itself = self


def test_what_is_loaded_is_kept_out_of_the_rounds_and_what_comes_later_is_not() -> None:
    gone, kept = weakref.ref(Ring()), [Ring()]
    try:
        loaded()
        assert gone() is None, "garbage is not kept for good"
        assert kept[0] not in gc.get_objects()
        later = [Ring()]
        assert any(one is later[0] for one in gc.get_objects())
    finally:
        gc.unfreeze()
