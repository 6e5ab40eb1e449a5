"""The style sheets of every page, in their order (样式)."""

STYLES = [
    f"web/css/{name}.css"
    for name in (
        "tokens", "base", "frame", "frame-narrow", "buttons", "tables", "controls", "forms", "cards", "status",
        "progress", "tree", "overlay", "entry",
    )
]  # fmt: skip
