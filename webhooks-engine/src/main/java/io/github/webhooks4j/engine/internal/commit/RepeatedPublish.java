package io.github.webhooks4j.engine.internal.commit;

import io.github.webhooks4j.publish.PublishResult;
import io.github.webhooks4j.spi.store.ClaimToken;
import io.github.webhooks4j.spi.store.LeaseRequest;
import io.github.webhooks4j.spi.store.Mutation;
import io.github.webhooks4j.spi.store.MutationResult;
import io.github.webhooks4j.spi.store.NewChain;
import io.github.webhooks4j.spi.store.NewEvent;
import io.github.webhooks4j.spi.store.Store;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Recognises what an earlier commit of the same publish has made durable although that commit failed: such an event is no duplicate
 * of another publish. Equal ids of chains do not show it, for two nodes that publish one event in the same millisecond choose the
 * same: what this node has claimed shows it. Thread-safe.
 */
final class RepeatedPublish {
    private static final Logger LOG = LoggerFactory.getLogger(RepeatedPublish.class);

    private final Store store;

    RepeatedPublish(Store store) {
        this.store = store;
    }

    /** Returns the result of an entry that is committed: its own events are no duplicates. */
    MutationResult outcome(PendingMutation entry, MutationResult outcome) {
        if (!entry.failures.mayBeDurable
                || !(entry.change() instanceof Mutation.Publish publish)
                || !(outcome instanceof MutationResult.Published published)) {
            return outcome;
        }
        var publications = new ArrayList<PublishResult>();
        for (int i = 0; i < publish.acceptances().size(); i++) {
            PublishResult publication = published.publications().get(i);
            boolean another =
                    publication.duplicate() && !isOwn(publish.acceptances().get(i), publication);
            publications.add(new PublishResult(publication.event(), publication.chains(), another));
        }
        return new MutationResult.Published(publications);
    }

    private boolean isOwn(NewEvent acceptance, PublishResult publication) {
        List<NewChain> chains = acceptance.chains();
        if (chains.isEmpty()
                || !publication
                        .chains()
                        .equals(chains.stream().map(NewChain::id).toList())) {
            return false;
        }
        List<NewChain> claimed =
                chains.stream().filter(chain -> chain.claimant() != null).toList();
        return claimed.isEmpty() || holdsAny(claimed);
    }

    private boolean holdsAny(List<NewChain> claimed) {
        LeaseRequest claimant = claimed.get(0).claimant();
        List<ClaimToken> keys = claimed.stream().map(FirstDeliveries::claim).toList();
        try {
            return claimant != null && store.renew(keys, claimant).size() < keys.size();
        } catch (RuntimeException e) {
            // As if another node held them: if it is this one, the leases end by themselves.
            LOG.debug("could not find out who holds the first deliveries of {}", keys, e);
            return false;
        }
    }
}
