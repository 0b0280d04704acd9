package io.github.webhooks4j.console.internal.web;

import io.github.webhooks4j.console.display.ConsoleBrand;
import io.github.webhooks4j.console.exchange.ConsoleResponse;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;

/** Stylesheet, script and pictures: the same for every visitor, and under a path that changes with their content. Immutable. */
public final class Assets {
    private static final int HASH_BYTES = 8;
    private static final String PREFIX = "/assets/";
    private static final String SVG = "image/svg+xml";

    private final Map<String, Asset> byName;
    private final String path;

    private Assets(Map<String, Asset> byName, String hash) {
        this.byName = byName;
        this.path = PREFIX + hash + "/";
    }

    // No record: these have no arrays.
    private static final class Asset {
        private final String type;
        private final byte[] content;

        Asset(String type, byte[] content) {
            this.type = type;
            this.content = content;
        }

        String type() {
            return type;
        }

        byte[] content() {
            return content;
        }
    }

    /** Loads the assets, with the colour and logo of a brand. */
    public static Assets of(ConsoleBrand brand) {
        var assets = new TreeMap<String, Asset>();
        String accent = brand.accent()
                .map(colour ->
                        ":root{--accent:light-dark(" + colour + ",color-mix(in srgb," + colour + " 45%,white))}\n")
                .orElse("");
        byte[] style =
                (new String(load("console.css"), StandardCharsets.UTF_8) + accent).getBytes(StandardCharsets.UTF_8);
        assets.put("console.css", new Asset("text/css; charset=utf-8", style));
        assets.put("console.js", new Asset("text/javascript; charset=utf-8", load("console.js")));
        assets.put("icon.svg", new Asset(SVG, load("icon.svg")));
        brand.logo().ifPresent(logo -> assets.put("logo.svg", new Asset(SVG, logo)));
        return new Assets(assets, hash(assets));
    }

    /** Returns the path of an asset below the mount. */
    public String path(String name) {
        return path + name;
    }

    /** Returns whether a path below the mount is one of assets. */
    public static boolean isAsset(String path) {
        return path.startsWith(PREFIX);
    }

    /** Returns the asset at a path; 404 for another or former one. */
    public ConsoleResponse respond(String requested) {
        Asset asset = requested.startsWith(path) ? byName.get(requested.substring(path.length())) : null;
        if (asset == null) {
            return ConsoleResponse.text(404, "not found");
        }
        return ConsoleResponse.of(200, asset.type(), asset.content())
                .withHeader("Cache-Control", "public, max-age=31536000, immutable")
                .withHeader("X-Content-Type-Options", "nosniff")
                .withHeader("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'")
                .withHeader("Cross-Origin-Resource-Policy", "same-origin");
    }

    private static byte[] load(String name) {
        try (InputStream in = Assets.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException(name + " must be beside Assets on the class path");
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new IllegalStateException(name + " must be readable on the class path", e);
        }
    }

    private static String hash(Map<String, Asset> assets) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            assets.forEach((name, asset) -> digest.update(asset.content()));
            return HexFormat.of().formatHex(digest.digest(), 0, HASH_BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK must have SHA-256", e);
        }
    }
}
