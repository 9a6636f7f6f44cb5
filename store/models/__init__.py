"""The tables. Names follow PRODUCT.md's word list; days are YYYY-MM-DD in Shanghai, times are aware (stored as UTC)."""

from store.models.attending import Attendance
from store.models.chains import Chain, ChainLine
from store.models.columns import Json, table
from store.models.counting import Counter, Presence, Uncounted
from store.models.feeds import FeedEntry, FeedState
from store.models.pairing import Community, FollowUp, Pairing
from store.models.people import ClaimAttempt, ClaimCode, Group, Member, RoleGrant, Unit
from store.models.signing import Activity, SignUp
from store.models.silence import Hush, Notice
from store.models.study import CheckIn, Delivery, ItemEdit, Push, PushPlan, StudyColumn, StudyItem
from store.models.talk import Audit, BlockedAccount, Change, Inbox, Outbox, Question, SceneVersion
from store.models.tasks import Reminder, Task, TaskDone, TaskReminder
from store.models.works import Programme, Work, WorkWindow

__all__ = [
    "Activity",
    "Attendance",
    "Audit",
    "BlockedAccount",
    "Chain",
    "ChainLine",
    "Change",
    "CheckIn",
    "ClaimAttempt",
    "ClaimCode",
    "Community",
    "Counter",
    "Delivery",
    "FeedEntry",
    "FeedState",
    "FollowUp",
    "Group",
    "Hush",
    "Inbox",
    "ItemEdit",
    "Json",
    "Member",
    "Notice",
    "Outbox",
    "Pairing",
    "Presence",
    "Programme",
    "Push",
    "PushPlan",
    "Question",
    "Reminder",
    "RoleGrant",
    "SceneVersion",
    "SignUp",
    "StudyColumn",
    "StudyItem",
    "Task",
    "TaskDone",
    "TaskReminder",
    "Uncounted",
    "Unit",
    "Work",
    "WorkWindow",
    "table",
]
