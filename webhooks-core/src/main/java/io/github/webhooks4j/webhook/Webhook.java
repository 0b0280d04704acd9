package io.github.webhooks4j.webhook;

import static java.util.Objects.requireNonNull;

import io.github.webhooks4j.signature.SignatureScheme;
import io.github.webhooks4j.signature.WebhookPublicKey;
import io.github.webhooks4j.signature.WebhookSecret;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The configuration of one webhook. Immutable.
 *
 * @param id its id
 * @param revision counts the changes of its settings, from 1
 * @param settings the settings that its user chose
 * @param secrets the secrets that sign its deliveries, the current ones first: one for each scheme of its settings
 * @param status whether it starts chains
 * @param createdAt when it was created
 * @param statusSince since when it has its status: by the clock of the node that changed it, or the store's if it was
 *     disabled automatically
 */
public record Webhook(
        WebhookId id,
        int revision,
        WebhookSettings settings,
        List<SigningSecret> secrets,
        WebhookStatus status,
        Instant createdAt,
        Instant statusSince) {
    /**
     * Checks and copies.
     *
     * @throws IllegalArgumentException if the revision is less than 1, or there is no current secret in the first place
     */
    public Webhook {
        requireNonNull(id, "id");
        requireNonNull(settings, "settings");
        requireNonNull(status, "status");
        requireNonNull(createdAt, "createdAt");
        requireNonNull(statusSince, "statusSince");
        secrets = List.copyOf(secrets);
        if (revision < 1) {
            throw new IllegalArgumentException("webhook " + id + " must count revisions from 1, was " + revision);
        }
        if (secrets.isEmpty() || secrets.get(0).expiresAt() != null) {
            throw new IllegalArgumentException("webhook " + id + " must have a secret first that does not expire");
        }
    }

    /** Creates a webhook that has had its status since it was created. */
    public Webhook(
            WebhookId id,
            int revision,
            WebhookSettings settings,
            List<SigningSecret> secrets,
            WebhookStatus status,
            Instant createdAt) {
        this(id, revision, settings, secrets, status, createdAt, createdAt);
    }

    /**
     * Returns the current secret: the one that the receiver needs, or if the webhook signs with {@code v1a} only, that of which
     * the receiver needs the {@linkplain #publicKey() public key}.
     */
    public WebhookSecret secret() {
        return secrets.get(0).secret();
    }

    /** Returns the current secret of a scheme; empty if its deliveries are not signed with it. */
    public Optional<WebhookSecret> secret(SignatureScheme scheme) {
        return secrets.stream()
                .filter(secret -> secret.expiresAt() == null)
                .map(SigningSecret::secret)
                .filter(secret -> secret.scheme() == scheme)
                .findFirst();
    }

    /** Returns the current public key, to show to receivers; empty if its deliveries are not signed with {@code v1a}. */
    public Optional<WebhookPublicKey> publicKey() {
        return secret(SignatureScheme.V1A).flatMap(WebhookSecret::publicKey);
    }

    /** Returns the secrets that sign at {@code now}, the current one first. */
    public List<WebhookSecret> activeSecrets(Instant now) {
        // A loop, since every attempt calls this.
        var live = new ArrayList<WebhookSecret>(secrets.size());
        for (SigningSecret secret : secrets) {
            if (secret.isActive(now)) {
                live.add(secret.secret());
            }
        }
        return live;
    }

    /**
     * Returns this webhook with other settings, as its next revision. A destination whose URL it has already keeps its
     * number; every other gets a new one. Unfinished chains continue with their settings.
     */
    public Webhook withSettings(WebhookSettings next) {
        return withSettings(next, false);
    }

    /**
     * Returns this webhook with other settings, as {@link #withSettings(WebhookSettings)} does.
     *
     * @param moveUnfinished whether unfinished chains of all earlier revisions move to these settings; if not, chains
     *     that still have to move to an earlier revision move to that one
     */
    public Webhook withSettings(WebhookSettings next, boolean moveUnfinished) {
        List<Destination> numbered = DestinationNumbers.of(next.destinations(), settings.destinations(), revision + 1);
        WebhookSettings changed = next.withDestinations(numbered)
                .withChainsMoveTo(moveUnfinished ? revision + 1 : settings.chainsMoveTo())
                .withDropBefore(settings.dropBefore());
        return new Webhook(id, revision + 1, changed, secrets, status, createdAt, statusSince);
    }

    /** Returns this webhook, as its next revision, without deliveries of chains that were started before {@code now}. */
    public Webhook droppingBacklog(Instant now) {
        return new Webhook(id, revision + 1, settings.withDropBefore(now), secrets, status, createdAt, statusSince);
    }

    /** Returns this webhook with other secrets. */
    public Webhook withSecrets(List<SigningSecret> secrets) {
        return new Webhook(id, revision, settings, secrets, status, createdAt, statusSince);
    }

    /** Returns this webhook with another status since {@code now}; itself if it has that status. */
    public Webhook withStatus(WebhookStatus status, Instant now) {
        return this.status == status ? this : new Webhook(id, revision, settings, secrets, status, createdAt, now);
    }
}
