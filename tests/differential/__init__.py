"""Random programs, run on every backend, step by step: each must give the same results and the same errors.

A program is drawn and run at the same time. Each step is a call or a statement as source text. It runs on one backend,
the reference, and on every other backend from the reference's state before the step. So rounding errors of a step do
not grow in the next, and functions with jumps get the same numbers everywhere. Assignments are to copies. Results that
the contract does not specify are not drawn, or not compared. The modules are:

==================  ================================================================================================
``_machine``        runs a step everywhere and compares
``_grades``         how closely results must agree: exactly, or within the bounds of the conformance suite
``_choices``        the source of random choices, and the simplification of a failing program
``_draw``           helpers for the steps of all sections: arrays, scalars, axes
``_scripts``        the failing step as a stand-alone program
``calls``           random single calls with unusual arguments, a package of its own
all others          the steps of one section of the standard; ``families`` collects them
==================  ================================================================================================

``python -m tests.differential`` runs programs by hand.
"""
