"""What collectivités show on their own sites: pictures at stable addresses, and the page with the line to copy."""
