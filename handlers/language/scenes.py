"""What may be named in a chat, indexed for finding: built once a scene and kept on it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from handlers.language.names.matching import Mention, NameIndex
from handlers.language.understanding import Scene
from handlers.language.words import frozenset_of, words

_GENERIC_ACTIVITY = frozenset_of(
    "活动 报名 统计 打卡 结对 学习 社区 参加 名单 今天 本月 我们 中心 全省 组织 开展 投稿 作品 送祝 大家 "
    "通知 孩子 单位 推送 签到 提醒 手机 工作 关于 2021 2022 2023 2024 2025 2026 20 21 年度 我的 跟进"
)
# Parts too common to be looked for in free words; in the place of a name they count.
_VAGUE_ACTIVITY = frozenset_of(
    "志愿 家庭 妇女 女性 巾帼 主题 红色 进社区 走进 健康 文化 故事 服务 心理 手工 创业 冬季 职工 女职工 体验 亲子 知识 手艺 技能"
)
_GENERIC_UNIT = frozenset_of(
    "妇联 机关 单位 妇委 委会 妇委会 省直 全省 省 市 县 工会 办公 公室 办公室 社区 中心 镇妇 镇妇联 县妇 "
    "市妇 省妇 街道 市妇联 县妇联 区妇联 乡妇联 员会 委员 委员会 统计 活动 统计局 学习 管理 服务 工作 信息"
)
_GENERIC_COMMUNITY = frozenset_of("社区 村委 街道 居委会 我们 孩子 中心 红色 学习 活动")
_GENERIC_COLUMN = frozenset_of("今天 学习 推送 故事 打卡 孩子 上的 党史 身边 在身 中的 100 10 00 0个 个党 讲述")


@dataclass
class SceneIndex:
    """Name indexes of one scene, each built when first needed."""

    scene: Scene

    @cached_property
    def activities(self) -> NameIndex:
        """Open activities."""
        return NameIndex(self.scene.open_activities, _GENERIC_ACTIVITY, words().nicknames.get("activities", {}))

    def activities_in(self, text: str) -> list[Mention]:
        """Activities named in `text`, not those that only share a word with a unit or community named there (省教育厅)."""
        mentions = self.activities.find(text)
        others = [*self.units.find(text), *self.communities.find(text)] if mentions else []
        return [
            mention
            for mention in mentions
            if not any(other.start <= mention.start and mention.end <= other.end and other.size > mention.size for other in others)
        ]

    def vague(self, said: str) -> bool:
        """Whether a part of an activity's name is too common to mean it in free words."""
        return said in _VAGUE_ACTIVITY

    @cached_property
    def communities(self) -> NameIndex:
        """Communities."""
        return NameIndex(self.scene.communities, _GENERIC_COMMUNITY, words().nicknames.get("communities", {}))

    @cached_property
    def units(self) -> NameIndex:
        """Units."""
        return NameIndex(self.scene.units, _GENERIC_UNIT, words().nicknames.get("units", {}))

    @cached_property
    def groups(self) -> NameIndex:
        """Groups."""
        return NameIndex(self.scene.groups, _GENERIC_UNIT)

    @cached_property
    def columns(self) -> NameIndex:
        """Columns."""
        return NameIndex(self.scene.columns, _GENERIC_COLUMN, words().nicknames.get("columns", {}))


def index_of(scene: Scene) -> SceneIndex:
    """The index of `scene`, kept on it."""
    index = scene.__dict__.get("_index")
    if index is None:
        index = SceneIndex(scene)
        scene.__dict__["_index"] = index
    return index
