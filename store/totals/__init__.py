"""Every figure's one definition: chat, command line, page, chart and form all ask here.

- signups: `heads` 人次 is the sum of headcounts of confirmed rows, `people` the distinct persons known by name (a member once
  wherever she signed up, those others named once in each unit; a collective is no person), `records` the confirmed rows.
- pairings: `records` the live pairings, `people` the distinct helpers (a collective is one), `children` the children, those
  shared by several helpers once.
- checkins: `people` the distinct members, `records` the check-ins; by unit also `members`, everyone known there: who acts in a
  group of the unit, or has ever checked in for it. `people` of `members` is the share that studied.
- attendance: `people` the distinct persons who came (a collective is no person), `heads` 人次 the heads, once a day of an activity.
- service: of those whose time is known, `people` and `heads` as above, `minutes` 时数 the minutes of all heads.
- works: `people` the distinct members who submitted, `records` the works.
- programmes: `records` the programmes, `sessions` the sessions held (服务场次).
- deliveries: `records` the deliveries (by state with `by="state"`).

A subject is one entry of `store.totals.subjects.SUBJECTS`. Those that are counted (see `store.counting`) are answered from
counters where there is no period, or where it is a whole or running day, week, month or year; else from the rows.
"""

from store.totals.questions import NO_UNIT, OWN, TOTAL, Figures, Question, UnknownBreakdown
from store.totals.subjects import SUBJECTS
from store.totals.totals import Totals

__all__ = ["NO_UNIT", "OWN", "SUBJECTS", "TOTAL", "Figures", "Question", "Totals", "UnknownBreakdown"]
