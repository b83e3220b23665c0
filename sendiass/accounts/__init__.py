"""Who works here: accounts, roles and what each role may do. It knows no case."""
