"""SENDIASS casework: the front door and the kernel under every floor."""
