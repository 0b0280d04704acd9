package io.github.webhooks4j.sqlite.internal;

import io.github.webhooks4j.jdbc.internal.schema.Schema;
import io.github.webhooks4j.jdbc.internal.sql.Scripts;
import io.github.webhooks4j.jdbc.internal.sql.SqlStatements;
import java.util.List;

/** The scripts of the store on SQLite. Without state. */
public final class SqliteScripts {
    /** The script that makes version 1 of the schema, by its path in the library's jar. */
    public static final String VERSION_1 = "io/github/webhooks4j/sqlite/V1__webhooks.sql";

    private static final String STATEMENTS = "io/github/webhooks4j/sqlite/statements/";

    private SqliteScripts() {}

    /** Returns the schema that this version of the library works with. */
    public static Schema schema() {
        return new Schema(List.of(read(VERSION_1)));
    }

    static SqlStatements statements() {
        return SqlStatements.read(name -> read(STATEMENTS + name));
    }

    /** Returns a script. */
    public static String read(String path) {
        return Scripts.read(SqliteScripts.class.getResourceAsStream("/" + path), path);
    }
}
