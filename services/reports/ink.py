"""The colours of figures, as presentation attributes: the same on paper as on a page with light ground.

Told apart without colour too: in grey print by lightness, thickness and dashes. A test holds the contrasts. On a
page the classes let the style sheet give them its own colours, for a dark ground say.
"""

PAPER = "#ffffff"
INK = "#1f2d33"
SUBTLE = "#545f64"
RING = "#c7cdcf"
SCORE = "#0c5460"
EARLIER = "#4c818a"
WEIGHTING = "#e3e7e8"
WEIGHTING_EDGE = "#7b878c"
