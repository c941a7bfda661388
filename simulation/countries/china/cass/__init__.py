"""The Academy's projection of 2019 to 2050 repeated by this model: what it assumes as far as known, and its worth."""
