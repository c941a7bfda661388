"""Our results beside published ones: every case, and the report that `anlan validate` writes."""

from simulation.validation.report import report_text, write_report
from simulation.validation.run import validate
from simulation.validation_case import ValidationCase

__all__ = ["ValidationCase", "report_text", "validate", "write_report"]
