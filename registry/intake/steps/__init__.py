"""The steps of taking a sheet in (导入步骤), shared by the operations: read, place, judge, load, return."""
