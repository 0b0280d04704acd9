package io.github.webhooks4j.engine;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The places of attempts in flight, over all lanes. The last of them are kept for lanes whose attempts are likely to be over
 * soon: destinations that hang until their deadline may take all the others, and keep nobody else waiting. Confined to whoever
 * holds the lock of {@link Lanes}.
 */
final class Places {
    static final int MAX_KEPT = 64;
    /** Of few places, one in so many is kept. */
    private static final int KEPT_OF = 4;

    private final int most;
    private final int shared;
    private final Set<Lane> waiting = new LinkedHashSet<>();
    private int taken;

    Places(int most) {
        this.most = most;
        this.shared = most - Math.min(MAX_KEPT, most / KEPT_OF);
    }

    /** Says whether there is a place for a lane. */
    boolean hasOneFor(Lane lane, Instant now) {
        return taken < shared || (taken < most && lane.isQuick(now));
    }

    /** Takes a place for a lane; returns false if there is none for it, and then tells of it when there may be one. */
    boolean take(Lane lane, Instant now) {
        if (!hasOneFor(lane, now)) {
            waiting.add(lane);
            return false;
        }
        taken++;
        return true;
    }

    /** Frees a place; returns the lanes that were refused one and may ask again, those first that have waited longest. */
    List<Lane> free() {
        taken--;
        var again = new ArrayList<Lane>();
        Iterator<Lane> longest = waiting.iterator();
        while (again.size() < shared - taken && longest.hasNext()) {
            again.add(longest.next());
            longest.remove();
        }
        return again;
    }
}
