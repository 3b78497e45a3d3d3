"""Translate the standard's sentences about special cases into pairs of condition and result in a compact form.

A case is ``[condition, result]``. A condition is a sequence of atoms ``subject:predicate``, all of which must hold.
Subjects are the arguments (``x``, ``x1``, ``x2``, ``min``, ``max``), their parts (``re``, ``im``), ``|x1|`` and
``sign(x)`` for a sign bit. ``unifyarray_conformance/reference/special_cases.py`` evaluates the predicates.
A result is a string for a real number and a pair of strings for a complex number; a leading ``?`` leaves the sign open.
"""

from __future__ import annotations

import itertools
import re

#: Beginnings of sentences that state no testable case.
NOT_A_CASE = (
    "In the remaining cases, when",
    "In the remaining cases, where",
    "In the remaining cases, the result is the logical",
    "In the remaining cases, the result is implementation dependent",
    "In the remaining cases, the result must match",
    "In the remaining cases, special cases must",
    "Underflow may only occur",
    "Similarly, if",
    "the real component of the result",
    "the determinant",
)

_CODE = r"``([^`]+)``"
_VALUES = {"NaN": "nan", "infinity": "inf", "True": "1", "False": "0"}
_PHRASES = {
    "any value": "any",
    "any value, including ``NaN``": "any",
    "a finite number or ``NaN``": "!inf",
    "either a finite number or ``NaN``": "!inf",
    "a finite number": "finite",
    "a nonzero finite number": "finite!0",
    "nonzero finite numbers": "finite!0",
    "a nonzero number": "!0",
    "a positive finite number": "+finite",
    "a negative finite number": "-finite",
    "an odd integer value": "odd",
    "not an odd integer value": "!odd",
    "not an integer value": "!int",
    "already integer-valued": "int",
    "not ``NaN``": "!nan",
}


#: By function: cases in the standard that are wrong as written. "The remaining cases" of not_equal forget that 0 and
#: infinity are not equal.
ERRATA = {"not_equal": [["", "0"]]}


class UnknownSentenceError(ValueError):
    """A sentence that this module cannot translate."""


def read(docstring: str, complex_parts: bool) -> tuple[list[list[object]], list[list[object]]]:
    """Return the real and the complex cases listed in a docstring."""
    real: list[list[object]] = []
    complex_: list[list[object]] = []
    into, given = real, ""
    notes = docstring.partition("pecial Cases**")[2] or docstring.partition("pecial cases")[2]
    for line in notes.splitlines():
        text = line.strip()
        if re.match(r"For (real-valued |)(floating-point |)operands", text):
            into = real
            given = "x1:!nan " if "if ``x1_i`` is not ``NaN``" in text else ""
        elif text.startswith("For complex floating-point operands"):
            into, given = complex_, ""
        elif text.startswith("- ") and not any(phrase in text for phrase in NOT_A_CASE):
            if into is complex_ and not complex_parts:
                continue
            for condition, result in _case(text[2:].strip(), into is complex_):
                prefix = given if "x1:=nan" not in condition else ""
                into.append([prefix + condition, result])
    return real, complex_


def _case(sentence: str, is_complex: bool) -> list[tuple[str, object]]:
    free = set(re.findall(r"signs? of (?:the )?(real|imaginary)", sentence))
    if "signs of real and imaginary" in sentence:
        free = {"real", "imaginary"}
    plain = re.sub(r" \((?:i\.e\.,|including|\*\*note|signs? of)[^()]*\)", "", sentence).rstrip(".")
    plain = plain.replace(", even if ``x1_i`` is ``NaN``", "").replace("``a`` ``-", "``a`` is ``-")
    match = re.match(r"(?:If (.*?)|In the remaining cases), the result (is |has )(.*)$", plain)
    if match is None:
        raise UnknownSentenceError(sentence)
    when, verb, then = match.groups()
    result = _result(then.split(". If ")[0], verb, is_complex, free)
    return [(" ".join(atoms), result) for atoms in _conditions(when)]


def _conditions(when: str | None) -> list[list[str]]:
    """Return the alternatives of a condition, each a list of atoms. An empty list applies to all remaining inputs."""
    if when is None:
        return [[]]
    if match := re.fullmatch(rf"either {_CODE} or {_CODE} is {_CODE}", when):
        first, second, value = match.groups()
        return [[_atom(_subject(name), f"``{value}``")] for name in (first, second)]
    if match := re.fullmatch(rf"{_CODE} is {_CODE} or {_CODE} is {_CODE}", when):
        a, value, b, other = match.groups()
        return [[_atom(_subject(a), f"``{value}``")], [_atom(_subject(b), f"``{other}``")]]
    if when == "``a`` or ``b`` is ``NaN``":
        return [["re:=nan"], ["im:=nan"]]
    if re.fullmatch(r"``a``, ``b``, ``c``, or ``d`` is ``NaN``", when):
        return [["re1:=nan"], ["im1:=nan"], ["re2:=nan"], ["im2:=nan"]]
    if re.fullmatch(r"``a``, ``b``, ``c``, and ``d`` are all ``NaN``", when):
        return [["re1:=nan", "im1:=nan", "re2:=nan", "im2:=nan"]]
    if "mathematical sign" in when:
        atoms = ["x2:same-sign" if "the same mathematical" in when else "x2:other-sign"]
        return [atoms + (["x1:finite!0", "x2:finite!0"] if "finite" in when else [])]
    if when.startswith("two integers are equally close"):
        return [["x:tie"]]
    atoms: list[str] = []
    for clause in re.split(r"(?:,? and |, )(?=``|abs|the sign bit)", when):
        if match := re.fullmatch(rf"the sign bit of {_CODE} is ``([01])``", clause):
            atoms.append(f"sign({_subject(match[1])}):{match[2]}")
        elif match := re.fullmatch(r"``x1_i`` (equals|does not equal) ``x2_i``", clause):
            atoms.append("x2:equal-x1" if match[1] == "equals" else "x2:!equal-x1")
        elif match := re.fullmatch(rf"{_CODE} is (.*)", clause):
            atoms.append(_atom(_subject(match[1]), match[2]))
        else:
            raise UnknownSentenceError(when)
    return [atoms]


def _subject(code: str) -> str:
    if code in ("a", "b"):
        return {"a": "re", "b": "im"}[code]
    if match := re.fullmatch(r"abs\((x[12]?)_i\)", code):
        return f"|{match[1]}|"
    if match := re.fullmatch(r"(x[12]?|min|max)_i", code):
        return match[1]
    raise UnknownSentenceError(code)


def _atom(subject: str, predicate: str) -> str:
    return f"{subject}:{_predicate(predicate)}"


def _predicate(text: str) -> str:
    if text in _PHRASES:
        return _PHRASES[text]
    if match := re.fullmatch(rf"(?:either )?{_CODE} or {_CODE}", text):
        values = {match[1], match[2]}
        if values == {"+0", "-0"}:
            return "0"
        if values == {"+infinity", "-infinity"}:
            return "inf"
    if match := re.fullmatch(rf"greater than {_CODE}", text):
        return f">{match[1]}"
    if match := re.fullmatch(rf"less than {_CODE}", text):
        return f"<{match[1]}"
    if match := re.fullmatch(rf"not equal to {_CODE}", text):
        return f"!{match[1]}"
    if match := re.fullmatch(_CODE, text):
        return "minus-x1" if match[1] == "-x1_i" else f"={_value(match[1])}"
    raise UnknownSentenceError(text)


def _value(text: str) -> str:
    """Return a number in compact form: ``nan``, ``+inf``, ``-0``, ``3pi/4`` ..."""
    text = text.strip()
    sign = text[0] if text[0] in "+-±" else ""
    body = text.lstrip("+-±").strip()
    body = _VALUES.get(body, body.replace("π", "pi"))
    if body == "1":
        sign = sign.strip("+")
    if not re.fullmatch(r"nan|inf|\d*(\.0)?|\d?pi(/\d)?", body):
        raise UnknownSentenceError(text)
    return "nan" if body == "nan" else ("?" if sign == "±" else sign) + body.removesuffix(".0")


def _result(then: str, verb: str, is_complex: bool, free: set[str]) -> object:
    if verb == "has ":
        return "positive" if "positive" in then else "negative"
    if then.startswith("a signed infinity"):
        return "inf-by-sign"
    if then.startswith("the even integer"):
        return "even"
    then = then.replace("an implementation-dependent approximation to ", "")
    if match := re.fullmatch(r"``NaN`` with a sign bit of ``([01])``", then):
        return f"nan-sign-{match[1]}"
    if match := re.fullmatch(r"(?:equal|equivalent) to ``abs\((a|b|x[12]_i)\)``", then):
        return f"|{_subject(match[1])}|"
    match = re.match(_CODE, then)
    if match is None:
        raise UnknownSentenceError(then)
    code = match[1]
    if match := re.fullmatch(r"(-?)\|(x[12])_i\|", code):
        return f"{match[1]}|{match[2]}|"
    if match := re.fullmatch(r"x([12]?)_i", code):
        return f"x{match[1]}"
    if is_complex and code not in ("True", "False", "+infinity", "NaN"):
        return _complex_result(code, free)
    return _value(code)


def _complex_result(code: str, free: set[str]) -> list[str]:
    if match := re.fullmatch(r"\+(0|infinity) \* cis\(b\)( - 1\.0)?", code):
        size = "0" if match[1] == "0" else "inf"
        real = "-1" if match[2] and size == "0" else f"{size}*cos(im)"
        return [real, f"{size}*sin(im)"]
    match = re.fullmatch(r"(\S+) ([+\-±]) (.*)", code)
    if match is None:
        raise UnknownSentenceError(code)
    real, sign, imag = match.groups()
    parts = [_value(real), _value(sign + imag.replace("j", "").strip())]
    for index, name in enumerate(("real", "imaginary")):
        if name in free and parts[index].lstrip("+-?") != "nan":
            parts[index] = "?" + parts[index].lstrip("+-?")
    # In the standard's text, an unsigned zero or infinity as the real part leaves the sign open.
    if parts[0] in ("0", "inf"):
        parts[0] = "?" + parts[0]
    return parts


def symmetries(docstring: str, name: str) -> list[str]:
    """Return which symmetries (``conj``, ``odd``, ``even``) a function's docstring states."""
    found = []
    for left, right in re.findall(r"``([^`]+)`` must equal ``([^`]+)``", docstring):
        pair = {re.sub(r"\b[xz]\b", "x", side) for side in (left, right)}
        if pair == {f"{name}(conj(x))", f"conj({name}(x))"}:
            found.append("conj")
        if pair in ({f"{name}(x)", f"-{name}(-x)"}, {f"{name}(-x)", f"-{name}(x)"}):
            found.append("odd")
        if pair == {f"{name}(x)", f"{name}(-x)"}:
            found.append("even")
    # The pattern above misses the second half of sentences such as "... and ``f(-x)`` must equal ...".
    for second in re.findall(r"``(\w+\(-[xz]\))`` must equal ``-\w+\([xz]\)``", docstring):
        if second.startswith(f"{name}(") and "odd" not in found:
            found.append("odd")
    return list(dict.fromkeys(found))


def implemented_as(docstring: str, name: str) -> dict[str, dict[str, str]]:
    """Return, for real and complex operands, the other function whose special cases apply."""
    found: dict[str, dict[str, str]] = {}
    for scope, code in re.findall(
        r"For (complex |)floating-point operands, special cases (?:must|should) be handled as if the operation is "
        r"implemented as ``([^`]+)``",
        docstring,
    ):
        kinds = ["complex"] if scope else ["real", "complex"]
        if match := re.fullmatch(r"(-1j \* )?(\w+)\(x\*1j\)", code):
            rule = {"function": match[2], "turn": "in and out" if match[1] else "in"}
        else:
            rule = {"formula": code}
        found |= dict.fromkeys(kinds, rule)
    if "the same as ``x1_i + (-x2_i)``" in docstring:
        found["real"] = {"formula": "x1 + (-x2)"}
    if "the standard change of base formula" in docstring:
        found["complex"] = {"function": "log", "base": name.removeprefix("log")}
    return found


def check(cases: list[list[object]]) -> None:
    """Raise UnknownSentenceError if two cases with the same condition contradict each other."""
    for (when, then), (other_when, other_then) in itertools.combinations(cases, 2):
        if when == other_when and then != other_then:
            raise UnknownSentenceError(f"{when}: {then} and {other_then}")
