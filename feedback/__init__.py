"""Second floor: what families say of the service and of the authority. It may look down on sharing and casework."""
