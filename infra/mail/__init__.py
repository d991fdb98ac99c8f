"""Mail: letters in plain text and accessible HTML, sent by SMTP. There is no other way out."""
