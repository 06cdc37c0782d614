"""What a browser may load and where it may send things, for each kind of answer. See docs/security.md."""

Directives = dict[str, list[str]]

NONE, SELF = "'none'", "'self'"


def policies(
    *, media: list[str] | None = None, static: list[str] | None = None, uploads: list[str] | None = None
) -> dict[str, Directives]:
    """Each policy by name; the arguments are the other origins that pictures, files and uploads have.

    `strict` is everybody's unless a view asks for another by name (`hearth.kernel.edge.under`).
    """
    files, pictures, targets = [SELF, *(static or [])], [SELF, *(media or [])], [SELF, *(uploads or [])]
    nothing = {
        "default-src": [NONE],
        "base-uri": [NONE],
        "form-action": [NONE],
        "frame-ancestors": [NONE],
    }
    strict = {
        **nothing,
        "script-src": files,
        "style-src": files,
        "font-src": files,
        "img-src": pictures,
        "connect-src": targets,
        "form-action": targets,
        "manifest-src": files,
        "object-src": [NONE],
    }
    # The admin's theme carries Alpine, which compiles what its attributes say, and writes style attributes.
    themed = {
        **strict,
        "script-src": [*files, "'unsafe-eval'"],
        "style-src": [*files, "'unsafe-inline'"],
        "img-src": [*pictures, "data:"],
    }
    # Swagger UI draws its icons from data addresses in its own stylesheet.
    explorer = {
        **strict,
        "img-src": [SELF, *(static or []), "data:"],
        "connect-src": [SELF],
        "form-action": [NONE],
    }
    # A mail shown in a frame of ours: it brings style attributes, and nothing may load or run.
    letter = {**nothing, "style-src": ["'unsafe-inline'"], "frame-ancestors": [SELF]}
    # A page that other sites show in a frame: pictures and style, nothing that runs or sends.
    embedded = {**nothing, "style-src": files, "img-src": pictures, "frame-ancestors": ["*"]}
    framing, themed = {**strict, "frame-src": [SELF]}, {**themed, "frame-src": [SELF]}
    return {
        "strict": strict,
        "framing": framing,
        "letter": letter,
        "embedded": embedded,
        "themed": themed,
        "explorer": explorer,
        "api": nothing,
    }
