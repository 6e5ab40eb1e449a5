"""The shared foundation (公共内核): refusals, rules, information sets, flows, periods; no tables, no screens."""
