"""Questionnaires drafted in a spreadsheet: written as XLSForm (https://xlsform.org), read back, checked by pyxform."""
