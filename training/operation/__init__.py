"""The operation of the funds and halls: what is expected, what differs from it, what comes next, what a policy did."""
