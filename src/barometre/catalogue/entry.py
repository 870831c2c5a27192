"""What every entry of the content is made of: a frozen model without unknown keys, ids, web addresses."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

Id = str
# An id where it is given: it is part of web addresses and of column names.
NewId = Annotated[str, Field(pattern=r"^[a-z0-9]+([.-][a-z0-9]+)*$")]
Address = Annotated[str, Field(pattern=r"^https?://\S+$")]


class Entry(BaseModel):
    """One entry of a file of the content."""

    model_config = ConfigDict(frozen=True, extra="forbid")
