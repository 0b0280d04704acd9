package io.github.webhooks4j.engine;

import static java.util.Objects.requireNonNull;

import io.github.webhooks4j.catalog.EventCatalog;
import io.github.webhooks4j.engine.callback.CallbackEndpoint;
import io.github.webhooks4j.engine.history.History;
import io.github.webhooks4j.engine.internal.backend.CommandGateway;
import io.github.webhooks4j.engine.internal.registry.HandshakeValidator;
import io.github.webhooks4j.engine.internal.runtime.EngineCatalog;
import io.github.webhooks4j.engine.internal.runtime.EngineCore;
import io.github.webhooks4j.engine.internal.runtime.EngineOptions;
import io.github.webhooks4j.engine.internal.runtime.LocalKnowledge;
import io.github.webhooks4j.engine.internal.upkeep.BulkPlanner;
import io.github.webhooks4j.engine.internal.upkeep.OwnerEraser;
import io.github.webhooks4j.internal.hmac.HmacSha256;
import io.github.webhooks4j.webhook.WebhookRules;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** The interface of an engine to the application. It is built on the parts, and no part refers to it. */
final class EngineFacades {
    private static final int MAX_PURPOSE = 100;

    final Webhooks webhooks;
    final Chains chains;
    final Bulk bulk;
    final SetAside setAside;
    final History history;
    final CallbackEndpoint callbacks;
    private final EngineOptions options;
    private final CommandGateway commits;
    private final OwnerEraser eraser;

    EngineFacades(EngineOptions options, EngineCore parts) {
        this.options = options;
        this.webhooks = new Webhooks(
                parts.context,
                parts.registry,
                options,
                new HandshakeValidator(
                        options.abuseProtection(), options.transport(), options.userAgent(), options.attemptTimeout()),
                parts.deletions,
                parts.publisher);
        this.chains =
                new Chains(parts.backend.history(), parts.registry, parts.numbers, parts.commits, options.clock());
        this.bulk =
                new Bulk(parts.store, new BulkPlanner(parts.store, parts.registry), parts.context.ids(), parts.commits);
        this.setAside = new SetAside(parts.shelf, parts.commits, parts.committer, options.disabling());
        this.history = new History(parts.backend.history(), parts.store, new LocalKnowledge(parts, options));
        this.callbacks =
                new CallbackEndpoint(parts.callbackUrls, parts.commits, options.clock(), options.callbackRateLimit());
        this.commits = parts.commits;
        this.eraser = new OwnerEraser(parts.store, parts.registry);
    }

    Optional<EventCatalog> catalog() {
        return Optional.ofNullable(options.catalog()).map(EngineCatalog::types);
    }

    ErasedOwner eraseOwner(String owner) {
        requireNonNull(owner, "owner");
        WebhookRules.requireOwner(owner);
        commits.requireOpen();
        OwnerEraser.Total total = eraser.erase(owner);
        return new ErasedOwner(total.webhooks(), total.chains(), total.events());
    }

    /** The names in callback URLs have no colon, so that no derived key is the mac of one. */
    byte[] deriveKey(String purpose) {
        if (purpose.isBlank() || purpose.length() > MAX_PURPOSE) {
            throw new IllegalArgumentException("the purpose of a key must be 1 to " + MAX_PURPOSE
                    + " characters and not blank, was " + purpose.length() + " characters");
        }
        return new HmacSha256(EngineCore.signingKey(options))
                .compute(("derived:" + purpose).getBytes(StandardCharsets.UTF_8));
    }
}
