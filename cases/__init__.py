"""The ground floor: people, schools and agencies, enquiries, cases, what was done for them and what is due."""
