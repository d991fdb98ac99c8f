"""`samson bench session`: how soon the last phone of a group shows what whoever leads has clicked."""
