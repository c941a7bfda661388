"""Who the made-up persons are on paper: numbers, names, phones, accounts and addresses, and how they are miswritten."""
