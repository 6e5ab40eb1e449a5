"""The clerk's workbook (工作簿): examined before it is believed, read within limits, handed back with every fault marked.

Knows nothing of members or organisations; which column is which item is its caller's business.
"""

from registry.intake.workbook.examination import Examination, Sheet, examine, examine_and_read
from registry.intake.workbook.findings import Finding, Fix
from registry.intake.workbook.guard import guarded, guarded_stream
from registry.intake.workbook.layout import Column
from registry.intake.workbook.limits import claimed_size
from registry.intake.workbook.reading import Row, rows, table
from registry.intake.workbook.returned import FAULTY, returned
from registry.intake.workbook.templates import TemplateColumn, template
from registry.intake.workbook.verdicts import Mark, Outcome, Verdict

__all__ = [
    "FAULTY",
    "Column",
    "Examination",
    "Finding",
    "Fix",
    "Mark",
    "Outcome",
    "Row",
    "Sheet",
    "TemplateColumn",
    "Verdict",
    "claimed_size",
    "examine",
    "examine_and_read",
    "guarded",
    "guarded_stream",
    "returned",
    "rows",
    "table",
    "template",
]
