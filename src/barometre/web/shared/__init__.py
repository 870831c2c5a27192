"""What pages, programme and API share: tables and their CSV, territories, French words, caches."""
