"""The law: dated, sourced parameters and the formulas that use them."""
