"""Who may see what: access rules in Cedar, explained for one request and compiled into SQL for whole tables."""
