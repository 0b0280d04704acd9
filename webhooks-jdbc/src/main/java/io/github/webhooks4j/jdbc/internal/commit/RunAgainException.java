package io.github.webhooks4j.jdbc.internal.commit;

import io.github.webhooks4j.jdbc.internal.sql.SqlErrors;
import java.sql.SQLException;
import java.sql.SQLTransactionRollbackException;

/**
 * The transaction relied on what it had not read, and it turned out to be otherwise: an event or a number is there already, or a chain
 * is not as this process remembers it. Run again, it reads everything before it writes.
 */
public final class RunAgainException extends SQLTransactionRollbackException {
    private static final long serialVersionUID = 1;

    RunAgainException(String message) {
        super(message, "40001");
    }

    /** Creates one for events or numbers that are there. */
    public static RunAgainException ofEvents() {
        return new RunAgainException("an event was accepted by another transaction at the same time");
    }

    /** Creates one for a row that is there. */
    static RunAgainException of(SQLException unique) {
        var again = new RunAgainException(
                "a row is there already that should be new: " + SqlErrors.redactedMessage(unique));
        again.initCause(SqlErrors.redacted(unique));
        return again;
    }

    /** Creates one for chains that are not as they were remembered or read. */
    static RunAgainException ofChains() {
        return new RunAgainException("a chain was changed by another transaction at the same time");
    }
}
