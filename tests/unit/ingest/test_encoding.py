"""Bytes without a word about their encoding become the text that somebody wrote."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.text.encoding import decoded

GERMAN = "Rechnung Nr. 4711\nGröße: 12 Stück, für Müller & Söhne, fällig am 3. März\nSumme: 1.234,50 €\n"
FRENCH = "Facture n° 4711, livrée à l’adresse indiquée\nMontant réglé: 1 234,50 €\n"
SPANISH = "Factura nº 4711\nSeñor Núñez, dirección: Calle Ñandú 5\nImporte según pedido\n"
POLISH = "Faktura nr 4711\nSprzedawca: Spółka z ograniczoną odpowiedzialnością, ul. Żółta 5, Łódź\n"
CZECH = "Faktura č. 4711\nDodavatel: Příliš žluťoučký kůň, Plzeň\nČástka k úhradě\n"
HUNGARIAN = "Számla sorszáma: 4711\nVevő: Győri Művek, Kőrösi út 5\nFizetendő összeg\n"
TURKISH = "Müşteri: Şahin İnşaat, Beyoğlu, İstanbul\nÖdenecek tutar: kırk lira\n"
RUSSIAN = "Счёт 4711 от 3 марта 2026 года\nПоставщик: ООО Ромашка, Москва\nИтого к оплате: 1234,50 руб.\n"
GREEK = "Τιμολόγιο 4711\nΠελάτης: Παπαδόπουλος, Αθήνα\nΣύνολο πληρωμής\n"
HEBREW = "חשבונית מספר 4711\nלכבוד: חברת ישראל, תל אביב\n"
ARABIC = "فاتورة رقم 4711\nالعميل: شركة النور المحدودة\nالمبلغ الإجمالي\n"
JAPANESE = "請求書番号 4711\n株式会社トヨタ商事 御中\n合計金額 1,234円（税込）お支払いください\n"
CHINESE = "发票号码 4711\n北京市海淀区某某有限公司\n合计金额 人民币壹仟贰佰元整\n"
KOREAN = "청구서 번호 4711\n주식회사 한국상사 귀중\n합계 금액 1,234원을 지불해 주십시오\n"


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        *[(GERMAN, name) for name in ("utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-32-be")],
        *[(GERMAN, name) for name in ("cp1252", "iso8859-15", "mac_roman")],
        (GERMAN.replace("€", "EUR"), "cp850"),
        (FRENCH, "cp1252"),
        (FRENCH.replace("’", "'"), "iso8859-15"),
        *[(SPANISH, name) for name in ("cp1252", "cp850")],
        *[(text, name) for text in (POLISH, CZECH, HUNGARIAN) for name in ("cp1250", "iso8859-2", "cp852")],
        *[(TURKISH, name) for name in ("cp1254", "iso8859-9", "cp857")],
        *[(RUSSIAN, name) for name in ("cp1251", "koi8-r", "cp866", "iso8859-5", "utf-16-le")],
        *[(GREEK, name) for name in ("cp1253", "iso8859-7", "cp737")],
        *[(HEBREW, name) for name in ("cp1255", "iso8859-8")],
        *[(ARABIC, name) for name in ("cp1256", "iso8859-6")],
        *[(JAPANESE, name) for name in ("shift_jis", "euc_jp", "iso2022_jp", "utf-16-le")],
        *[(CHINESE, name) for name in ("gb18030", "utf-16-be")],
        (KOREAN, "euc_kr"),
    ],
)
def test_a_text_is_read_in_the_encoding_it_was_written_in(text: str, encoding: str) -> None:
    assert decoded(text.encode(encoding)) == text


def test_a_few_damaged_bytes_leave_a_text_utf_8() -> None:
    assert decoded(GERMAN.encode() * 3 + b"\xc3") == GERMAN * 3 + "\ufffd"


def test_what_is_declared_decides_where_the_bytes_do_not() -> None:
    assert decoded("Итого".encode("koi8-r"), declared="KOI8-R") == "Итого"
    assert decoded("Müller".encode(), declared="iso-8859-1") == "Müller"
    assert decoded("Müller".encode("cp1252"), declared="no such encoding") == "Müller"


@settings(deadline=None)  # a guesser is loaded when it is first needed
@given(st.binary(max_size=300))
def test_any_bytes_become_a_text(data: bytes) -> None:
    assert isinstance(decoded(data), str)
