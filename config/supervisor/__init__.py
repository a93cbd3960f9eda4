"""`manage.py up`: run every part of Atrium on one machine and keep it running.

Django is never imported here: the supervisor stays small, starts at once, and survives
whatever is wrong with the code it runs.
"""
