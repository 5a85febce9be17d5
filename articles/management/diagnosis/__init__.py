"""What is wrong with an installation: the checks of the command doctor.

In comes nothing but the settings and the machine; out go findings, each a sentence that says what
to do. It may import every room below management.
"""
