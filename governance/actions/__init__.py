"""The verbs of governance: who supervises whom, booking and holding sessions, and what is written of them."""
