"""What people say of people: verdicts, pools, contacts, whom they know, disputes, who signed."""
