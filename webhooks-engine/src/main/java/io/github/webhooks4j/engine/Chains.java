package io.github.webhooks4j.engine;

import io.github.webhooks4j.chain.ChainId;
import io.github.webhooks4j.chain.ChainInput;
import io.github.webhooks4j.chain.ChainState;
import io.github.webhooks4j.chain.Transition.Effect;
import io.github.webhooks4j.store.Change;
import io.github.webhooks4j.store.NewChain;
import io.github.webhooks4j.store.Outcome;
import io.github.webhooks4j.store.Store;
import io.github.webhooks4j.webhook.Webhook;
import io.github.webhooks4j.webhook.WebhookId;
import java.util.List;

/** What people do to chains by hand. Thread-safe. Every method returns when what it did is durable. */
public final class Chains {
    private final Store store;
    private final WebhookRegistry registry;
    private final Ids ids;
    private final CommitGateway commits;

    Chains(Store store, WebhookRegistry registry, Ids ids, CommitGateway commits) {
        this.store = store;
        this.registry = registry;
        this.ids = ids;
        this.commits = commits;
    }

    /**
     * Goes on with an interrupted chain at its step: the payload is delivered again, under the same {@code webhook-id} and with
     * a fresh retry schedule, and a new callback is awaited.
     *
     * @return the state it is in now
     * @throws UnknownChainException if there is no such chain
     * @throws ChainStateException if the chain is not interrupted
     */
    public ChainState resume(ChainId chain) {
        return apply(chain, new ChainInput.Resume(), "can be resumed only while interrupted");
    }

    /**
     * Cancels a chain: nothing more is sent. An attempt in flight ends on its own.
     *
     * @return the state it is in now
     * @throws UnknownChainException if there is no such chain
     * @throws ChainStateException if the chain is complete or cancelled
     */
    public ChainState cancel(ChainId chain) {
        return apply(chain, new ChainInput.Cancel(), "can be cancelled only before it is complete");
    }

    /**
     * Runs a finished chain again as a new one, for the same event and with the webhook's present settings.
     *
     * @return the new chain
     * @throws UnknownChainException if there is no such chain
     * @throws ChainStateException if the chain is not finished
     * @throws UnknownWebhookException if its webhook was deleted
     * @throws IllegalStateException if its webhook is disabled
     */
    public ChainId rerun(ChainId chain) {
        WebhookId id = store.story(chain)
                .orElseThrow(() -> new UnknownChainException(chain))
                .chain()
                .webhook();
        for (int left = WebhookRegistry.MAX_CHOICES; ; left--) {
            List<Long> basis = registry.basis();
            Webhook webhook = registry.requireEnabled(id);
            var again = new NewChain(
                    ids.chain(),
                    webhook.id(),
                    webhook.revision(),
                    webhook.settings().plan(),
                    null);
            Outcome outcome = commits.commit(new Change.Rerun(chain, again, basis));
            if (outcome instanceof Outcome.Started) {
                return again.id();
            }
            if (outcome instanceof Outcome.Unfinished unfinished) {
                throw new ChainStateException(
                        chain,
                        "can be run again only when it is finished",
                        unfinished.original().chain().state());
            }
            if (!(outcome instanceof Outcome.WebhooksOutdated)) {
                throw new UnknownChainException(chain);
            }
            registry.readAnew(new OutdatedWebhooksException(basis), left - 1);
        }
    }

    private ChainState apply(ChainId chain, ChainInput input, String rule) {
        Outcome outcome = commits.commit(new Change.Apply(chain, input));
        if (!(outcome instanceof Outcome.Applied applied)) {
            throw new UnknownChainException(chain);
        }
        ChainState state = applied.after().chain().state();
        if (applied.effect() != Effect.MOVED) {
            throw new ChainStateException(chain, rule, state);
        }
        return state;
    }
}
