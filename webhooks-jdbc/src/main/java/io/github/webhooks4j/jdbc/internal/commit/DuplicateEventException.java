package io.github.webhooks4j.jdbc.internal.commit;

import java.sql.SQLTransactionRollbackException;

/** Another transaction accepted one of the events after this one looked for it. A repetition finds it. */
final class DuplicateEventException extends SQLTransactionRollbackException {
    private static final long serialVersionUID = 1;

    DuplicateEventException() {
        super("an event was accepted by another transaction at the same time", "40001");
    }
}
