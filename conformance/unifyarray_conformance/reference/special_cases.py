"""The standard's special cases, evaluated on whole arrays of inputs at once.

``standard.json`` lists them as pairs of a condition and a result. This module evaluates the words that conditions and
results consist of. If several cases apply to an input, the first one counts.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from .dtypes import COMPLEX, real_dtype
from .standard import SPECIAL

if TYPE_CHECKING:
    from collections.abc import Mapping

Values = np.ndarray[Any, Any]
Mask = np.ndarray[Any, Any]


@dataclass
class Part:
    """The real or imaginary parts of results, for the elements that the standard's special cases define.

    Attributes
    ----------
    value : array of float64
        The expected value. It is meaningful only if ``known`` is True.
    known : array of bool
        Whether a special case of the standard defines the element.
    free_sign : array of bool
        Whether the special case allows both signs.
    approximate : array of bool
        Whether the value is a multiple of pi, which is compared with the function's tolerance.
    sign_only : array of bool
        Whether the special case defines only the sign of the result.
    """

    value: Values
    known: Mask
    free_sign: Mask
    approximate: Mask
    sign_only: Mask

    @classmethod
    def unknown(cls, shape: tuple[int, ...]) -> Part:
        """Return a Part without a defined element."""
        return cls(np.zeros(shape), *(np.zeros(shape, dtype=bool) for _ in range(4)))


#: The real and the imaginary part. The second is None for real results, and for bool results, which are 0 and 1.
Answer = tuple[Part, Part | None]


def evaluate(name: str, inputs: Mapping[str, Values]) -> Answer | None:
    """Return the results that the standard's special cases give for some inputs, or None if it states no cases.

    Parameters
    ----------
    name : str
        An elementwise function.
    inputs : mapping of parameter name to array
        Arrays of one shape and one floating dtype.
    """
    entry = SPECIAL.get(name)
    dtype = next(iter(inputs.values())).dtype.name
    rules = None if entry is None else entry.get("complex" if dtype in COMPLEX else "real")
    if entry is None or rules is None:
        return None
    if isinstance(rules, dict):
        return _by_other_function(rules, inputs)
    if dtype not in COMPLEX:
        subjects = {key: value.astype(np.float64) for key, value in inputs.items()}
        return _apply_rules(rules, subjects, dtype)[0], None
    if "x" not in inputs:  # the cases of equal and not_equal refer to the parts of both operands
        subjects = {f"{p}{key[1:]}": f(v) for key, v in inputs.items() for p, f in (("re", np.real), ("im", np.imag))}
        return _apply_rules(rules, subjects, dtype)[0], None
    return _complex(rules, entry.get("symmetries", ()), inputs["x"])


def _by_other_function(rule: Mapping[str, str], inputs: Mapping[str, Values]) -> Answer | None:
    if "formula" in rule:
        if rule["formula"] == "x1 + (-x2)" and inputs["x1"].dtype.name not in COMPLEX:
            return evaluate("add", {"x1": inputs["x1"], "x2": -inputs["x2"]})
        if rule["formula"] == "x * x" and inputs["x"].dtype.name not in COMPLEX:
            return evaluate("multiply", {"x1": inputs["x"], "x2": inputs["x"]})
        if rule["formula"] == "1.0 / x" and inputs["x"].dtype.name not in COMPLEX:
            return evaluate("divide", {"x1": np.ones_like(inputs["x"]), "x2": inputs["x"]})
        return None  # the standard leaves the products and powers of complex infinities open
    x = inputs["x"]
    if "base" in rule:  # log2(x) = log(x) / log(2)
        found = evaluate(rule["function"], inputs)
        if found is not None and found[1] is not None:
            scale = math.log(float(rule["base"]))
            found[1].value[found[1].approximate] /= scale
        return found
    turned = np.empty_like(x)
    turned.real, turned.imag = -x.imag, x.real
    found = evaluate(rule["function"], {"x": turned})
    if found is None:
        return None
    real, imag = found
    if imag is None or rule["turn"] == "in":
        return found
    return imag, _mirrored(real, np.ones(x.shape, dtype=bool))


def _complex(rules: list[Any], symmetries: list[str], x: Values) -> Answer:
    """Evaluate the cases of a complex function.

    The standard lists only one quadrant or half-plane. The other inputs follow from the function's symmetries.
    """
    real, imag = (part_.astype(np.float64) for part_ in (x.real, x.imag))
    name = x.dtype.name
    below = np.signbit(imag) & ("conj" in symmetries)
    imag = np.where(below, -imag, imag)
    first, second = _apply_rules(rules, {"re": real, "im": imag}, name)
    if "odd" in symmetries or "even" in symmetries:
        # Combined with the conj symmetry, f(-conj z) = +-conj f(z) maps the right half-plane to the left one.
        odd = "odd" in symmetries
        mirrored, mirrored_imag = _apply_rules(rules, {"re": -real, "im": imag}, name)
        new = mirrored.known & ~first.known
        _merge(first, _mirrored(mirrored, np.full(x.shape, odd)), new)
        if second is not None and mirrored_imag is not None:
            _merge(second, _mirrored(mirrored_imag, np.full(x.shape, not odd)), new)
    return first, second if second is None else _mirrored(second, below)


def _mirrored(known: Part, where: Mask) -> Part:
    value = np.where(where, -known.value, known.value)
    return Part(value, known.known, known.free_sign, known.approximate, known.sign_only)


def _merge(target: Part, source: Part, where: Mask) -> None:
    for name in ("value", "known", "free_sign", "approximate", "sign_only"):
        getattr(target, name)[where] = getattr(source, name)[where]


def _apply_rules(rules: list[Any], subjects: Mapping[str, Values], dtype: str) -> tuple[Part, Part | None]:
    shape = next(iter(subjects.values())).shape
    first = Part.unknown(shape)
    second = Part.unknown(shape) if any(isinstance(then, list) for _, then in rules) else None
    for when, then in rules:
        holds = np.ones(shape, dtype=bool)
        for atom in when.split():
            holds &= _satisfies(atom, subjects)
        # The first case that applies decides the sign, and the first one that names a value decides the value.
        holds &= ~first.known | (first.sign_only if then not in ("positive", "negative") else False)
        for target, word in zip((first, second), then if isinstance(then, list) else (then, None), strict=True):
            if target is not None and word is not None:
                _set_results(target, word, holds, subjects, dtype)
    return first, second


def _satisfies(atom: str, subjects: Mapping[str, Values]) -> Mask:
    """Return a mask of the elements that satisfy one atom of a condition, ``subject:predicate``."""
    name, _, predicate = atom.partition(":")
    if name.startswith("sign("):
        negative: Mask = np.signbit(subjects[name[5:-1]])
        return negative if predicate == "1" else ~negative
    x = np.abs(subjects[name[1:-1]]) if name.startswith("|") else subjects[name]
    return _satisfies_predicate(predicate, x, subjects)


def _satisfies_predicate(predicate: str, x: Values, subjects: Mapping[str, Values]) -> Mask:
    finite = np.isfinite(x)
    with np.errstate(invalid="ignore"):
        whole = finite & (x == np.floor(x))
        words: dict[str, Mask] = {
            "any": np.ones_like(finite),
            "finite": finite,
            "finite!0": finite & (x != 0),
            "+finite": finite & (x > 0),
            "-finite": finite & (x < 0),
            "0": x == 0,
            "inf": np.isinf(x),
            "!inf": ~np.isinf(x),
            "!nan": ~np.isnan(x),
            "!0": ~(x == 0),
            "!1": ~(x == 1),
            "int": whole,
            "!int": ~whole,
            "odd": whole & (np.fmod(x, 2) != 0),
            "!odd": ~(whole & (np.fmod(x, 2) != 0)),
            "tie": finite & (np.abs(np.fmod(x, 1)) == 0.5),
        }
        if predicate in words:
            return words[predicate]
        other = subjects.get("x1", x)
        pairs: dict[str, Mask] = {
            "equal-x1": x == other,
            "!equal-x1": x != other,
            "minus-x1": x == -other,
            "same-sign": np.signbit(x) == np.signbit(other),
            "other-sign": np.signbit(x) != np.signbit(other),
        }
        if predicate in pairs:
            return pairs[predicate]
        value = parse_number(predicate[1:])
        if predicate[0] == "<":
            return np.asarray(x < value)
        if predicate[0] == ">":
            return np.asarray(x > value)
        assert predicate[0] == "="
        return np.isnan(x) if math.isnan(value) else np.asarray((x == value) & (np.signbit(x) == np.signbit(value)))


def _set_results(target: Part, word: str, where: Mask, subjects: Mapping[str, Values], dtype: str) -> None:
    x1, x2 = subjects.get("x1"), subjects.get("x2")
    target.known |= where
    target.sign_only[where] = word in ("positive", "negative")
    target.free_sign[where] = word.startswith("?")
    target.approximate[where] = "pi" in word
    value: Any
    if word in ("positive", "negative"):
        value = 1.0 if word == "positive" else -1.0
    elif word.startswith("nan-sign-"):
        value = math.copysign(math.nan, -1.0 if word.endswith("1") else 1.0)
    elif word == "inf-by-sign":
        assert x1 is not None
        assert x2 is not None
        value = np.copysign(np.inf, np.copysign(1.0, x1) * np.copysign(1.0, x2))
    elif word == "even":
        value = np.round(subjects["x"])
    elif match := re.fullmatch(r"(inf|0)\*(cos|sin)\(im\)", word):
        angle = np.where(np.isfinite(subjects["im"]), subjects["im"], 0.0)
        value = np.copysign(parse_number(match[1]), np.cos(angle) if match[2] == "cos" else np.sin(angle))
        # For an angle of 0, the result is a zero with the angle's sign even if the factor is infinite, as in C.
        value = np.where((angle == 0) & (match[2] == "sin"), angle, value)
    elif match := re.fullmatch(r"(-?)\|(\w+)\|", word):
        value = np.copysign(np.abs(subjects[match[2]]), -1.0 if match[1] else 1.0)
    elif word in subjects:
        value = subjects[word]
    else:
        value = parse_number(word.lstrip("?"))
        if "pi" in word:
            value = float(np.dtype(real_dtype(dtype)).type(value))
    target.value[where] = np.broadcast_to(value, where.shape)[where]


def parse_number(text: str) -> float:
    """Parse a number in compact form: ``nan``, ``-0``, ``+inf``, ``3pi/4``."""
    match = re.fullmatch(r"([+-]?)(?:(\d?)(pi)(?:/(\d))?|(.+))", text)
    assert match is not None
    sign = -1.0 if match[1] == "-" else 1.0
    if match[3]:
        return sign * float(match[2] or 1) * math.pi / float(match[4] or 1)
    return sign * float(match[5])
