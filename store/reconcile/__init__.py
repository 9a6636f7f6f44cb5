"""对账: every figure that is answered, against the rows, counted a second time by other queries.

- `counted`: what the counters say. `answered`, `work_plan`: what the definitions say that are answered from rows.
- `statements`, `recount`, `plan_recount`: the rows a second time. Nothing there is shared with `store.totals` or a repository:
  units are walked by their parents, not by their paths; people are told apart from the columns, not from what triggers noted;
  days and minutes come from the times they were taken from.
"""

from store.reconcile.compared import SUBJECTS, Bounds, Compared, Difference, from_rows
from store.reconcile.reconcile import Reconcile

__all__ = ["SUBJECTS", "Bounds", "Compared", "Difference", "Reconcile", "from_rows"]
