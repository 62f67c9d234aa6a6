from autograde.nbgrader_settings import configure

configure(get_config())
