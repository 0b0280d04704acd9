package io.github.webhooks4j.jdbc;

import io.github.webhooks4j.store.LaneKey;
import java.util.Collection;

/** Hears what a store has durably written, to tell other nodes. Thread-safe; must not wait. */
interface Announcer {
    /** For a store that only one node uses: there is nobody to tell. */
    Announcer NOBODY = new Announcer() {
        @Override
        public void workDue(Collection<LaneKey> lanes) {}

        @Override
        public void webhooksChanged() {}
    };

    /** There is work in lanes that anybody can claim now. */
    void workDue(Collection<LaneKey> lanes);

    /** Webhooks were changed. */
    void webhooksChanged();
}
