"""What KS proposes to every municipality, and what one answers."""
