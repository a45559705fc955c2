"""Strict YAML: a mistake is named with file, line, item, what was expected, the nearest match."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar, get_origin

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

from metrics.language import Told, kept, later
from metrics.model import ConfigError, nearest

ItemPath = tuple[Hashable, ...]
ModelT = TypeVar("ModelT", bound=BaseModel)


class Strict(BaseModel):
    """Base of all models that a YAML file fills: frozen, unknown keys refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)


@dataclass(frozen=True)
class Document:
    """A YAML file's content, and the line on which each item stands."""

    path: Path
    data: Any
    lines: Mapping[ItemPath, int]

    def line(self, item: ItemPath) -> int:
        """Return the 1-based line of `item`, or of the nearest item around it."""
        while item and item not in self.lines:
            item = item[:-1]
        return self.lines.get(item, 1)

    def error(self, item: ItemPath, says: object) -> ConfigError:
        """Make the error for `item`: ``sla.yaml, line 3, policies.0.name: …``."""
        where = ".".join(str(part) for part in item)
        place = {"file": self.path.name, "line": self.line(item), "problem": says}
        if not where:
            return ConfigError(later("{file}, line {line}: {problem}", **place))
        return ConfigError(later("{file}, line {line}, {item}: {problem}", item=where, **place))


# libyaml's parser where PyYAML was built with it: ten times as fast, for every start and load.
PARSER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def read_yaml(path: Path) -> Document:
    """Read `path` as YAML; ConfigError for what is no YAML or says a key twice."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as problem:
        raise ConfigError(
            later("{file}: cannot be read as UTF-8 text ({problem})", file=path, problem=problem)
        ) from problem
    try:
        node = yaml.compose(text, Loader=PARSER)
    except yaml.YAMLError as problem:
        mark = getattr(problem, "problem_mark", None)
        line = mark.line + 1 if mark else 1
        says = getattr(problem, "problem", None) or "not YAML"
        raise ConfigError(
            later(
                "{file}, line {line}: not YAML: {problem}", file=path.name, line=line, problem=says
            )
        ) from problem
    lines: dict[ItemPath, int] = {}
    loader = yaml.SafeLoader("")
    data = _build(node, (), lines, loader, path) if node is not None else None
    return Document(path, data, lines)


def _build(
    node: yaml.Node, at: ItemPath, lines: dict[ItemPath, int], loader: Any, path: Path
) -> Any:
    lines[at] = node.start_mark.line + 1
    if isinstance(node, yaml.MappingNode):
        found: dict[Hashable, Any] = {}
        for key_node, value_node in node.value:
            key = _value(key_node, loader, path)
            if not isinstance(key, Hashable) or key in found:
                line = key_node.start_mark.line + 1
                raise ConfigError(
                    later(
                        "{file}, line {line}: {key!r} is said twice",
                        file=path.name,
                        line=line,
                        key=key,
                    )
                )
            found[key] = _build(value_node, (*at, key), lines, loader, path)
            lines[(*at, key)] = key_node.start_mark.line + 1
        return found
    if isinstance(node, yaml.SequenceNode):
        return [
            _build(item, (*at, number), lines, loader, path)
            for number, item in enumerate(node.value)
        ]
    return _value(node, loader, path)


def _value(node: yaml.Node, loader: Any, path: Path) -> Any:
    try:
        return loader.construct_object(node, deep=True)
    except (yaml.YAMLError, ValueError) as problem:
        line = node.start_mark.line + 1
        raise ConfigError(
            later(
                "{file}, line {line}: {value!r} cannot be read",
                file=path.name,
                line=line,
                value=node.value,
            )
        ) from problem


def validated(model: type[ModelT], document: Document, item: ItemPath = ()) -> ModelT:
    """Return `model` made of the part of `document` at `item`; ConfigError for the first fault."""
    part = document.data
    for step in item:
        part = part[step]
    if not isinstance(part, dict):
        raise document.error(
            item,
            later("expected a mapping of {names}", names=", ".join(model.model_fields)),
        )
    try:
        return model.model_validate(part)
    except ValidationError as problem:
        raise _explained(model, document, item, problem) from problem


# What pydantic says, its first letter small, so that it can be told in other languages.
THEIRS = (
    kept("input should be {expected}"),
    kept("a valid string"),
    kept("a valid integer"),
    kept("a valid number"),
    kept("a valid boolean"),
    kept("a valid boolean, unable to interpret input"),
    kept("a valid integer, unable to parse string as an integer"),
    kept("a valid number, unable to parse string as a number"),
    kept("a valid list"),
    kept("a valid tuple"),
    kept("a valid dictionary"),
    kept("a valid dictionary or instance of {model}"),
    kept("a valid date"),
    kept("a valid date or datetime, {detail}"),
    kept("greater than {bound}"),
    kept("greater than or equal to {bound}"),
    kept("less than {bound}"),
    kept("less than or equal to {bound}"),
    kept("string should match pattern '{pattern}'"),
)


def _explained(
    model: type[BaseModel], document: Document, item: ItemPath, problem: ValidationError
) -> ConfigError:
    # a misspelt key is missing and unknown at once: the unknown one names the mistake
    fault = min(problem.errors(), key=lambda error: error["type"] != "extra_forbidden")
    place: ItemPath = (*item, *fault["loc"])
    if fault["type"] == "extra_forbidden":
        known = _known_keys(model, fault["loc"][:-1])
        return document.error(
            place, later("unknown key{nearest}", nearest=nearest(str(fault["loc"][-1]), known))
        )
    if fault["type"] == "missing":
        return document.error(place, later("is missing"))
    says = _said(fault)
    given = fault["input"]
    if isinstance(given, str | int | float | bool):
        says = later("{problem} (found {value!r})", problem=says, value=given)
    return document.error(place, says)


def _said(fault: Mapping[str, Any]) -> str:
    """Return what is wrong, in our own words where they are ours."""
    ours = fault.get("ctx", {}).get("error")
    if isinstance(ours, ValueError) and isinstance(ours.args[0], Told):
        return ours.args[0]
    says = fault["msg"].removeprefix("Value error, ")
    return f"{says[:1].lower()}{says[1:]}"


def _known_keys(model: type[BaseModel], path: tuple[int | str, ...]) -> list[str]:
    """Return the keys allowed at `path` inside `model`, as far as its annotations tell."""
    current: type[BaseModel] | None = model
    named = False  # the step names an entry of a mapping, not a field
    for step in path:
        if named or current is None or not isinstance(step, str):
            named = False
            continue
        if step not in current.model_fields:
            return []
        annotation = current.model_fields[step].annotation
        current, named = _model_in(annotation), get_origin(annotation) is dict
    return [] if current is None else [f.alias or n for n, f in current.model_fields.items()]


def _model_in(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    for inner in getattr(annotation, "__args__", ()):
        found = _model_in(inner)
        if found is not None:
            return found
    return None
