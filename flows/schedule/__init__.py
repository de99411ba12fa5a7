"""What runs by itself: jobs of a timetable, as Prefect deployments and flows."""
