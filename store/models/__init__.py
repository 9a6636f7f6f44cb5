"""The tables. Names follow PRODUCT.md's word list; days are YYYY-MM-DD in Shanghai, times are aware (stored as UTC)."""

from store.models.columns import Json, table
from store.models.feeds import FeedEntry, FeedState
from store.models.pairing import Community, FollowUp, Pairing
from store.models.people import ClaimAttempt, ClaimCode, Group, Member, RoleGrant, Unit
from store.models.signing import Activity, ChainLine, SignUp
from store.models.study import CheckIn, Delivery, Push, PushPlan, StudyColumn, StudyItem
from store.models.talk import Audit, Change, Inbox, Outbox, Question, SceneVersion

__all__ = [
    "Activity",
    "Audit",
    "ChainLine",
    "Change",
    "CheckIn",
    "ClaimAttempt",
    "ClaimCode",
    "Community",
    "Delivery",
    "FeedEntry",
    "FeedState",
    "FollowUp",
    "Group",
    "Inbox",
    "Json",
    "Member",
    "Outbox",
    "Pairing",
    "Push",
    "PushPlan",
    "Question",
    "RoleGrant",
    "SceneVersion",
    "SignUp",
    "StudyColumn",
    "StudyItem",
    "Unit",
    "table",
]
