"""Static files under names that change with their content. It serves nothing itself."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class Storage(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    """Also rewrites `import … from "./x.js";`, in our own folder only.

    Third-party files hold text that looks like imports of files that are not there
    (django_htmx/ext/hx-sse-2.js), and collectstatic would fail on them.
    """

    patterns = (
        *CompressedManifestStaticFilesStorage.patterns,
        ("ui/js/*.js", CompressedManifestStaticFilesStorage._js_module_import_aggregation_patterns[1]),
    )
