"""Reporting periods (报告期): what a yearly report counts, and until when nothing that happened may be changed any more."""
