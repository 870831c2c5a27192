"""The right of reply: what moved is shown to each collectivité before it is published, and its words stand beside."""
