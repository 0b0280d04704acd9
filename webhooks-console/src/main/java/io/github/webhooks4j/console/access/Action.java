package io.github.webhooks4j.console.access;

import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** What a visitor may be allowed to do in the console. */
public enum Action {
    /** See webhooks, deliveries and events, without bodies. */
    VIEW,
    /** See the bodies of events, requests and responses. */
    VIEW_BODY,
    /** Create webhooks. */
    CREATE,
    /** Change webhooks, and see the whole URLs of their destinations while doing so. */
    CHANGE,
    /** Send test events. */
    TEST,
    /** Resume interrupted chains, and deliver at once what waits for a retry. */
    RESUME,
    /** Run finished chains again. */
    RERUN,
    /** Cancel unfinished chains. */
    CANCEL,
    /** Enable and disable webhooks. */
    DISABLE,
    /** Rotate the secret of a webhook, and see the new one once. */
    ROTATE_SECRET,
    /** Delete webhooks. */
    DELETE,
    /** Do one thing to many chains; each also needs the action for one chain. */
    BULK,
    /** Write or drop records that are set aside. */
    REPAIR;

    /** To look, without bodies. */
    public static final Set<Action> READ = Set.of(VIEW);

    /** What the customer who owns the webhooks does: all but {@link #BULK} and {@link #REPAIR}. */
    public static final Set<Action> MANAGE =
            Collections.unmodifiableSet(EnumSet.complementOf(EnumSet.of(BULK, REPAIR)));

    /** What an operator does who neither changes webhooks nor sees secrets: look at everything, test, and steer chains. */
    public static final Set<Action> OPERATE = Collections.unmodifiableSet(
            EnumSet.of(VIEW, VIEW_BODY, TEST, RESUME, RERUN, CANCEL, DISABLE, BULK, REPAIR));

    /** Everything. */
    public static final Set<Action> ALL = Collections.unmodifiableSet(EnumSet.allOf(Action.class));

    /** Returns the code for messages and links, for example {@code rotate_secret}. */
    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Returns the action of a code, or empty. */
    public static Optional<Action> fromCode(String code) {
        return Arrays.stream(values())
                .filter(action -> action.code().equals(code))
                .findFirst();
    }
}
