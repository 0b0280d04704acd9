package io.github.webhooks4j.house;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.webhooks4j.house.TestSources.TestName;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The rules for tests that can be read off their sources, in all modules. */
class TestNamesTest {
    private static final int MAX_LENGTH = 75;

    /** Verbs with which a name would begin whose subject is plural: the class under test is one. */
    private static final Set<String> PLURAL = Set.of(
            "are", "ask", "begin", "claim", "count", "do", "forget", "get", "give", "go", "have", "hear", "hold",
            "keep", "leave", "lose", "make", "put", "record", "refuse", "say", "see", "send", "sign", "stay", "take",
            "tell", "wait", "were", "write");

    @Test
    void every_module_with_tests_is_under_the_rules() {
        assertThat(TestSources.tests()).hasSizeGreaterThan(1_000);
        assertThat(TestSources.tests()).contains(new TestName("TestNamesTest", "names_have_75_characters_at_most"));
    }

    @Test
    void names_have_75_characters_at_most() {
        assertThat(TestSources.tests())
                .as("because a longer sentence has two behaviours, or is not read in a log")
                .allMatch(test -> test.name().length() <= MAX_LENGTH);
    }

    @Test
    void names_are_sentences_in_snake_case() {
        assertThat(TestSources.tests()).allMatch(test -> test.name().matches("[a-z0-9]+(_[a-z0-9]+)*"));
    }

    @Test
    void names_are_in_the_third_person_singular() {
        assertThat(TestSources.tests())
                .as("because the subject is the class under test, or is named")
                .noneMatch(test -> PLURAL.contains(test.name().split("_", 2)[0]));
    }

    @Test
    void no_base_class_of_tests_refers_to_its_subclass() {
        assertThat(TestSources.inheritances())
                .as("because a base class that knows who extends it is no base class")
                .allSatisfy(inheritance -> assertThat(TestSources.sourcesOf(inheritance.superclass()))
                        .noneMatch(source -> source.matches("(?s).*\\b" + inheritance.type() + "\\b.*")));
    }
}
