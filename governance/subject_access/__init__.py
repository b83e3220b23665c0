"""What somebody is shown of everything that is held about them."""
