"""What is wrong with an instrument's file, in words: on KS's page and on the command line."""

from domain.instrument.check import Problem
from infra.translation.translator import Translator


def sentence(problem: Problem, t: Translator) -> str:
    """What is wrong with it, to be read after `problem.where`."""
    key = problem.code.replace("_", "-")
    return t(f"instrument-problem.{key}", **t.fitting(f"instrument-problem.{key}", problem.data))
