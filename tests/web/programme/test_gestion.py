import pytest
from django.contrib.auth.models import User
from django.test import Client, override_settings
from django.utils import timezone
from selectolax.lexbor import LexborHTMLParser

from barometre.web.programme.gestion.login import OF_AN_ACCOUNT, OF_AN_ADDRESS, WINDOW
from barometre.web.programme.models import LoginFailure

LOGIN = "/gestion/login/"
PASSWORD = "Une-Phrase-Longue-42"


@pytest.fixture(autouse=True)
def quick_hashes():
    """Passwords of tests need not be slow to guess."""
    with override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"]):
        yield


@pytest.fixture
def account(undone):
    user = User(username="alice", is_staff=True)
    user.set_password(PASSWORD)
    user.save()
    return user


@pytest.fixture
def browser(undone):
    return Client(SERVER_NAME="localhost")


def log_in(browser, password=PASSWORD, name="alice", **more):
    return browser.post(LOGIN, {"username": name, "password": password, "next": "/gestion/"}, **more)


def test_scripts_of_our_own_files_there_and_there_only(browser):
    policy = browser.get(LOGIN).headers["Content-Security-Policy"]
    assert "script-src 'self';" in policy
    assert "style-src 'self';" in policy
    assert "unsafe" not in policy
    assert "script-src" not in browser.get("/").headers["Content-Security-Policy"]


@pytest.mark.parametrize("address", ["/", "/communes/29232/", "/nulle-part", "/gestion/", LOGIN])
def test_no_session_before_a_login(browser, address):
    assert "session" not in browser.get(address).cookies


def test_a_login_opens_a_session_that_scripts_cannot_read(browser, account):
    with override_settings(SESSION_COOKIE_SECURE=True):
        sent = log_in(browser)
    cookie = sent.cookies["session"]
    assert sent.headers["Location"] == "/gestion/"
    assert (cookie["httponly"], cookie["samesite"], cookie["secure"]) == (True, "Strict", True)


@pytest.mark.parametrize("address", ["/gestion/", LOGIN, "/gestion/jsi18n/"])
def test_it_is_never_kept(browser, account, address):
    browser.force_login(account)
    headers = browser.get(address).headers
    assert "no-store" in headers["Cache-Control"]
    assert "ETag" not in headers


def test_an_account_that_fails_too_often_waits(browser, account):
    for _ in range(OF_AN_ACCOUNT):
        assert "quart d’heure" not in log_in(browser, "faux").content.decode()
    assert "attendez un quart d’heure" in log_in(browser).content.decode()
    assert "attendez un quart d’heure" in log_in(browser, REMOTE_ADDR="192.0.2.7").content.decode()
    LoginFailure.objects.update(at=timezone.now() - WINDOW)
    assert log_in(browser).status_code == 302


def test_an_address_that_tries_many_names_waits(browser, account):
    LoginFailure.objects.bulk_create(LoginFailure(account=f"nom{n}", address="127.0.0.1") for n in range(OF_AN_ADDRESS))
    assert "attendez un quart d’heure" in log_in(browser).content.decode()


def test_failures_of_an_account_count_wherever_they_come_from(browser, account):
    for host in range(OF_AN_ACCOUNT):
        log_in(browser, "faux", REMOTE_ADDR=f"192.0.2.{host}")
    assert "attendez un quart d’heure" in log_in(browser, REMOTE_ADDR="198.51.100.1").content.decode()


def test_addresses_of_one_network_count_together(browser, account):
    for host in range(1, OF_AN_ADDRESS + 1):
        log_in(browser, "faux", name=f"nom{host}", REMOTE_ADDR=f"2001:db8:1:2::{host:x}")
    assert "attendez un quart d’heure" in log_in(browser, REMOTE_ADDR="2001:db8:1:2:ffff::1").content.decode()
    assert log_in(browser, REMOTE_ADDR="2001:db8:1:3::1").status_code == 302, "from another network it may"


def test_a_login_forgets_the_failures_before_it(browser, account):
    for _ in range(OF_AN_ACCOUNT - 1):
        log_in(browser, "faux")
    assert log_in(browser).status_code == 302
    assert not LoginFailure.objects.exists()


@pytest.mark.parametrize("address", ["/gestion/%00/", "/gestion/login/?next=%00", "/gestion/auth/user/?q=a%00"])
def test_a_null_character_is_a_bad_request(browser, account, address):
    browser.force_login(account)
    assert browser.get(address).status_code == 400


def test_a_closed_account_is_out_at_once(browser, account):
    log_in(browser)
    assert browser.get("/gestion/").status_code == 200
    User.objects.filter(pk=account.pk).update(is_active=False)
    assert browser.get("/gestion/").status_code == 302


def test_a_form_sent_without_its_token_is_refused(account):
    browser = Client(SERVER_NAME="localhost", enforce_csrf_checks=True)
    assert log_in(browser).status_code == 403


def test_lists_and_forms_hold_nothing_that_the_policy_blocks(someone):
    """No script, style nor handler in the page itself; `tests/web/browser/test_gestion.py` runs those of its files."""
    team = someone("team")
    menu = LexborHTMLParser(team.get("/gestion/").content)
    lists = {link.attributes["href"] for link in menu.css("#content-main th a")}
    assert "/gestion/programme/objective/" in lists
    forms = {link.attributes["href"] for link in menu.css("#content-main a.addlink")}
    assert "/gestion/programme/meeting/add/" in forms
    for address in sorted(lists | forms):
        answer = team.get(address)
        assert answer.status_code == 200, address
        page = LexborHTMLParser(answer.content)
        assert [tag.html for tag in page.css("style, [style], script:not([src]):not([type='application/json'])")] == []
        assert [name for tag in page.css("*") for name in tag.attributes if name.startswith("on")] == []
