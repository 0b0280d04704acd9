package io.github.webhooks4j.house;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/** The POMs of the project as they are written, without what Maven makes of them. */
final class Poms {
    static final Path PROJECT = Path.of("..");

    private Poms() {}

    /** The POM that all others inherit from. */
    static Element parent() {
        return read(PROJECT.resolve("pom.xml"));
    }

    static Element of(String module) {
        return read(PROJECT.resolve(module).resolve("pom.xml"));
    }

    /** Returns the directories of the modules that every build has, from that of the project. */
    static List<String> modules() {
        return child(parent(), "modules")
                .map(modules -> texts(modules, "module"))
                .orElseThrow();
    }

    /** Returns the names of the modules that are uploaded. */
    static List<String> published() {
        List<String> excluded = texts(parent(), "excludeArtifact");
        return modules().stream()
                .filter(module ->
                        !excluded.contains(Path.of(module).getFileName().toString()))
                .toList();
    }

    /** Returns the text of every element of that name, at any depth. */
    static List<String> texts(Element within, String name) {
        var texts = new ArrayList<String>();
        NodeList found = within.getElementsByTagName(name);
        for (int i = 0; i < found.getLength(); i++) {
            texts.add(found.item(i).getTextContent().strip());
        }
        return texts;
    }

    /** Returns the element of that name directly in {@code parent}. */
    static Optional<Element> child(Element parent, String name) {
        NodeList children = parent.getChildNodes();
        for (int i = 0; i < children.getLength(); i++) {
            if (children.item(i) instanceof Element element
                    && element.getTagName().equals(name)) {
                return Optional.of(element);
            }
        }
        return Optional.empty();
    }

    static String text(Element parent, String name) {
        return child(parent, name)
                .map(element -> element.getTextContent().strip())
                .orElse("");
    }

    /** Returns the profile of that name of the parent. */
    static Element profile(String id) {
        NodeList profiles = parent().getElementsByTagName("profile");
        for (int i = 0; i < profiles.getLength(); i++) {
            if (profiles.item(i) instanceof Element profile
                    && text(profile, "id").equals(id)) {
                return profile;
            }
        }
        throw new IllegalStateException("no profile " + id);
    }

    private static Element read(Path pom) {
        try (var in = Files.newInputStream(pom)) {
            Document document =
                    DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(in);
            return document.getDocumentElement();
        } catch (IOException | SAXException | ParserConfigurationException e) {
            throw new IllegalStateException("unreadable POM: " + pom, e);
        }
    }
}
