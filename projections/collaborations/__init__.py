"""Which collaborations a workspace has, with their partners, and who belongs to which."""
