"""The page Operation: what is unusual, what comes next, how many cases the halls will have, and what a policy did."""
