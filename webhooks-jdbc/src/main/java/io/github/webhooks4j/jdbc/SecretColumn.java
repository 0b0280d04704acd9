package io.github.webhooks4j.jdbc;

/** A column of which every value is a secret, one for each webhook and number. */
enum SecretColumn {
    /** Settings, with URLs, credentials and headers. */
    SETTINGS("wh_webhook_revision", "settings", "revision"),
    /** Signing secrets. */
    SECRET("wh_webhook_secret", "secret", "position");

    private final String table;
    private final String value;
    private final String number;

    SecretColumn(String table, String value, String number) {
        this.table = table;
        this.value = value;
        this.number = number;
    }

    /** Returns what names one value, to people and to the {@link Vault}. */
    String place(String webhook, int number) {
        return table + "." + value + " (webhook " + webhook + ", " + this.number + " " + number + ")";
    }

    /** Returns the statement that reads the distinct beginnings of what is encrypted; its parameter is their length. */
    String beginnings() {
        return "SELECT DISTINCT substr(" + value + ", 1, ?) FROM " + table + " WHERE substr(" + value
                + ", 1, 4) = 'enc:'";
    }

    /**
     * Returns the statement that reads webhook, number and value of rows after one, in their order, unless the value has a
     * beginning. Its parameters: webhook and number of the one, length of the beginning, the beginning, and how many at most.
     */
    String others() {
        return "SELECT webhook_id, " + number + ", " + value + " FROM " + table + "\n WHERE (webhook_id, " + number
                + ") > (?, ?) AND substr(" + value + ", 1, ?) <> ? ORDER BY webhook_id, " + number + " LIMIT ?";
    }

    /** Returns the statement that puts a value in the place of another: the new one, webhook, number, the one that is there. */
    String replace() {
        return "UPDATE " + table + " SET " + value + " = ? WHERE webhook_id = ? AND " + number + " = ? AND " + value
                + " = ?";
    }
}
