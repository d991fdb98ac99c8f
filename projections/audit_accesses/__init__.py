"""Who was let in as an auditor, why and until when."""
