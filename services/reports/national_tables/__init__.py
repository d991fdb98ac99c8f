"""Published national figures as tables to take away: JSON-stat 2.0, CSV, XLSX, and their description by DCAT-AP-NO.

All of it is made from the stored numbers of releases and nothing else; none is computed or rounded here. Source: R6.
"""
