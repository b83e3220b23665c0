"""What pages for people without an account share against floods and robots. It asks no third party, and knows no form."""
