"""The slots an intent cannot do without, in the order they are asked for."""

REQUIRED: dict[str, tuple[str, ...]] = {
    "signup": ("activity",),
    "signup_change": ("activity", "headcount"),
    "signup_cancel": ("activity",),
    "roster": ("activity",),
    "pairing_report": ("community", "children"),
    "pairing_change": ("community", "children"),
    "pairing_end": ("community",),
    "followup": ("item", "community"),
    "submit_work": ("activity",),
    "export": ("form",),
    "plan_add": ("column", "when"),
    "plan_remove": ("plan",),
    "activity_open": ("title",),
    "activity_close": ("activity",),
    "remind": ("when",),
    "bind": ("unit",),
    "grant": ("member", "role"),
    "revoke": ("member", "role"),
    "task_done": ("task",),
}
