package io.github.webhooks4j.jdbc.internal.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class SqlStatementsTest {
    private static final String ALL = Arrays.stream(SqlStatement.values())
            .map(statement -> "-- name: " + statement + "\nSELECT '" + statement + "';\n\n")
            .collect(Collectors.joining());

    @Test
    void has_each_statement_without_its_comments_and_its_semicolon() {
        SqlStatements statements = SqlStatements.read(store("-- About the store.\n\n"
                + ALL.replace("SELECT 'LANES';", "-- Why.\nSELECT a,\n       b\n  FROM c;\n")));

        assertThat(statements.text(SqlStatement.LANES)).isEqualTo("SELECT a,\n       b\n  FROM c");
        assertThat(statements.text(SqlStatement.CURRENT_TIME)).isEqualTo("SELECT 'CURRENT_TIME'");
    }

    @Test
    void refuses_scripts_that_lack_a_statement() {
        assertRefused(
                ALL.replace("-- name: LANES\nSELECT 'LANES';", ""),
                "the database's scripts lack the statements [LANES]");
    }

    @Test
    void refuses_a_statement_that_is_there_twice() {
        assertRefused(ALL + "-- name: LANES\nSELECT 2;\n", "store.sql: the statement LANES is there twice");
    }

    @Test
    void refuses_a_statement_that_the_library_does_not_have() {
        assertRefused(ALL + "-- name: LANE\nSELECT 2;\n", "store.sql: there is no statement with the name LANE");
    }

    @Test
    void refuses_a_statement_that_does_not_end() {
        assertRefused(ALL.replace("'LANES';", "'LANES'"), "store.sql: the statement LANES must end with a semicolon");
    }

    @Test
    void is_documented_statement_by_statement_for_the_module_of_another_database() throws IOException {
        String guide = Files.readString(Path.of("../docs/databases.md"));

        assertThat(SqlStatement.values()).allMatch(statement -> guide.contains("`" + statement + "`"));
    }

    private static void assertRefused(String script, String message) {
        assertThatThrownBy(() -> SqlStatements.read(store(script)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage(message);
    }

    private static UnaryOperator<String> store(String script) {
        return name -> name.equals("store.sql") ? script : "";
    }
}
