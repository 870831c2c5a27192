def test_robots_may_visit_everything_but_the_forms(client):
    answer = client.get("/robots.txt")
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "text/plain; charset=utf-8")
    lines = b"User-agent: *\nDisallow: /*/contester/\nDisallow: /*/mairie/\nDisallow: /mairie/\nAllow: /\n\nSitemap: http://localhost/sitemap.xml\n"
    assert answer.content == lines


def test_without_a_contact_there_is_no_security_txt(client):
    assert client.get("/.well-known/security.txt").status_code == 404
