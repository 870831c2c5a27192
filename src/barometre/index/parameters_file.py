"""Parameters of an index as a JSON file: whoever keeps it scores others, and later years, by the same scale."""

import json
from pathlib import Path
from typing import Any

import numpy as np

from barometre.errors import BarometreError
from barometre.index.options import IndexOptions
from barometre.index.parameters import IndexParameters, Treatment, Vector
from barometre.index.structure import Structure
from barometre.tables import write_whole

# First field of the file; its number changes with the meaning of what follows.
FORMAT = "barometre-index-parameters-1"
_FIGURES = ("minimum", "maximum", "mean", "sd")


def write_parameters(parameters: IndexParameters, options: IndexOptions, path: Path) -> None:
    """Write parameters, whole or not at all, with the choices that they were fitted for.

    Raises:
        BarometreError: the file cannot be written.
    """
    content = {"format": FORMAT, "options": _choices(options)} | _to_json(parameters)
    write_whole(json.dumps(content, ensure_ascii=False, indent=1, allow_nan=False).encode() + b"\n", path)


def read_parameters(path: Path, structure: Structure, options: IndexOptions) -> IndexParameters:
    """Read parameters that were fitted for the same structure and the same choices.

    Raises:
        BarometreError: the file is not one, or speaks of other indicators or choices.
    """
    try:
        content = json.loads(path.read_bytes())
        if content["format"] != FORMAT:
            raise ValueError(content["format"])
        parameters, choices = _from_json(content), dict(content["options"])
    except OSError as error:
        raise BarometreError(f"Cannot read {path}: {error.strerror}; give a file of --save-parameters") from None
    except (ValueError, KeyError, TypeError, AttributeError):
        raise BarometreError(f"{path} is not a file of parameters; give one that --save-parameters wrote") from None
    if parameters.indicators != structure.indicators or set(parameters.weights) != set(structure.codes):
        raise BarometreError(f"{path} was made for another structure; give the same one, or make others")
    for name, asked in _choices(options).items():
        if choices.get(name) != asked:
            raise BarometreError(
                f"{path} was made with {name} {choices.get(name)}, not {asked}; ask for the same, or make others"
            )
    return parameters


def _choices(options: IndexOptions) -> dict[str, str]:
    """Return the choices on which parameters depend."""
    return {name: str(getattr(options, name)) for name in ("normalisation", "outliers", "imputation", "weighting")}


def _to_json(parameters: IndexParameters) -> dict[str, Any]:
    codes = parameters.indicators
    return {
        "weights": dict(parameters.weights),
        "indicators": {
            code: {name: _number(getattr(parameters, name)[place]) for name in _FIGURES}
            | ({"treatment": treatment._asdict()} if (treatment := parameters.treatments[place]) else {})
            | ({"goalposts": parameters.goalposts[place].tolist()} if parameters.goalposts is not None else {})
            | ({"target": float(parameters.targets[place])} if parameters.targets is not None else {})
            | ({"categories": dict(parameters.categories[code])} if parameters.categories else {})
            | ({"ranked": parameters.ranked[place].tolist()} if parameters.ranked else {})
            for place, code in enumerate(codes)
        },
        "usual": {
            group: dict(zip(codes, map(_number, values), strict=True)) for group, values in parameters.usual.items()
        },
    }


def _from_json(content: dict[str, Any]) -> IndexParameters:
    entries = content["indicators"]
    codes, each = tuple(entries), list(entries.values())

    def all_have(name: str) -> bool:
        return all(name in entry for entry in each)

    return IndexParameters(
        indicators=codes,
        usual={group: _vector([values[code] for code in codes]) for group, values in content["usual"].items()},
        treatments=tuple(Treatment(**entry["treatment"]) if "treatment" in entry else None for entry in each),
        **{name: _vector([entry[name] for entry in each]) for name in _FIGURES},
        ranked=tuple(_vector(entry["ranked"]) for entry in each) if all_have("ranked") else (),
        goalposts=np.array([entry["goalposts"] for entry in each], dtype=np.float64) if all_have("goalposts") else None,
        targets=_vector([entry["target"] for entry in each]) if all_have("target") else None,
        categories={code: entry["categories"] for code, entry in entries.items()} if all_have("categories") else {},
        weights={code: float(weight) for code, weight in content["weights"].items()},
    )


def _number(value: float) -> float | None:
    """Return a number as JSON has it, which knows no NaN."""
    return None if np.isnan(value) else float(value)


def _vector(values: list[float | None]) -> Vector:
    return np.array([np.nan if value is None else value for value in values], dtype=np.float64)
