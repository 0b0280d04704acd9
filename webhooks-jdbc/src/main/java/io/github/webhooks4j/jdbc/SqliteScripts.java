package io.github.webhooks4j.jdbc;

import java.util.List;

/** The scripts of the store on SQLite. Without state. */
final class SqliteScripts {
    /** The script that makes version 1 of the schema, by its path in the library's jar. */
    static final String VERSION_1 = "io/github/webhooks4j/jdbc/sqlite/V1.sql";

    private static final String STATEMENTS = "io/github/webhooks4j/jdbc/sqlite/statements/";

    private SqliteScripts() {}

    /** Returns the schema that this version of the library works with. */
    static Schema schema() {
        return new Schema(List.of(read(VERSION_1)));
    }

    static SqlStatements statements() {
        return SqlStatements.read(name -> read(STATEMENTS + name));
    }

    /** Returns a script. */
    static String read(String path) {
        return Scripts.read(SqliteScripts.class.getResourceAsStream("/" + path), path);
    }
}
