"""Links that sign in once, and sessions that end."""

from concurrent.futures import ThreadPoolExecutor

from store.pool import connect
from store.sessions import forget_expired, make_link, session_of, sign_in, sign_out
from store.workspaces import ensure_workspace


def link(database: str, minutes: int = 15) -> str:
    with connect(database) as connection:
        return make_link(connection, ensure_workspace(connection, "default"), reviewer="ann", scopes=["review"], minutes=minutes)


def test_of_many_who_open_a_link_at_once_one_is_signed_in(database: str) -> None:
    secret = link(database)

    def use(_: int) -> bool:
        with connect(database) as connection:
            return sign_in(connection, secret) is not None

    with ThreadPoolExecutor(4) as threads:
        assert sum(threads.map(use, range(4))) == 1


def test_a_link_past_its_time_signs_nobody_in(database: str) -> None:
    secret = link(database, minutes=0)
    with connect(database) as connection:
        assert sign_in(connection, secret) is None


def test_a_session_is_known_by_its_secret_until_it_ends(database: str) -> None:
    with connect(database) as connection:
        new = sign_in(connection, link(database))
        assert new is not None
        assert session_of(connection, new.secret) == new.session
        assert (new.session.reviewer, new.session.scopes) == ("ann", ["review"])
        assert session_of(connection, new.session.csrf) is None
        sign_out(connection, new.secret)
        assert session_of(connection, new.secret) is None


def test_a_session_past_its_time_is_over_and_no_secret_is_kept(database: str) -> None:
    with connect(database) as connection:
        new = sign_in(connection, link(database))
        assert new is not None
        rows = connection.execute("select sessions::text from sessions").fetchall()
        assert all(new.secret not in row[0] for row in rows)
        connection.execute("update sessions set expires_at = now() - interval '1 second'")
        assert session_of(connection, new.secret) is None


def test_links_and_sessions_past_their_time_are_forgotten_and_others_are_not(database: str) -> None:
    with connect(database) as connection:
        link(database, minutes=0)
        lasting = link(database)
        new = sign_in(connection, link(database))
        over = sign_in(connection, link(database))
        assert new is not None
        assert over is not None
        connection.execute("update sessions set expires_at = now() where csrf = %s", (over.session.csrf,))
        forget_expired(connection)

        assert connection.execute("select count(*) from sessions").fetchone() == (1,)
        assert session_of(connection, new.secret) == new.session
        assert sign_in(connection, lasting) is not None
