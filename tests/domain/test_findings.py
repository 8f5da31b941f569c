"""What could identify somebody is found by rules, and ordinary words are left alone."""

import csv
from importlib.resources import files
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.domain.findings import find
from api.domain.places import Places

with (files("api") / "data" / "municipalities.csv").open(encoding="utf-8") as lines:
    NAMES = [row["name"] for row in csv.DictReader(lines)]
PLACES = Places(NAMES)

FOUND = [
    ("Mail jan.jansen@zwolle.nl daarover.", [("email", "jan.jansen@zwolle.nl")]),
    ("Mail jan (at) zwolle.nl daarover.", [("email", "jan (at) zwolle.nl")]),
    ("Bel 06-12345678 of 06 12 34 56 78.", [("phone", "06-12345678"), ("phone", "06 12 34 56 78")]),
    ("Het nummer is (030) 286 00 00.", [("phone", "(030) 286 00 00")]),
    ("Of +31 (0)6 1234 5678, of 0031612345678.", [("phone", "+31 (0)6 1234 5678"), ("phone", "0031612345678")]),
    ("Je belt 14 030 en vraagt ernaar.", [("phone", "14 030")]),
    ("Kijk op https://www.linkedin.com/in/pietje", [("link", "https://www.linkedin.com/in/pietje")]),
    ("Kijk op gemeente-zeist.nl daarvoor", [("link", "gemeente-zeist.nl")]),
    ("Onze projectleider Van D. heeft het laten lopen.", [("person", "Van D.")]),
    ("Mijn collega Jan zei nee.", [("person", "Jan")]),
    ("Onze burgemeester Van der Laan wilde niet.", [("person", "Van der Laan")]),
    ("raadslid de Wit vroeg ernaar", [("person", "de Wit")]),
    ("Mevrouw Yilmaz van inkoop hield het tegen.", [("person", "Yilmaz")]),
    ("J. de Vries en A.B. Jansen tekenden.", [("person", "J. de Vries"), ("person", "A.B. Jansen")]),
    ("Collega's Jan en Piet deden het.", [("person", "Jan"), ("person", "Piet")]),
    ("Sanne regelde alles.", [("person", "Sanne")]),
    ("Our mayor Johnson blocked it.", [("person", "Johnson")]),
    ("My colleague Sarah Smith left.", [("person", "Sarah Smith")]),
    ("Councillor Brown asked for it.", [("person", "Brown")]),
    ("Bij ons in zwolle loopt het.", [("municipality", "zwolle")]),
    ("In Best doen we het anders.", [("municipality", "Best")]),
    ("De gemeente Houten deed mee.", [("municipality", "Houten")]),
    ("Kampen heeft dit al.", [("municipality", "Kampen")]),
    ("De Utrechtse aanpak werkt.", [("municipality", "Utrechtse")]),
    ("Samen met 's-Hertogenbosch en Den Bosch.", [("municipality", "s-Hertogenbosch"), ("municipality", "Den Bosch")]),
    ("In Wijk bij Duurstede en Sittard.", [("municipality", "Wijk bij Duurstede"), ("municipality", "Sittard")]),
    ("Our neighbours in Almere tried it.", [("municipality", "Almere")]),
]
HARMLESS = [
    "Best lastig, maar we kampen vooral met tekorten.",
    "Houten huizen bouwen is het beste.",
    "Leiden is lastig; wie wil de verandering leiden?",
    "Wij putten uit oude ervaringen en bergen die op.",
    "De buren zijn niet gevraagd.",
    "This goes best with a small team.",
    "De wethouder Financiën en de directeur Bedrijfsvoering wilden niet.",
    "De projectleider AI en de adviseur ICT vertrokken.",
    "Plan B. Daarna liep het.",
    "In 2023-2024 kostte het 100.000 euro, daarna € 250.000 en 0,5 fte.",
    "Wij hadden 1.234.567 euro en 12 mensen.",
    "De provincie Utrecht betaalde mee.",
    "Kijk op www.vng.nl/artikelen voor de handreiking.",
    "De burgemeester en de wethouder zagen het anders.",
    "Na de pilot was niemand eigenaar. Iedereen wees naar een ander.",
    "Het team Jeugd en de afdeling Burgerzaken werkten samen.",
    "Op maandag vergaderen, op vrijdag vergeten.",
    "We used Excel, and then nobody did.",
    "Den Haag beslist en wij voeren uit.",
    "De raad wil resultaat, het college wil rust.",
]


@pytest.mark.parametrize(("text", "expected"), FOUND, ids=[text for text, _ in FOUND])
def test_what_could_identify_somebody_is_found(text: str, expected: list[tuple[str, str]]):
    assert [(found.kind.value, text[found.start : found.end]) for found in find(text, PLACES)] == expected


@pytest.mark.parametrize("text", HARMLESS)
def test_ordinary_words_are_left_alone(text: str):
    assert [text[found.start : found.end] for found in find(text, PLACES)] == []


@pytest.mark.parametrize("name", NAMES)
def test_every_municipality_is_found_as_a_place(name: str):
    plain = name.partition(" (")[0].partition(",")[0]
    text = f"Bij ons in de gemeente {plain} lukte het."
    [found] = [each for each in find(text, PLACES) if each.kind == "municipality"]
    assert text[found.start : found.end] == plain.removeprefix("'")


@given(st.text(max_size=280))
def test_no_text_breaks_the_rules_and_findings_never_overlap(text: str):
    found = find(text, PLACES)
    assert all(0 <= each.start < each.end <= len(text) for each in found)
    assert all(one.end <= other.start for one, other in pairwise(found))


@given(st.integers(0, 99_999_999), st.sampled_from(["06{}", "06-{}", "06 {}", "+316{}", "+31 6 {}", "00316{}"]))
def test_every_mobile_number_is_found_however_it_is_written(number: int, form: str):
    text = f"Bel {form.format(f'{number:08}')} maar."
    assert [each.kind.value for each in find(text, PLACES)] == ["phone"]
