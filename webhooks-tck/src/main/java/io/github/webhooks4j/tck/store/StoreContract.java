package io.github.webhooks4j.tck.store;

import io.github.webhooks4j.spi.store.Store;
import io.github.webhooks4j.tck.internal.store.BulkContract;
import io.github.webhooks4j.tck.internal.store.ClaimBatchContract;
import io.github.webhooks4j.tck.internal.store.DeliverNowContract;
import io.github.webhooks4j.tck.internal.store.EventHistoryContract;
import io.github.webhooks4j.tck.internal.store.FindContract;
import io.github.webhooks4j.tck.internal.store.FirstAttemptContract;
import io.github.webhooks4j.tck.internal.store.HeldChainContract;
import io.github.webhooks4j.tck.internal.store.NodeContract;
import io.github.webhooks4j.tck.internal.store.OrderingContract;
import io.github.webhooks4j.tck.internal.store.OrderingKeyContract;
import io.github.webhooks4j.tck.internal.store.SendContract;
import io.github.webhooks4j.tck.internal.store.StoreFixture;
import org.junit.jupiter.api.Nested;

/**
 * What every {@link Store} promises, as tests. The author of a store extends this class in a test and runs it.
 *
 * <p>Every test opens a store of its own and closes it; none depends on the time of day, and none waits.
 */
public abstract class StoreContract {
    private final StoreFixture.Opening opening = new StoreFixture.Opening() {
        @Override
        public Store open() {
            return StoreContract.this.open();
        }

        @Override
        public Store reopen(Store store) {
            return StoreContract.this.reopen(store);
        }
    };

    /** For test classes. */
    protected StoreContract() {}

    /** Returns how a test of this package opens its stores as this contract does. */
    StoreFixture.Opening opening() {
        return opening;
    }

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
            super(opening);
        }
    }

    @Nested
    class WebhookVersions extends WebhookVersionContract {
        WebhookVersions() {
            super(opening);
        }
    }

    @Nested
    class Events extends EventContract {
        Events() {
            super(opening);
        }
    }

    @Nested
    class EventNumbers extends EventNumberContract {
        EventNumbers() {
            super(opening);
        }
    }

    @Nested
    class Slices extends SliceContract {
        Slices() {
            super(opening);
        }
    }

    @Nested
    class Ordering extends OrderingContract {
        Ordering() {
            super(opening);
        }
    }

    @Nested
    class OrderingKeys extends OrderingKeyContract {
        OrderingKeys() {
            super(opening);
        }
    }

    @Nested
    class EventHistories extends EventHistoryContract {
        EventHistories() {
            super(opening);
        }
    }

    @Nested
    class Sends extends SendContract {
        Sends() {
            super(opening);
        }
    }

    @Nested
    class DeliveriesNow extends DeliverNowContract {
        DeliveriesNow() {
            super(opening);
        }
    }

    @Nested
    class Deletions extends DeletionContract {
        Deletions() {
            super(opening);
        }
    }

    @Nested
    class Lanes extends LaneContract {
        Lanes() {
            super(opening);
        }
    }

    @Nested
    class SettingsMoves extends SettingsMoveContract {
        SettingsMoves() {
            super(opening);
        }
    }

    @Nested
    class Claims extends ClaimContract {
        Claims() {
            super(opening);
        }
    }

    @Nested
    class Leases extends LeaseContract {
        Leases() {
            super(opening);
        }
    }

    @Nested
    class Nodes extends NodeContract {
        Nodes() {
            super(opening);
        }
    }

    @Nested
    class ClaimBatches extends ClaimBatchContract {
        ClaimBatches() {
            super(opening);
        }
    }

    @Nested
    class HeldChains extends HeldChainContract {
        HeldChains() {
            super(opening);
        }
    }

    @Nested
    class FirstAttempts extends FirstAttemptContract {
        FirstAttempts() {
            super(opening);
        }
    }

    @Nested
    class Attempts extends AttemptContract {
        Attempts() {
            super(opening);
        }
    }

    @Nested
    class Health extends HealthContract {
        Health() {
            super(opening);
        }
    }

    @Nested
    class Chains extends ChainContract {
        Chains() {
            super(opening);
        }
    }

    @Nested
    class History extends HistoryContract {
        History() {
            super(opening);
        }
    }

    @Nested
    class Find extends FindContract {
        Find() {
            super(opening);
        }
    }

    @Nested
    class Retention extends RetentionContract {
        Retention() {
            super(opening);
        }
    }

    @Nested
    class SettingAside extends SetAsideContract {
        SettingAside() {
            super(opening);
        }
    }

    @Nested
    class Closing extends CloseContract {
        Closing() {
            super(opening);
        }
    }

    @Nested
    class BulkJobs extends BulkContract {
        BulkJobs() {
            super(opening);
        }
    }
}
