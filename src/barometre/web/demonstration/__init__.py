"""What fills the database of a demonstration: a wave, what visitors and town halls do, the fund; in marked stores."""
