"""How the service looks and speaks on a screen: pages' frame, forms, parts. It knows nothing of cases."""
