"""Who shares phones, accounts, employers, clerks, places and days with whom, and what that says of each."""
