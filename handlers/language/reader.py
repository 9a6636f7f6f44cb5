"""The one way in: text and context to an intent with its slots. Pure: no store, no clock, no network."""

from __future__ import annotations

import re
from datetime import date

from handlers.language import dialogue, jielong, pii
from handlers.language.classify import classify
from handlers.language.fold import fold
from handlers.language.front import Opening, may_open, openings, politely, righted
from handlers.language.lists import read_list
from handlers.language.names.matching import bare
from handlers.language.numerals import parse
from handlers.language.reading import HIDDEN, Reading
from handlers.language.registry import READERS
from handlers.language.scenes import SceneIndex, index_of
from handlers.language.several import split_also
from handlers.language.understanding import Asked, Scene, Understanding
from handlers.language.words import frozenset_of

_MOST_COMMAND = 400
_MOST_FREE = 200
_QUOTED = re.compile(r"^\s{0,9}[「“\"『].*?\n[ \t]*(?:- ){4,}-?[ \t]*\n|^\s{0,9}[「“\"『].*?\n-{6,}[ \t]*\n", re.DOTALL)
_PLUS = re.compile(r"^\W*(?P<name>[^\n+]{2,40}?)\s*\+\s*(?P<n>\d{1,3}|[一二两三四五六七八九十俩仨]{1,3})\s*(?:个人|[人名位个])?\W*$")
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
    reasons = why if why is not None else []
    addressed = mention or private or _names_bot(text, scene)
    if not addressed and asked is None and not _worth_reading(text):
        reasons.append("no command word, list or +N at the front")
        return Understanding()
    listed = read_list(text, scene, native_only=False) if jielong.looks_like(text) else None
    if listed:
        reasons.append("a list")
        return listed
    return _Message(text, index_of(scene), today, sender, addressed, private, mention, asked, reasons).understood()


def _names_bot(text: str, scene: Scene) -> bool:
    return "@" in text and any(f"@{name}" in text for name in scene.bot_names)


def _worth_reading(text: str) -> bool:
    return may_open(text) or "+" in text or "＋" in text or jielong.looks_like(text) or (text[:1] in '「“"『' and "- - -" in text)


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
        why: list[str],
    ) -> None:
        quote = _QUOTED.match(text[:4000])
        text = text[quote.end() :] if quote else text
        self.scene, self.today, self.sender, self.addressed, self.asked, self.why = scene, today, sender, addressed, asked, why
        self.private, self.mention = private, mention or (addressed and not private)
        self.long = len(text) > _MOST_COMMAND
        self.text = self._unaddressed(fold(text[:_MOST_COMMAND])).strip()
        self.kinds: list[str] = []
        if re.search(r"\d{6}", self.text):
            self.text, self.kinds = pii.mark(self.text, children=False)

    def _unaddressed(self, text: str) -> str:
        """Without the bot's own @."""
        stripped = text
        for name in sorted(self.scene.scene.bot_names, key=len, reverse=True):
            stripped = re.sub(rf"@\s?{re.escape(fold(name))}(?:\s|(?=\W)|(?=[\u4e00-\u9fff])|$)", " ", stripped)
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
            self.why.append("not addressed and does not read as a command")
            return Understanding()
        result.withheld = list(dict.fromkeys([*self.kinds, *result.withheld])) if result.intent else []
        return result

    def _reading(self, text: str, **more: object) -> Reading:
        return Reading(text, self.scene, self.today, self.sender, **more)  # type: ignore[arg-type]

    def _asked(self) -> Understanding | None:
        asked = self.asked
        if asked is None:
            return None
        if self.addressed is False and self.text.startswith("@"):
            return None
        if dialogue.cancels(self.text) and not self._names_other_command():
            self.why.append("leaves the question")
            return Understanding("cancel")
        quick = dialogue.answer(self._reading(self.text), asked)
        command = self._command()
        if command and not (quick and (self._is_choice(asked) or command.intent == "signup_change")):
            return command
        if quick:
            self.why.append(f"answers {asked.missing}")
            return quick
        return None

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
        for opening in openings(self.text):
            result = self._as_command(opening)
            if result:
                self.why.append(f"command {opening.word}")
                return result
        return None

    def _as_command(self, opening: Opening) -> Understanding | None:
        rest = self.text[opening.end :]
        if opening.intent in ("signup", "pairing_report") and rest and (parts := split_also(self._reading(rest, word=opening.word))):
            return self._several(parts, opening)
        reading = self._reading(rest, word=opening.word)
        if not READERS[opening.intent](reading) or not self._says_enough(reading, opening):
            return None
        if opening.guessed and not (rest.strip() or len(opening.word) > 2) and not self.addressed and opening.word not in _SAFE_BARE:
            return None
        return reading.understood(opening.intent)

    def _says_enough(self, reading: Reading, opening: Opening) -> bool:
        """A command word alone may be followed by thanks only, and led by politeness only: else it is talk."""
        rest, solid = reading.text, HIDDEN in reading.rest or bool(_SOLID & reading.slots.keys())
        if _FILE.search(self.text) and not self.addressed:
            return False
        if not solid and rest.strip() and opening.intent in _BARE_TAILS and not _BARE_TAILS[opening.intent].fullmatch(rest):
            return False
        lead = self.text[: opening.start]
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
        """`剪纸+2`: an open activity's name, or a part of it, and a number."""
        hit = _PLUS.match(self.text) if "+" in self.text else None
        if not hit:
            return None
        name = bare(hit["name"])
        found = [mention for mention in self.scene.activities.find(name) if mention.start == 0 and mention.end >= len(name) - 2]
        number = parse(hit["n"])
        if not found or not number or (found[0].end < len(name) and name[found[0].end :] not in ("活动", "班", "会", "讲座", "比赛", "课")):
            return None
        self.why.append("an open activity's name with +N")
        names = [self.scene.scene.open_activities[index] for index in found[0].candidates]
        reading = self._reading(self.text)
        reading.slots["headcount"] = number
        if len(names) == 1:
            reading.slots["activity"] = names[0]
        else:
            reading.lack("activity", names)
        return reading.understood("signup")

    def _free(self) -> Understanding:
        """Addressed: free words."""
        text = re.sub(r"\d{7,}", " ", righted(self.text[:_MOST_FREE]))
        intent, shape = classify(text, self.scene)
        self.why.append(f"free words {intent}: {shape[:60]}")
        if intent is None or (intent == "cancel"):
            return Understanding("unknown")
        if intent in ("signup", "followup", "pairing_report", "signup_cancel") and (parts := split_also(self._reading(text, loose=True))):
            results = [self._read_free(intent, part) for part in parts]
            results[0].also = results[1:]
            return results[0]
        return self._read_free(intent, text)

    def _read_free(self, intent: str, text: str) -> Understanding:
        reading = self._reading(text, loose=True)
        READERS[intent](reading)
        return reading.understood(intent)


_SOLID = {"note", "title", "topic"}
_THANKS = r"(?:谢谢\w{0,2}|多谢|谢了|辛苦\w?|麻烦了|拜托了?|感谢)?\W*"
_FILE = re.compile(r"\.(?:jpe?g|png|gif|docx?|xlsx?|pdf|pptx?|mp[34]|zip|rar|txt|csv)\s*$", re.IGNORECASE)
_PLAIN = re.compile(rf"\W*{_THANKS}")
_ASKING = re.compile(rf"(?:\W|呀|啊|呢|吧|哈|哦|呐|嘛|教教我|教一下|教我)*{_THANKS}")
_BARE_TAILS = {
    **dict.fromkeys(
        frozenset_of(
            "roster totals deliveries push_retry hush missing ranking export push_now push_pause push_resume "
            "push_preview attend reconcile tasks task_done pairing_report pairing_end pairing_change signup_cancel "
            "activity_close submit_work signup_change followup signup"
        ),
        _PLAIN,
    ),
    **dict.fromkeys(("help", "activities", "today"), _ASKING),
}
_SAFE_BARE = frozenset(
    ["统计", "打卡", "报名", "结对", "撤销", "名单", "菜单", "帮助", "导出", "签到", "施工图", "待审", "排行", "投稿", "送达", "对账"]
)
