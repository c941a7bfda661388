"""压力测试: one fund in thousands of futures, and what named cases do to it."""
