"""Search engines find the public pages and no more."""

import pytest
from django.urls import reverse

from navigator.sitemaps import CLOSED
from programs.models import Program
from tests.factories.programs import ProgramFactory

pytestmark = pytest.mark.django_db


def test_the_map_names_published_programs_only(client):
    published = ProgramFactory(status=Program.Status.PUBLISHED)
    draft = ProgramFactory(status=Program.Status.DRAFT, published_on=None)

    answer = client.get(
        reverse("django.contrib.sitemaps.views.sitemap", args=("programs",))
    ).content.decode()

    assert published.get_absolute_url() in answer
    assert draft.get_absolute_url() not in answer


def test_the_index_leads_to_the_catalogue_the_programs_and_the_providers(client):
    answer = client.get(reverse("sitemap")).content.decode()

    for section in ("pages", "programs", "providers"):
        assert f"/sitemap-{section}.xml" in answer


@pytest.mark.parametrize(
    "address", ["users:sign_in", "users:register", "users:profile", "admin:index"]
)
def test_robots_are_kept_out_of_signing_in_and_of_the_tools(client, address):
    told = client.get(reverse("robots")).content.decode()

    assert any(reverse(address).startswith(path) for path in CLOSED)
    assert all(f"Disallow: {path}\n" in told for path in CLOSED)
    assert "Sitemap: http://testserver/sitemap.xml" in told
