"""The future of the funds: population, schemes, accounts and the measures that judge them."""
