package io.github.webhooks4j.cli.store;

import io.github.webhooks4j.cli.io.ApiToken;
import io.github.webhooks4j.cli.io.CommandFailure;
import io.github.webhooks4j.cli.io.Surroundings;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options that name a store, or a hub that has it open. */
final class SourceOptions {
    @Mixin
    private final StoreOptions store;

    @Option(names = "--hub", paramLabel = "URL", description = "A hub that runs, such as http://127.0.0.1:8080.")
    private @Nullable String hub;

    @Option(
            names = "--api-token-file",
            paramLabel = "FILE",
            description = "The file with the token that the hub asks for.")
    private @Nullable Path tokenFile;

    SourceOptions(Surroundings surroundings) {
        store = new StoreOptions(surroundings);
    }

    /** Returns the one source that is named. */
    ChainSource open() {
        String named = hub;
        if (named == null) {
            return new StoreSource(store);
        }
        if (store.isFile() || store.isPostgres()) {
            throw CommandFailure.usage(
                    "--hub must be given without --store and --postgres: the hub has the store open");
        }
        return new HubSource(url(named), tokenFile == null ? null : ApiToken.read(tokenFile));
    }

    private static URI url(String text) {
        try {
            var url = new URI(text);
            boolean web = "http".equals(url.getScheme()) || "https".equals(url.getScheme());
            if (web && url.getHost() != null && url.getRawQuery() == null && url.getRawUserInfo() == null) {
                return url;
            }
        } catch (URISyntaxException e) {
            // Reported below, without the text, which may hold a password.
        }
        throw CommandFailure.usage("--hub must be a URL such as http://127.0.0.1:8080, without user and query");
    }
}
