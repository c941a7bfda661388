def report_text():
    0


def write_report():
    0
