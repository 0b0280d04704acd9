package io.github.webhooks4j.engine.callback;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.github.webhooks4j.chain.ChainId;
import io.github.webhooks4j.chain.ChainPlan;
import io.github.webhooks4j.delivery.DeliveryId;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

class CallbackUrlsFuzzTest {
    private static final URI BASE = URI.create("https://hub.example/callbacks");
    private static final String LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789_";

    private final CallbackUrls urls = new CallbackUrls(key(1));
    private final CallbackUrls foreign = new CallbackUrls(key(2));

    @FuzzTest
    void knows_its_own_urls_and_no_others(byte[] input) {
        String path = new String(input, StandardCharsets.UTF_8);

        urls.parse(path).ifPresent(known -> assertThat(token(path)).isEqualTo(token(own(known))));

        int hash = Arrays.hashCode(input);
        var delivery = new DeliveryId(chainOf(input), Math.floorMod(hash, ChainPlan.MAX_STEPS));
        var target = new CallbackUrls.Target(delivery, Math.floorMod(hash, 3));
        String own = own(target);
        assertThat(urls.parse(own)).contains(target);
        assertThat(foreign.parse(own)).isEmpty();
        assertThat(urls.parse(changed(own, hash))).isEmpty();
        assertThat(urls.parse(own.substring(0, own.length() - 1))).isEmpty();
        if (!path.isEmpty()) {
            String longer = own + path;
            urls.parse(longer).ifPresent(other -> assertThat(token(longer)).isEqualTo(token(own(other))));
        }
    }

    private String own(CallbackUrls.Target target) {
        return URI.create(urls.urlFor(BASE, target.delivery(), target.run())).getPath();
    }

    /** Returns the last segment without a slash behind it and without escapes. */
    private static String token(String path) {
        String trimmed = path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
        return URLDecoder.decode(trimmed.substring(trimmed.lastIndexOf('/') + 1), StandardCharsets.UTF_8);
    }

    /** Another letter somewhere in the last segment. */
    private static String changed(String path, int hash) {
        int start = path.lastIndexOf('/') + 1;
        int at = start + Math.floorMod(hash, path.length() - start);
        return path.substring(0, at) + (path.charAt(at) == 'a' ? 'b' : 'a') + path.substring(at + 1);
    }

    private static ChainId chainOf(byte[] input) {
        var id = new StringBuilder("c");
        for (int i = 0; i < Math.min(input.length, 63); i++) {
            id.append(LETTERS.charAt(Math.floorMod(input[i], LETTERS.length())));
        }
        return new ChainId(id.toString());
    }

    private static byte[] key(int fill) {
        byte[] key = new byte[32];
        Arrays.fill(key, (byte) fill);
        return key;
    }
}
