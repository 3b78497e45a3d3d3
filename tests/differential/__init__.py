"""Random programs, run on every backend, step by step: the same program, the same answer, the same error.

A program is drawn and run at once. Each step is a call or a statement in words; it runs on one backend, the
reference, and on every other one from the reference's state before the step, so that what rounding made of one step
does not grow in the next, and what is discontinuous gets the same numbers everywhere. Assignments are to copies, and
what the contract leaves open is not drawn, or not compared. Module by module:

==================  ================================================================================================
``_machine``        runs a step everywhere and compares
``_grades``         how closely results have to agree: exactly, or within the bounds of the conformance suite
``_choices``        where chance comes from, and how a failing program is made simpler
``_draw``           what the steps of all sections are drawn with: arrays, scalars, axes
``_scripts``        the failing step as a program of its own
the others          how the steps of a section of the standard are drawn; ``families`` collects them
==================  ================================================================================================

``python -m tests.differential`` runs programs by hand.
"""
