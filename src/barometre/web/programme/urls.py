"""Addresses of the pages of the programme."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
