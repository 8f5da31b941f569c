"""What is widely recognised while nobody offered a remedy: a rule of words that a person can read and dispute."""

import pytest

from api.domain.remedies import LEAST_EXPECTED, Lesson, offers, sought


def statement(text: str, expected: float | None = 0.8, *reactions: str) -> dict:
    return {
        "id": text,
        "text": text,
        "expected": expected,
        "reactions": [{"id": each, "text": each} for each in reactions],
    }


def question(*statements: dict, prompt: str = "Waar liep het op vast?") -> dict:
    return {"prompt": prompt, "statements": list(statements)}


def found(*questions: dict, lessons=()) -> dict[str, tuple[str, str]]:
    return {each["statementId"]: (each["by"], each["sourceId"]) for each in sought(questions, lessons)["found"]}


@pytest.mark.parametrize(
    "text",
    [
        "Bij ons hielp het om vooraf een beheerder aan te wijzen.",
        "Wij wezen eerst iemand aan.",
        "Zorg dat de beheerder vooraan zit.",
        "Onze oplossing: schrap iets ouds.",
        "Mijn tip: begin klein.",
        "Dat lukte pas toen de directie meedeed.",
        "Voortaan vragen we het de uitvoering.",
        "Naming an owner first worked for us.",
    ],
)
def test_a_text_with_a_word_of_remedy_offers_one(text):
    assert offers(text)


@pytest.mark.parametrize(
    "text",
    [
        "Niemand was eigenaar na het projectgeld.",
        "Dat hielp niet.",
        "Er is geen oplossing.",
        "Niets hielp.",
        "We vonden nooit een oplossing.",
        "Het lukte niet.",
        "De hulp kwam te laat.",
        "That never worked.",
    ],
)
def test_a_text_without_such_a_word_or_with_a_denial_beside_it_offers_none(text):
    assert not offers(text)


def test_what_is_widely_recognised_without_a_remedy_is_a_candidate_in_the_order_of_the_report():
    first, second = statement("Niemand was eigenaar", 0.9), statement("De lijn had geen tijd", LEAST_EXPECTED)
    assert sought([question(first, second)])["without"] == [first["id"], second["id"]]


def test_what_is_not_widely_recognised_or_too_little_read_is_no_candidate():
    assert sought([question(statement("Weinig herkend", 0.49), statement("Weinig gelezen", None))])["without"] == []


def test_a_remedy_is_in_the_statement_itself_or_in_a_reaction():
    itself, below = (
        statement("Schrappen hielp ons"),
        statement("De lijn had geen tijd", 0.8, "Hier ook", "Zorg voor uren"),
    )
    assert found(question(itself, below)) == {
        itself["id"]: ("itself", itself["id"]),
        below["id"]: ("reaction", "Zorg voor uren"),
    }


def test_answers_to_a_question_that_asks_what_helped_are_remedies():
    party = statement("Een klein feest voor de beheerders")
    assert found(question(party, prompt="Wat hielp?")) == {party["id"]: ("itself", party["id"])}


def test_a_remedy_for_much_the_same_words_counts_wherever_it_stands():
    problem = statement("Niemand was eigenaar na het projectgeld")
    remedy = statement("Een eigenaar na het projectgeld hielp", 0.1)
    other = statement("Inkoop duurde langer dan de pilot")
    assert found(question(problem, other), question(remedy)) == {problem["id"]: ("statement", remedy["id"])}


def test_a_lesson_about_much_the_same_is_a_remedy_and_is_named():
    problem, other = (
        statement("Niemand was eigenaar na het projectgeld"),
        statement("Inkoop duurde langer dan de pilot"),
    )
    lesson = Lesson("l", "Eigenaar na het projectgeld", "Niemand was eigenaar.")
    told = sought([question(problem, other)], [lesson])
    assert told["without"] == [other["id"]]
    [row] = told["found"]
    assert (row["by"], row["sourceId"], row["title"]) == ("lesson", "l", lesson.title)


def test_a_lesson_that_shares_a_word_only_is_none():
    problem = statement("Niemand was eigenaar na het projectgeld")
    lesson = Lesson(
        "l", "Samen fietsen naar het werk", "De eigenaar van de fietsenwinkel rekende ons korting en gaf koffie."
    )
    assert sought([question(problem)], [lesson])["without"] == [problem["id"]]


def test_every_widely_recognised_statement_has_a_remedy_or_is_a_candidate():
    statements = [statement(f"Tekst {number} {'hielp' * (number % 3 == 0)}", number / 20) for number in range(20)]
    told = sought([question(*statements)])
    wide = {each["id"] for each in statements if each["expected"] >= LEAST_EXPECTED}
    named = [row["statementId"] for row in told["found"]] + told["without"]
    assert sorted(named) == sorted(wide)
