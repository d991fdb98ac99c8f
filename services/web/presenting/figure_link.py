"""A number that leads to what it is made of. Written here and not in a template: a comparison has hundreds of them."""

from services.reports.svg import element


def figure_link(written: str, href: str | None, label: str) -> str:
    """`label` is what a screen reader hears; it begins with the number. Plain text where it leads nowhere."""
    return element("a", written, class_="figure-link", href=href, aria_label=label) if href else written
