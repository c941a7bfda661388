"""Profiles of the insured (参保群体画像): named groups and their size, trend and means, never a person."""
