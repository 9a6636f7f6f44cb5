"""The one way in: text and context to an intent with its slots. Pure: no store, no clock, no network."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date

from handlers.language import dialogue, explain, jielong, pii
from handlers.language.classify import classify
from handlers.language.corrections import corrected, recounted
from handlers.language.doubts import only_talked_of
from handlers.language.enough import BARE_TAILS, FILE, PARTICLE, SAFE_BARE, WEARY, only_asks
from handlers.language.fold import fold
from handlers.language.front import Opening, may_open, openings, politely, righted, unquoted, unspaced
from handlers.language.lists import read_list
from handlers.language.names.matching import bare
from handlers.language.nearest import MEANT
from handlers.language.plus import read_plus
from handlers.language.polite import unpaused, wished, without_request, without_thanks
from handlers.language.reading import HIDDEN, Reading
from handlers.language.registry import READERS
from handlers.language.scenes import SceneIndex, index_of
from handlers.language.several import intent_of, split_also
from handlers.language.slips import after_slip
from handlers.language.switches import switched
from handlers.language.things import names_a_thing
from handlers.language.understanding import Asked, Scene, Understanding
from handlers.language.words import frozenset_of

_MOST_COMMAND = 400
_MOST_FREE = 200
_QUOTED = re.compile(r"^\s{0,9}[「“\"『].*?\n[ \t]*(?:- ){4,}-?[ \t]*\n|^\s{0,9}[「“\"『].*?\n-{6,}[ \t]*\n", re.DOTALL)
_ABOUT_ROLES = re.compile(r"组织员|统筹员|管理员|授权|权限|成员")
_AT_FRONT = re.compile(r"^\s*@\S+\s*")
_TALK = Understanding()


def understand(
    text: str,
    scene: Scene,
    *,
    today: date,
    mention: bool = False,
    private: bool = False,
    sender: str = "",
    unit: str = "",
    role: str = "member",
    asked: Asked | None = None,
    why: list[str] | None = None,
) -> Understanding:
    """What `text` means to the bot; `intent` None is talk. `why`, when given, collects which rules decided."""
    text = unquoted(text)
    addressed = mention or private or _names_bot(text, scene)
    if not addressed and asked is None and not _worth_reading(text):
        if why is not None:
            why.append(explain.NOTHING_AT_FRONT)
        return Understanding()
    listed = read_list(text, scene) if jielong.looks_like(text) else None
    if listed:
        if why is not None:
            why.append(explain.A_LIST)
        return listed
    return _Message(text, index_of(scene), today, sender, addressed, private, mention, asked, why).understood()


def _names_bot(text: str, scene: Scene) -> bool:
    return "@" in text and any(f"@{name}" in text for name in scene.bot_names)


def _worth_reading(text: str) -> bool:
    return (
        may_open(text)
        or "+" in text
        or "＋" in text
        or "➕" in text
        or "﹢" in text
        or jielong.looks_like(text)
        or (text[:1] in '「“"『' and "- - -" in text)
    )


class _Message:
    """One message on its way to an understanding."""

    def __init__(
        self,
        text: str,
        scene: SceneIndex,
        today: date,
        sender: str,
        addressed: bool,
        private: bool,
        mention: bool,
        asked: Asked | None,
        why: list[str] | None,
    ) -> None:
        quote = _QUOTED.match(text[:4000])
        text = text[quote.end() :] if quote else text
        self.scene, self.today, self.sender, self.addressed, self.asked, self.why = scene, today, sender, addressed, asked, why
        self.private, self.mention = private, mention or (addressed and not private)
        self.long = len(text) > _MOST_COMMAND
        self.text = without_thanks(recounted(unspaced(self._unaddressed(fold(text[:_MOST_COMMAND])).strip())))
        self.text = unpaused(self.text) if addressed else self.text
        self.kinds: list[str] = []
        if re.search(r"\d{6}", self.text):
            self.text, self.kinds = pii.mark(self.text, children=False)
            self.text = pii.unlabelled(self.text)

    def _unaddressed(self, text: str) -> str:
        """Without the bot's own @."""
        stripped = text
        for name in sorted(self.scene.scene.bot_names, key=len, reverse=True):
            stripped = re.sub(rf"@\s?{re.escape(fold(name))}(?:\s|(?=\W)|(?=[\u4e00-\u9fff])|$)", " ", stripped)
            stripped = re.sub(rf"^\W*{re.escape(fold(name))}[\s,:;!]+(?=\S)", "", stripped)
        if self.mention and stripped == text and not _ABOUT_ROLES.search(text):
            stripped = _AT_FRONT.sub("", text, count=1) or text
        return stripped

    def understood(self) -> Understanding:
        """The first that fits: answer, cancel, command, name+N, free words."""
        result = self._asked() if self.asked else None
        if result is None:
            result = self._command() or self._plus()
        if result is None and self.addressed:
            result = self._free()
        if result is None:
            self._because(str, explain.TALK)
            return Understanding()
        result.withheld = list(dict.fromkeys([*self.kinds, *result.withheld])) if result.intent else []
        return result

    def _because(self, reason: Callable[..., str], *given: object) -> None:
        """Note why, for who asked why."""
        if self.why is not None:
            self.why.append(reason(*given))

    def _reading(self, text: str, **more: object) -> Reading:
        return Reading(text, self.scene, self.today, self.sender, **more)  # type: ignore[arg-type]

    def _asked(self) -> Understanding | None:
        asked = self.asked
        if asked is None:
            return None
        if self.addressed is False and self.text.startswith("@"):
            return None
        if asked.missing == MEANT and (number := dialogue.choice_number(self.text)):
            return self._meant(asked.choices, number)
        mended = corrected(self._reading(self.text), asked)
        if mended:
            self._because(explain.answer, asked.missing)
            return mended
        if dialogue.cancels(self.text) and not self._names_other_command():
            self._because(str, explain.LEFT)
            return Understanding("cancel")
        quick = dialogue.last_answer(self._reading, self.text, asked)
        command = self._command()
        if command and not (quick and (self._is_choice(asked) or command.intent == "signup_change")):
            return command
        if quick:
            self._because(explain.answer, asked.missing)
            return quick
        return None

    def _meant(self, choices: Sequence[str], number: int) -> Understanding:
        """She chose one of the guesses: it is read as if she had said it."""
        if number > len(choices):
            return Understanding("unknown")
        self._because(explain.chosen, number, choices[number - 1])
        chosen = _Message(choices[number - 1], self.scene, self.today, self.sender, True, self.private, False, None, self.why)
        return chosen.understood()

    def _is_choice(self, asked: Asked) -> bool:
        """The whole message is one of the choices shown."""
        return bare(self.text) in {bare(choice) for choice in asked.choices} or asked.missing in ("form", "subject")

    def _names_other_command(self) -> bool:
        return any(
            opening.intent in ("signup_cancel", "pairing_end", "revoke") and len(opening.word) >= 4 for opening in openings(self.text)
        )

    def _command(self) -> Understanding | None:
        """A command word at the front, and all of the rest read as that command."""
        if self.long or (self.text.startswith("@") and not self.addressed):
            return None
        found = openings(self.text)
        if not self.addressed and self._names_a_thing(found):
            return None
        for opening in found:
            result = self._as_command(opening)
            if result:
                self._because(explain.command, opening, self.text)
                return result
        return None

    def _names_a_thing(self, found: list[Opening]) -> bool:
        """Whether the longest command word there is a part of a thing's name, whichever command it would be."""
        longest = [opening for opening in found if len(opening.word) == len(found[0].word)]
        return bool(longest) and all(names_a_thing(opening.intent, opening.word, self.text[opening.end :]) for opening in longest)

    def _as_command(self, opening: Opening) -> Understanding | None:
        """Read as it stands; else with a misspelt name put right."""
        rest = wished(self.text[: opening.start], self.text[opening.end :]) if opening.intent == "signup" else self.text[opening.end :]
        if opening.intent in _NAMES:
            rest = self.scene.activities.spelt_out(rest)
        result = self._read_command(opening, rest)
        if opening.intent not in _NAMES or (result and not {"activity", "community"} & set(result.missing)):
            return result
        right = self._names_righted(rest)
        return (self._read_command(opening, right) if right != rest else None) or result

    def _names_righted(self, text: str) -> str:
        return self.scene.communities.righted(self.scene.activities.righted(text), front=True)

    def _read_command(self, opening: Opening, rest: str) -> Understanding | None:
        if (
            opening.intent in ("signup", "pairing_report", "signup_cancel")
            and rest
            and (parts := split_also(self._reading(rest, word=opening.word)))
        ):
            return self._several(parts, opening)
        reading = self._reading(rest, word=opening.word)
        if not READERS[opening.intent](reading):
            self._because(explain.unread, opening, reading)
            return None
        if not self._says_enough(reading, opening):
            return None
        if opening.guessed and not (rest.strip() or len(opening.word) > 2) and not self.addressed and opening.word not in SAFE_BARE:
            return None
        return reading.understood(opening.intent)

    def _says_enough(self, reading: Reading, opening: Opening) -> bool:
        """A command word alone may be followed by thanks only, and led by politeness only: else it is talk."""
        rest, solid = reading.text, HIDDEN in reading.rest or bool(_SOLID & reading.slots.keys())
        if (FILE.search(self.text) or WEARY.fullmatch(rest)) and not self.addressed:
            return False
        if opening.intent == "signup" and re.search("[我俺咱]", self.text[: opening.start]) and PARTICLE.fullmatch(rest):
            return True
        if not solid and rest.strip() and opening.intent in BARE_TAILS and not BARE_TAILS[opening.intent].fullmatch(rest):
            return False
        lead = self.text[: opening.start]
        if not self.addressed and only_asks(opening.intent, reading, lead):
            return False
        if lead.strip() == "我" and opening.word in ("报名", "打卡", "签到"):
            return True
        return solid or (politely(lead) and not (lead.strip() and opening.intent == "totals" and opening.word in ("统计", "汇总")))

    def _several(self, parts: list[str], opening: Opening) -> Understanding | None:
        results = []
        for part in parts:
            reading = self._reading(part, word=opening.word)
            if not READERS[opening.intent](reading):
                return None
            results.append(reading.understood(opening.intent))
        results[0].also = results[1:]
        return results[0]

    def _plus(self) -> Understanding | None:
        hit = read_plus(self._reading(self.text)) if "+" in self.text else None
        if hit:
            self._because(explain.plus, hit.name, hit.number)
        return hit.understood if hit else None

    def _free(self) -> Understanding:
        """Addressed: free words."""
        text = _GREETING.sub("", re.sub(r"\d{7,}", " ", righted(self.text[:_MOST_FREE])))
        text = self.scene.activities.spelt_out(without_request(text))
        if both := switched(text, self.scene):
            left, then = self._read_free("signup_cancel", both[0]), self._read_free("signup", both[1])
            left.also = [then]
            return left
        if not (self.scene.activities.find(text) or self.scene.communities.find(text)):
            text = self._names_righted(text)
        text, (intent, shape, rule) = after_slip(text, lambda said: classify(said, self.scene))
        self._because(explain.free, intent, shape, rule)
        if intent is None or intent in ("cancel", "unknown") or only_talked_of(intent, text):
            return Understanding("unknown")
        if intent in ("signup", "signup_change", "followup", "pairing_report", "signup_cancel") and (
            parts := split_also(self._reading(text, loose=True))
        ):
            results = [self._read_free(intent_of(part, intent, self.scene), part) for part in parts]
            results[0].also = results[1:]
            return results[0]
        return self._read_free(intent, text)

    def _read_free(self, intent: str, text: str) -> Understanding:
        reading = self._reading(text, loose=True)
        READERS[intent](reading)
        return reading.understood(intent)


_GREETING = re.compile(
    r"^(?:[^\w@]|你好|您好|大家好|老师好|老师们好|老师|早上好|上午好|下午好|晚上好|嗯|那个(?!活动)|额|呃|诶|哎|亲(?![子情人属爱戚友])|请问一下|不好意思|打扰一下|打扰了)+(?=..)"
)
_NAMES = frozenset_of(
    "signup signup_change signup_cancel roster submit_work works export activity_close remind attend jielong_tie "
    "pairing_report pairing_change pairing_end followup totals"
)
_SOLID = {"note", "title", "topic", "item", "task", "plan"}
