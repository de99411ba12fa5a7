"""What people declare of places, time zones and languages, beside what a role requires."""
