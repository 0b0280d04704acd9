package io.github.webhooks4j.console.internal.page;

import io.github.webhooks4j.Violation;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * To what the action of one request is done, for the audit: to what its path names, unless the handler reports another
 * subject. For one thread.
 */
public final class ActionSubject {
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9_.-]{1,128}");

    private String text;
    private boolean actedOn = true;

    /** Creates the subject that a path names; null for none. */
    public ActionSubject(@Nullable String id) {
        // Untrusted text: a line break in it would begin a line of its own in the audit.
        this.text = id == null ? "-" : ID.matcher(id).matches() ? id : Violation.quote(id);
    }

    /** Reports what the action has created. */
    void created(String id) {
        text = id;
    }

    /** Reports that the form only changed its own fields, which is no action. */
    void notActedOn() {
        actedOn = false;
    }

    /** Returns the id, or {@code -} for none; in quotes and escaped if it cannot be an id. */
    public String text() {
        return text;
    }

    /** Returns whether there was an action to record. */
    public boolean isActedOn() {
        return actedOn;
    }
}
