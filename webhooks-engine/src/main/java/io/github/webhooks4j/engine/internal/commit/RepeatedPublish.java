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
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Recognises what an earlier commit of the same publish has made durable although that commit failed: such an event is no duplicate
 * of another publish. Thread-safe.
 */
final class RepeatedPublish {
    private static final Logger LOG = LoggerFactory.getLogger(RepeatedPublish.class);

    private final Store store;

    RepeatedPublish(Store store) {
        this.store = store;
    }

    /** Returns the result of an entry that is committed: an event that has the chains of this entry is no duplicate. */
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
                    publication.duplicate() && !isRepeated(publish.acceptances().get(i), publication);
            publications.add(new PublishResult(publication.event(), publication.chains(), another));
        }
        return new MutationResult.Published(publications);
    }

    /**
     * Returns the claims that this node does not hold though its entry is committed: two nodes that publish one event in the same
     * millisecond choose the same ids of chains, and only one of them has claimed the chains.
     *
     * @param outcome as the store returned it
     */
    Set<ClaimToken> notHeld(PendingMutation entry, MutationResult outcome) {
        if (!entry.failures.mayBeDurable
                || !(entry.change() instanceof Mutation.Publish publish)
                || !(outcome instanceof MutationResult.Published published)) {
            return Set.of();
        }
        LeaseRequest claimant = null;
        var claims = new ArrayList<ClaimToken>();
        for (int i = 0; i < publish.acceptances().size(); i++) {
            NewEvent acceptance = publish.acceptances().get(i);
            PublishResult publication = published.publications().get(i);
            boolean repeated = publication.duplicate() && isRepeated(acceptance, publication);
            for (NewChain chain : repeated ? acceptance.chains() : List.<NewChain>of()) {
                if (chain.claimant() != null) {
                    claimant = chain.claimant();
                    claims.add(FirstDeliveries.claim(chain));
                }
            }
        }
        return claimant == null ? Set.of() : new HashSet<>(notHeld(claims, claimant));
    }

    private List<ClaimToken> notHeld(List<ClaimToken> claims, LeaseRequest claimant) {
        try {
            return store.renew(claims, claimant);
        } catch (RuntimeException e) {
            // If this node does hold them, the leases end by themselves.
            LOG.debug("could not find out who holds {}", claims, e);
            return claims;
        }
    }

    private static boolean isRepeated(NewEvent acceptance, PublishResult publication) {
        List<NewChain> chains = acceptance.chains();
        return !chains.isEmpty()
                && publication.chains().equals(chains.stream().map(NewChain::id).toList());
    }
}
