"""The register of units (单位登记): its screens, the ties of units to organisations, and units that become another kind."""
