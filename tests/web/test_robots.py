def test_robots_may_visit_everything(client):
    answer = client.get("/robots.txt")
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "text/plain; charset=utf-8")
    assert answer.content == b"User-agent: *\nAllow: /\n"
