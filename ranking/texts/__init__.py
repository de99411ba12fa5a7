"""Words that may be read: names, places and what tells people apart taken out first."""
