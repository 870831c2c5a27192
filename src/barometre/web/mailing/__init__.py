"""Messages that wait to be sent: queued whole, sent slowly, kept apart by operator of mail, and what came back."""
