"""Rows of a small file of the fibre register, made by hand in its official format."""

HEADING = "insee_com;com_lib;locaux_arcep;locaux_ftth;trimestre"
ROWS = ("01001;L'Abergement-Clémenciat;100;90;2026 T2", "29232;Quimper;1000;999;2026 T2", "2A004;Ajaccio;10;5;2026 T2")
