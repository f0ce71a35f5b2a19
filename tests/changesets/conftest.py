from tests.cms.conftest import module_site, site  # noqa: F401
