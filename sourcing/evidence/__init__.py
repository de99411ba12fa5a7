"""What signals ask with: a snapshot read and parsed once, the names that tools go by, and what makes a finding somebody's evidence."""
