package io.github.webhooks4j.engine;

import io.github.webhooks4j.engine.callback.CallbackEndpoint;
import io.github.webhooks4j.engine.history.History;
import io.github.webhooks4j.engine.internal.commit.CommitLimits;
import io.github.webhooks4j.engine.internal.commit.CommitQueue;
import io.github.webhooks4j.engine.internal.runtime.EngineCore;
import io.github.webhooks4j.engine.internal.runtime.EngineOptions;
import java.util.function.UnaryOperator;

/** What an application calls, above parts that a test runs itself; and options that only this package sets. */
public final class TestFacades {
    public final Webhooks webhooks;
    public final Chains chains;
    public final Bulk bulk;
    public final SetAside setAside;
    public final History history;
    public final CallbackEndpoint callbacks;

    public TestFacades(EngineOptions options, EngineCore parts) {
        var facades = new EngineFacades(options, parts);
        this.webhooks = facades.webhooks;
        this.chains = facades.chains;
        this.bulk = facades.bulk;
        this.setAside = facades.setAside;
        this.history = facades.history;
        this.callbacks = facades.callbacks;
    }

    public static EngineOptions options(
            WebhookEngineBuilder builder, int slice, CommitLimits limits, UnaryOperator<CommitQueue> queueing) {
        builder.slice = slice;
        builder.commitLimits = limits;
        builder.queueing = queueing;
        return builder.options();
    }
}
