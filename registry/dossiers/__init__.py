"""What an organisation's file holds beside its own information (党组织档案): honours, appraisals, party work, groups, papers."""
