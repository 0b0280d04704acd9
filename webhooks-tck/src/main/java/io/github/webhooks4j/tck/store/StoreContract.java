package io.github.webhooks4j.tck.store;

import io.github.webhooks4j.spi.store.Store;
import org.junit.jupiter.api.Nested;

/**
 * What every {@link Store} promises, as tests. The author of a store extends this class in a test and runs it.
 *
 * <p>Every test opens a store of its own and closes it; none depends on the time of day, and none waits.
 */
public abstract class StoreContract {

    /** For test classes. */
    protected StoreContract() {}

    /** Opens a store with nothing in it; called once for each test. */
    protected abstract Store open();

    /**
     * Ends {@code store} and opens another over the same data, as when the process was restarted. What was claimed may be claimed
     * again, at the latest when the leases end. {@code store} is not used afterwards.
     */
    protected abstract Store reopen(Store store);

    @Nested
    class Webhooks extends WebhookContract {
        Webhooks() {
            super(StoreContract.this);
        }
    }

    @Nested
    class WebhookVersions extends WebhookVersionContract {
        WebhookVersions() {
            super(StoreContract.this);
        }
    }

    @Nested
    class Events extends EventContract {
        Events() {
            super(StoreContract.this);
        }
    }

    @Nested
    class EventNumbers extends EventNumberContract {
        EventNumbers() {
            super(StoreContract.this);
        }
    }

    @Nested
    class Slices extends SliceContract {
        Slices() {
            super(StoreContract.this);
        }
    }

    @Nested
    class Ordering extends OrderingContract {
        Ordering() {
            super(StoreContract.this);
        }
    }

    @Nested
    class OrderingKeys extends OrderingKeyContract {
        OrderingKeys() {
            super(StoreContract.this);
        }
    }

    @Nested
    class Deletions extends DeletionContract {
        Deletions() {
            super(StoreContract.this);
        }
    }

    @Nested
    class Lanes extends LaneContract {
        Lanes() {
            super(StoreContract.this);
        }
    }

    @Nested
    class SettingsMoves extends SettingsMoveContract {
        SettingsMoves() {
            super(StoreContract.this);
        }
    }

    @Nested
    class Claims extends ClaimContract {
        Claims() {
            super(StoreContract.this);
        }
    }

    @Nested
    class Leases extends LeaseContract {
        Leases() {
            super(StoreContract.this);
        }
    }

    @Nested
    class ClaimBatches extends ClaimBatchContract {
        ClaimBatches() {
            super(StoreContract.this);
        }
    }

    @Nested
    class HeldChains extends HeldChainContract {
        HeldChains() {
            super(StoreContract.this);
        }
    }

    @Nested
    class FirstAttempts extends FirstAttemptContract {
        FirstAttempts() {
            super(StoreContract.this);
        }
    }

    @Nested
    class Attempts extends AttemptContract {
        Attempts() {
            super(StoreContract.this);
        }
    }

    @Nested
    class Health extends HealthContract {
        Health() {
            super(StoreContract.this);
        }
    }

    @Nested
    class Chains extends ChainContract {
        Chains() {
            super(StoreContract.this);
        }
    }

    @Nested
    class History extends HistoryContract {
        History() {
            super(StoreContract.this);
        }
    }

    @Nested
    class Retention extends RetentionContract {
        Retention() {
            super(StoreContract.this);
        }
    }

    @Nested
    class SettingAside extends SetAsideContract {
        SettingAside() {
            super(StoreContract.this);
        }
    }

    @Nested
    class Closing extends CloseContract {
        Closing() {
            super(StoreContract.this);
        }
    }
}
