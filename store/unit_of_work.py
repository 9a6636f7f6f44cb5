"""One transaction seen as repositories. Handlers ask it; the writer opens and commits it."""

from __future__ import annotations

from functools import cached_property

from store.accounts import Accounts
from store.activities import Activities
from store.attendances import Attendances
from store.audit import AuditLog
from store.chains import Chains
from store.checkins import CheckIns
from store.codes import Codes
from store.deliveries import Deliveries
from store.feeds import Feeds
from store.groups import Groups
from store.hand_posts import HandPosts
from store.hushes import Hushes
from store.inbox import InboxLog
from store.members import Members
from store.notices import Notices
from store.outbox import OutboxQueue
from store.pairings import Pairings
from store.plans import Plans
from store.privacy import Privacy
from store.programmes import Programmes
from store.progress import Progress
from store.pushes import Pushes
from store.questions import Questions
from store.rebinding import Rebinding
from store.receivers import Receivers
from store.reconcile import Reconcile
from store.reminders import Reminders
from store.roles import Roles
from store.rooms import Rooms
from store.signups import SignUps
from store.study import Study
from store.task_reminders import TaskReminders
from store.tasks import Tasks
from store.totals import Totals
from store.transaction import Transaction
from store.units import Units
from store.works import Works


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
    def rooms(self) -> Rooms:
        """Where an account is when it comes up."""
        return Rooms(self)

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
    def rebinding(self) -> Rebinding:
        """Known groups and people under new ids."""
        return Rebinding(self)

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
        """Pushes: what was pushed at which slot."""
        return Pushes(self)

    @cached_property
    def deliveries(self) -> Deliveries:
        """Pushes in groups, from claimed to settled."""
        return Deliveries(self)

    @cached_property
    def hand_posts(self) -> HandPosts:
        """A day's pushes as somebody posts them herself."""
        return HandPosts(self)

    @cached_property
    def accounts(self) -> Accounts:
        """Channel accounts that may not send."""
        return Accounts(self)

    @cached_property
    def receivers(self) -> Receivers:
        """Whom reports reach."""
        return Receivers(self)

    @cached_property
    def progress(self) -> Progress:
        """How far plans have come in numbered columns."""
        return Progress(self)

    @cached_property
    def hushes(self) -> Hushes:
        """Silence days."""
        return Hushes(self)

    @cached_property
    def notices(self) -> Notices:
        """What has been announced once."""
        return Notices(self)

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
    def attendances(self) -> Attendances:
        """Who came to activities."""
        return Attendances(self)

    @cached_property
    def chains(self) -> Chains:
        """接龙 as last read."""
        return Chains(self)

    @cached_property
    def pairings(self) -> Pairings:
        """Pairings, communities, follow-ups."""
        return Pairings(self)

    @cached_property
    def works(self) -> Works:
        """Works and the minutes in which they are heard."""
        return Works(self)

    @cached_property
    def programmes(self) -> Programmes:
        """Programmes that units have carried out."""
        return Programmes(self)

    @cached_property
    def totals(self) -> Totals:
        """Every figure's one definition."""
        return Totals(self)

    @cached_property
    def reconcile(self) -> Reconcile:
        """The figures against the rows."""
        return Reconcile(self)

    @cached_property
    def tasks(self) -> Tasks:
        """The work plan."""
        return Tasks(self)

    @cached_property
    def task_reminders(self) -> TaskReminders:
        """Who has been reminded of which task."""
        return TaskReminders(self)

    @cached_property
    def reminders(self) -> Reminders:
        """Reminders that organizers set."""
        return Reminders(self)

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
