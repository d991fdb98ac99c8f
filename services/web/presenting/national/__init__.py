"""The national pages: what KS has published, as everybody reads it, signed in or not.

How a page is added:

1. Its part of the pages' own navigation is a `Part` in `frame.py`; a page within a part (one group of `GROUPS`) has
   none of its own.
2. Its handler is in `services/web/routes/national_pages/`, made with `read` of `opening.py`, and named in `ROUTES` of
   the package. It asks `nation_of` which release is looked at, answers `nothing_yet` where there is none, and `shown`
   with everything else. A new name in its path gets a value in `tests/isolation/two_towns.py`.
3. Its template extends `national/_layout.html` and fills the blocks `name` (the page's title, said once), `lead` and
   `national`. Every link to another national page is `nation.at("/national/map")`, which keeps the release and the
   language that were asked for in the address. `national/_parts.html` has what pages share.
4. Its words are in the catalogue area `national`, or in one of its own that is named after it.

What is withheld is written by `t.stored` (the sign `:`), and why by `national-table.note.withheld`: nowhere else.
"""
