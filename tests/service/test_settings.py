"""The environment of the service."""

from dataclasses import fields

import pytest

from dealgraph.problems import UsageProblem
from dealservice.settings import VARIABLES, Settings, read_settings, to_environment


def test_every_setting_is_a_variable_and_has_a_meaning():
    assert {variable.field for variable in VARIABLES} == {field.name for field in fields(Settings)}
    assert all(v.name.startswith("DEALGRAPH_") and v.meaning.endswith(".") for v in VARIABLES)


def test_the_service_listens_on_this_machine_alone_unless_told():
    settings = read_settings({"DEALGRAPH_STORE": "somewhere"})
    assert (settings.host, settings.port, settings.address) == ("127.0.0.1", 8000, "http://127.0.0.1:8000")


def test_variables_are_read():
    settings = read_settings({"DEALGRAPH_PORT": "8123", "DEALGRAPH_PUBLIC_URL": "https://example.org/deals/"})
    assert (settings.port, settings.public_url) == (8123, "https://example.org/deals")


def test_an_empty_variable_counts_as_not_set():
    assert read_settings({"DEALGRAPH_PORT": " "}).port == 8000


def test_the_command_line_wins_over_the_environment():
    assert read_settings({"DEALGRAPH_PORT": "8123"}, port=9000, host=None).port == 9000


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DEALGRAPH_PORT", "many"),
        ("DEALGRAPH_PORT", "0"),
        ("DEALGRAPH_PORT", "70000"),
        ("DEALGRAPH_WORKERS", "-1"),
        ("DEALGRAPH_QUERIES", "no/such/folder"),
        ("DEALGRAPH_PUBLIC_URL", "example.org"),
        ("DEALGRAPH_MAX_QUERY_BYTES", "1 MB"),
    ],
)
def test_a_value_that_cannot_be_used_is_named(name, value):
    with pytest.raises(UsageProblem, match=name) as caught:
        read_settings({name: value})
    assert caught.value.code == "setting-invalid"


def test_settings_pass_through_the_environment_unchanged(tmp_path):
    settings = Settings("there", "0.0.0.0", 81, 3, (tmp_path, tmp_path), tmp_path / "a", "http://x.example/y", 2048)  # noqa: S104
    assert read_settings(to_environment(settings)) == settings


def test_an_address_of_ip_version_6_stands_in_brackets():
    assert Settings("there", host="::1").address == "http://[::1]:8000"
