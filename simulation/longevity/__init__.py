"""Models of how mortality declines: Lee and Carter, Cairns, Blake and Dowd (M5, M7), and Li and Lee for two sexes."""
