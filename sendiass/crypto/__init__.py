"""Keys and sealed fields: what the data base can hold without being able to read it. It decides nothing about who may look."""
