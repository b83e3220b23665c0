"""The roof: oversight of the people who do the work. It may look down on every floor."""
