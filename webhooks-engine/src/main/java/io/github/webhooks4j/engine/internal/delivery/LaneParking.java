package io.github.webhooks4j.engine.internal.delivery;

import io.github.webhooks4j.engine.internal.backend.CommandGateway;
import io.github.webhooks4j.engine.internal.lane.LaneScheduler;
import io.github.webhooks4j.engine.internal.registry.RegistryListener;
import io.github.webhooks4j.webhook.Webhook;

/** Parks the lanes of a webhook that is disabled, unparks them when it is enabled, and applies changed rate limits. */
public final class LaneParking implements RegistryListener {
    private final LaneScheduler lanes;
    private final CommandGateway commits;

    public LaneParking(LaneScheduler lanes, CommandGateway commits) {
        this.lanes = lanes;
        this.commits = commits;
    }

    @Override
    public void onStatusChanged(Webhook webhook) {
        switch (webhook.status()) {
            case ENABLED -> lanes.unpark(webhook.id());
            case DISABLED, DISABLED_GONE, DISABLED_FAILING -> commits.release(lanes.park(webhook.id()));
            case DELETED -> {
                // DeletedWebhookCleaner parks its lanes until its chains are cancelled.
            }
        }
    }

    @Override
    public void onSettingsChanged(Webhook webhook) {
        lanes.applyLimits(webhook.id());
    }
}
