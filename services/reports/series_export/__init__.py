"""The series of closed measurements as a table to take away: CSV and XLSX."""
