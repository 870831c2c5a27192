"""Boards, filters and comparisons: many collectivités, or many measures, on one page. All read the edition's grid."""
