"""The first page after signing in (工作台): what is to be done and what one's organisation looks like."""
