"""Which national releases are published. All of its rows are the tenant KS's, and anybody may know them."""
