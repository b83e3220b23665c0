"""Keys and sealed fields: what the data base holds and can't read. It doesn't decide who may look."""
