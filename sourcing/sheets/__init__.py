"""Tables that people fill in and bring: any spreadsheet, and what the rows of each kind say."""
