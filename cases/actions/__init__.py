"""The verbs of casework, the only writers: each checks, acts, leaves its audit and announces, in one transaction."""
