package io.github.webhooks4j.house;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaModifier;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Finds the types whose objects can hold a secret, in themselves or in what they refer to. */
final class SecretHolders {
    private final JavaClasses classes;

    SecretHolders(JavaClasses classes) {
        this.classes = classes;
    }

    /** Returns the names of the public ones that can be instances: no interfaces, nothing abstract. */
    Set<String> publicNames() {
        return holders().stream()
                .filter(SecretHolders::isPublic)
                .filter(type -> !type.isInterface() && !type.getModifiers().contains(JavaModifier.ABSTRACT))
                .map(JavaClass::getName)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private Set<JavaClass> holders() {
        var holders = new HashSet<JavaClass>();
        classes.stream().filter(SecretHolders::hidesFields).forEach(holders::add);
        boolean grown = true;
        while (grown) {
            grown = false;
            for (JavaClass type : classes) {
                if (!holders.contains(type) && refersToOneOf(holders, type)) {
                    grown |= holders.add(type);
                }
            }
        }
        return holders;
    }

    /** What is hidden from serialisers is a transient field of something that is never serialised by Java itself. */
    private static boolean hidesFields(JavaClass type) {
        return !type.isAssignableTo(java.io.Serializable.class)
                && type.getFields().stream().anyMatch(field -> isOfInstance(field, JavaModifier.TRANSIENT));
    }

    private static boolean refersToOneOf(Set<JavaClass> holders, JavaClass type) {
        return type.getAllSubclasses().stream().anyMatch(holders::contains)
                || type.getFields().stream()
                        .filter(field -> !field.getModifiers().contains(JavaModifier.STATIC))
                        .flatMap(field -> field.getAllInvolvedRawTypes().stream())
                        .anyMatch(holders::contains);
    }

    private static boolean isOfInstance(JavaField field, JavaModifier modifier) {
        return field.getModifiers().contains(modifier) && !field.getModifiers().contains(JavaModifier.STATIC);
    }

    private static boolean isPublic(JavaClass type) {
        return type.getModifiers().contains(JavaModifier.PUBLIC)
                && !type.getPackageName().contains(".internal")
                && type.getEnclosingClass().map(SecretHolders::isPublic).orElse(true);
    }
}
