"""First floor: what a family permits to be shared, and everything that leaves. It may look down on casework."""
