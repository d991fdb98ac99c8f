"""How a version of the instrument comes on offer: taken in, reviewed, published, retired. Events in KS's log."""
