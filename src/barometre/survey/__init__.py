"""What collectivités are asked: answers read and kept as data, conditions, pages, facts that answers state. Pure."""
