package io.github.webhooks4j.payload;

import io.github.webhooks4j.Violation;
import io.github.webhooks4j.internal.json.ObjectWriter;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The repository that was pushed to. Immutable. Every component but {@code repoName} is null when the payload lacks it; an
 * empty text stays an empty text.
 *
 * @param repoName {@code namespace/name}, or the bare name of an official image; never empty
 * @param name the last part of the name
 * @param namespace the user or organisation; {@code library} for official images
 * @param owner a user, also when the namespace is an organisation
 * @param repoUrl the page for people
 * @param description the short description
 * @param fullDescription the README, kilobytes at times
 * @param dockerfile the Dockerfile of an automated build
 * @param status only {@code Active} was ever seen
 * @param dateCreated when the repository was created, to the second
 * @param commentCount comments on the page
 * @param starCount stars
 * @param isPrivate whether the repository is private
 * @param isOfficial false even for {@code library/busybox}
 * @param isTrusted whether it is an automated build
 * @param otherFields the fields not named here
 */
public record Repository(
        String repoName,
        @Nullable String name,
        @Nullable String namespace,
        @Nullable String owner,
        @Nullable String repoUrl,
        @Nullable String description,
        @Nullable String fullDescription,
        @Nullable String dockerfile,
        @Nullable String status,
        @Nullable Instant dateCreated,
        @Nullable Integer commentCount,
        @Nullable Integer starCount,
        @Nullable Boolean isPrivate,
        @Nullable Boolean isOfficial,
        @Nullable Boolean isTrusted,
        Map<String, @Nullable Object> otherFields) {
    private static final List<String> KEYS = List.of(
            "comment_count",
            "date_created",
            "description",
            "dockerfile",
            "full_description",
            "is_official",
            "is_private",
            "is_trusted",
            "name",
            "namespace",
            "owner",
            "repo_name",
            "repo_url",
            "star_count",
            "status");

    /**
     * Checks and copies.
     *
     * @throws IllegalArgumentException if {@code repoName} is empty, {@code dateCreated} is not in the years 1 to 9999, or
     *     {@code otherFields} holds a field that has a component here
     */
    public Repository {
        if (repoName.isEmpty()) {
            throw new IllegalArgumentException("repoName must not be empty");
        }
        dateCreated = WireTime.toSecond("dateCreated", dateCreated);
        otherFields = FieldWriter.unknownFields(otherFields, KEYS);
    }

    /** Returns a builder for a repository of that name; {@code name} and {@code namespace} follow from it. */
    public static RepositoryBuilder builder(String repoName) {
        return new RepositoryBuilder(repoName);
    }

    static Repository read(FieldReader fields) {
        return new Repository(
                fields.requiredText("repo_name"),
                fields.text("name"),
                fields.text("namespace"),
                fields.text("owner"),
                fields.text("repo_url"),
                fields.text("description"),
                fields.text("full_description"),
                fields.text("dockerfile"),
                fields.text("status"),
                fields.time("date_created"),
                fields.count("comment_count"),
                fields.count("star_count"),
                fields.bool("is_private"),
                fields.bool("is_official"),
                fields.bool("is_trusted"),
                fields.remaining(KEYS));
    }

    /** Shows the name, quoted: it is untrusted text. */
    @Override
    public String toString() {
        return "Repository[" + Violation.quote(repoName) + "]";
    }

    void writeTo(ObjectWriter out) {
        new FieldWriter(out, otherFields)
                .put("comment_count", commentCount)
                .put("date_created", dateCreated == null ? null : dateCreated.getEpochSecond())
                .put("description", description)
                .put("dockerfile", dockerfile)
                .put("full_description", fullDescription)
                .put("is_official", isOfficial)
                .put("is_private", isPrivate)
                .put("is_trusted", isTrusted)
                .put("name", name)
                .put("namespace", namespace)
                .put("owner", owner)
                .put("repo_name", repoName)
                .put("repo_url", repoUrl)
                .put("star_count", starCount)
                .put("status", status)
                .remaining(KEYS);
    }
}
