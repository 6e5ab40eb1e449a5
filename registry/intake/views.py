"""Pages of the intake centre (导入中心): the list of batches and the six steps of one; being written by the main engineer now."""
