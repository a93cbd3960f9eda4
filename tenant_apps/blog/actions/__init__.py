"""What can happen in a blog. Pages, API and jobs all come through here."""
