package io.github.webhooks4j.engine;

import io.github.webhooks4j.chain.ChainEvent;
import io.github.webhooks4j.chain.ChainId;
import io.github.webhooks4j.chain.ChainState;
import io.github.webhooks4j.chain.ChainStateException;
import io.github.webhooks4j.chain.Transition.Effect;
import io.github.webhooks4j.chain.UnknownChainException;
import io.github.webhooks4j.engine.internal.backend.CommandGateway;
import io.github.webhooks4j.engine.internal.context.EventNumbers;
import io.github.webhooks4j.engine.internal.registry.OutdatedWebhooksException;
import io.github.webhooks4j.engine.internal.registry.WebhookRegistry;
import io.github.webhooks4j.spi.store.ChainDetails;
import io.github.webhooks4j.spi.store.HistoryStore;
import io.github.webhooks4j.spi.store.Mutation;
import io.github.webhooks4j.spi.store.MutationResult;
import io.github.webhooks4j.spi.store.NewChain;
import io.github.webhooks4j.webhook.Webhook;
import io.github.webhooks4j.webhook.WebhookId;
import java.util.List;

/** Commands of an operator on chains. Thread-safe. Every method returns when its effect is durable. */
public final class Chains {
    private final HistoryStore history;
    private final WebhookRegistry registry;
    private final EventNumbers numbers;
    private final CommandGateway commits;

    Chains(HistoryStore history, WebhookRegistry registry, EventNumbers numbers, CommandGateway commits) {
        this.history = history;
        this.registry = registry;
        this.numbers = numbers;
        this.commits = commits;
    }

    /**
     * Resumes an interrupted chain at its step: the payload is delivered again, under the same {@code webhook-id} and
     * with a new retry schedule, and a new callback is awaited.
     *
     * @return the state it is in now
     * @throws UnknownChainException if there is no such chain
     * @throws ChainStateException if the chain is not interrupted
     */
    public ChainState resume(ChainId chain) {
        return apply(chain, new ChainEvent.Resume(), "can be resumed only while interrupted");
    }

    /**
     * Cancels a chain: nothing more is sent. An attempt in flight is not aborted.
     *
     * @return the state it is in now
     * @throws UnknownChainException if there is no such chain
     * @throws ChainStateException if the chain is complete or cancelled
     */
    public ChainState cancel(ChainId chain) {
        return apply(chain, new ChainEvent.Cancel(), "can be cancelled only before it is complete");
    }

    /**
     * Runs a finished chain again as a new one, for the same event and with the webhook's present settings. A test of the
     * first step is one again.
     *
     * @return the new chain
     * @throws UnknownChainException if there is no such chain
     * @throws ChainStateException if the chain is not finished
     * @throws io.github.webhooks4j.webhook.UnknownWebhookException if its webhook was deleted
     * @throws io.github.webhooks4j.webhook.WebhookDisabledException if its webhook is disabled
     */
    public ChainId rerun(ChainId chain) {
        ChainDetails original = history.findChain(chain).orElseThrow(() -> new UnknownChainException(chain));
        WebhookId id = original.chain().webhook();
        for (int left = WebhookRegistry.MAX_CHOICES; ; left--) {
            List<Long> basis = registry.basis();
            Webhook webhook = registry.requireEnabled(id);
            var again = new NewChain(
                    ChainId.of(registry.number(id), numbers.allocateRerun(chain.number())),
                    webhook.id(),
                    webhook.revision(),
                    webhook.settings().plan(original.event().test()),
                    null);
            MutationResult outcome = commits.commit(new Mutation.Rerun(chain, again, basis));
            if (outcome instanceof MutationResult.Started) {
                return again.id();
            }
            if (outcome instanceof MutationResult.Unfinished unfinished) {
                throw new ChainStateException(
                        chain,
                        "can be run again only when it is finished",
                        unfinished.original().chain().state());
            }
            if (!(outcome instanceof MutationResult.WebhooksOutdated)) {
                throw new UnknownChainException(chain);
            }
            registry.readAnew(new OutdatedWebhooksException(basis), left - 1);
        }
    }

    private ChainState apply(ChainId chain, ChainEvent input, String rule) {
        MutationResult outcome = commits.commit(new Mutation.Apply(chain, input));
        if (!(outcome instanceof MutationResult.Applied applied)) {
            throw new UnknownChainException(chain);
        }
        ChainState state = applied.after().chain().state();
        if (applied.effect() != Effect.MOVED) {
            throw new ChainStateException(chain, rule, state);
        }
        return state;
    }
}
