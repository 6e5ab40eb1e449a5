"""What an organisation's operations ask of a person (党组织表单)."""
