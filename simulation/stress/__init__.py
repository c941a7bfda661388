"""压力测试: named cases laid on a scenario, one by one and one after another, and what each does to a fund."""
