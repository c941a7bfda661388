"""Where every column comes from: read out of the SQL that the pool runs, shown as a graph, told to others as events."""
