package io.github.webhooks4j.jdbc.internal.crypto;

import io.github.webhooks4j.jdbc.internal.sql.SqlStatement;

/** A column of which every value is a secret, one for each webhook and number. */
public enum EncryptedColumn {
    /** Settings, with URLs, credentials and headers. */
    SETTINGS(
            "wh_webhook_revision.settings",
            "revision",
            SqlStatement.SETTINGS_KEYS,
            SqlStatement.SETTINGS_OF_OTHER_KEYS,
            SqlStatement.REPLACE_SETTINGS),
    /** Signing secrets. */
    SECRET(
            "wh_webhook_secret.secret",
            "position",
            SqlStatement.SECRET_KEYS,
            SqlStatement.SECRETS_OF_OTHER_KEYS,
            SqlStatement.REPLACE_SECRET);

    private final String column;
    private final String number;
    private final SqlStatement keys;
    private final SqlStatement ofOtherKeys;
    private final SqlStatement replace;

    EncryptedColumn(String column, String number, SqlStatement keys, SqlStatement ofOtherKeys, SqlStatement replace) {
        this.column = column;
        this.number = number;
        this.keys = keys;
        this.ofOtherKeys = ofOtherKeys;
        this.replace = replace;
    }

    /** Returns what names one value, to people and to the {@link SecretCipher}. */
    public String associatedData(String webhook, int number) {
        return column + " (webhook " + webhook + ", " + this.number + " " + number + ")";
    }

    /** Returns the statement that reads the prefixes of encrypted values. */
    SqlStatement keys() {
        return keys;
    }

    /** Returns the statement that reads values of other keys than one. */
    SqlStatement ofOtherKeys() {
        return ofOtherKeys;
    }

    /** Returns the statement that replaces a value. */
    SqlStatement replace() {
        return replace;
    }
}
