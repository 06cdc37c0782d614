"""The same list as a tutorial of Django REST framework builds it: to compare with, and for nothing else."""
