def test_robots_may_visit_everything_but_the_forms(client):
    answer = client.get("/robots.txt")
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "text/plain; charset=utf-8")
    kept_out = ["/*/contester/", "/*/mairie/", "/mairie/", "/*/fiche.pdf", "/*/note.pdf"]
    lines = ["User-agent: *", *(f"Disallow: {one}" for one in kept_out), "Allow: /", ""]
    assert answer.text == "\n".join([*lines, "Sitemap: http://localhost/sitemap.xml", ""])


def test_without_a_contact_there_is_no_security_txt(client):
    assert client.get("/.well-known/security.txt").status_code == 404
