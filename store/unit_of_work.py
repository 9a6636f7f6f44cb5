"""One transaction seen as repositories. Handlers ask it; the writer opens and commits it."""

from __future__ import annotations

from functools import cached_property

from store.activities import Activities
from store.audit import AuditLog
from store.chains import Chains
from store.checkins import CheckIns
from store.codes import Codes
from store.feeds import Feeds
from store.groups import Groups
from store.inbox import InboxLog
from store.members import Members
from store.outbox import OutboxQueue
from store.pairings import Pairings
from store.plans import Plans
from store.privacy import Privacy
from store.pushes import Pushes
from store.questions import Questions
from store.roles import Roles
from store.signups import SignUps
from store.study import Study
from store.totals import Totals
from store.transaction import Transaction
from store.units import Units


class UnitOfWork(Transaction):
    """Repositories over one connection."""

    @cached_property
    def units(self) -> Units:
        """The unit tree."""
        return Units(self)

    @cached_property
    def groups(self) -> Groups:
        """Work groups."""
        return Groups(self)

    @cached_property
    def members(self) -> Members:
        """People in channels."""
        return Members(self)

    @cached_property
    def roles(self) -> Roles:
        """Who holds which role where."""
        return Roles(self)

    @cached_property
    def codes(self) -> Codes:
        """One-time codes."""
        return Codes(self)

    @cached_property
    def study(self) -> Study:
        """Columns and study items."""
        return Study(self)

    @cached_property
    def plans(self) -> Plans:
        """Push plans."""
        return Plans(self)

    @cached_property
    def pushes(self) -> Pushes:
        """Pushes and their deliveries."""
        return Pushes(self)

    @cached_property
    def feeds(self) -> Feeds:
        """Feeds between two fetches, and what came of their entries."""
        return Feeds(self)

    @cached_property
    def checkins(self) -> CheckIns:
        """Study check-ins."""
        return CheckIns(self)

    @cached_property
    def activities(self) -> Activities:
        """What one can sign up for."""
        return Activities(self)

    @cached_property
    def signups(self) -> SignUps:
        """Rosters and waitlists."""
        return SignUps(self)

    @cached_property
    def chains(self) -> Chains:
        """接龙 as last read."""
        return Chains(self)

    @cached_property
    def pairings(self) -> Pairings:
        """Pairings, communities, follow-ups."""
        return Pairings(self)

    @cached_property
    def totals(self) -> Totals:
        """Every figure's one definition."""
        return Totals(self)

    @cached_property
    def questions(self) -> Questions:
        """What the bot waits to be told."""
        return Questions(self)

    @cached_property
    def audit(self) -> AuditLog:
        """Privileged acts."""
        return AuditLog(self)

    @cached_property
    def privacy(self) -> Privacy:
        """删除我的信息."""
        return Privacy(self)

    @cached_property
    def inbox(self) -> InboxLog:
        """Messages acted on."""
        return InboxLog(self)

    @cached_property
    def outbox(self) -> OutboxQueue:
        """Messages to send."""
        return OutboxQueue(self)
