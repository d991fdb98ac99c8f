"""How a release of national figures comes about: ordered, computed, audited, approved by two, published. KS's log."""
