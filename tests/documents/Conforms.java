import java.io.FileInputStream;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.PDFAParser;
import org.verapdf.pdfa.PDFAValidator;
import org.verapdf.pdfa.flavours.PDFAFlavour;
import org.verapdf.pdfa.results.TestAssertion;
import org.verapdf.pdfa.validation.profiles.ProfileDetails;
import org.verapdf.pdfa.validation.profiles.ProfileDirectory;
import org.verapdf.pdfa.validation.profiles.Profiles;
import org.verapdf.pdfa.validation.profiles.Rule;
import org.verapdf.pdfa.validation.profiles.RuleId;
import org.verapdf.pdfa.validation.profiles.ValidationProfile;
import org.verapdf.pdfa.validation.profiles.Variable;

/**
 * Prints a line "file flavour conforms" or "file flavour fails: clauses" for each file and each flavour (3a,3u,ua1).
 *
 * <p>A file is read once for all flavours of a family, and a rule that several of them share is judged once.
 */
public class Conforms {
    public static void main(String[] arguments) throws Exception {
        VeraGreenfieldFoundryProvider.initialise();
        Map<PDFAFlavour.SpecificationFamily, List<PDFAFlavour>> families = new LinkedHashMap<>();
        for (String name : arguments[0].split(",")) {
            PDFAFlavour flavour = PDFAFlavour.fromString(name);
            PDFAFlavour.SpecificationFamily family = flavour.getPart().getFamily();
            families.computeIfAbsent(family, key -> new ArrayList<>()).add(flavour);
        }
        for (List<PDFAFlavour> flavours : families.values()) {
            judge(flavours, Arrays.copyOfRange(arguments, 1, arguments.length));
        }
    }

    /** What is read of a file depends on the family of the flavours. */
    private static void judge(List<PDFAFlavour> flavours, String[] files) throws Exception {
        Map<PDFAFlavour, Set<Integer>> asked = new LinkedHashMap<>();
        Map<String, Rule> rules = new LinkedHashMap<>();
        Set<Variable> variables = new HashSet<>();
        ProfileDirectory profiles = Profiles.getVeraProfileDirectory();
        for (PDFAFlavour flavour : flavours) {
            ValidationProfile profile = profiles.getValidationProfileByFlavour(flavour);
            variables.addAll(profile.getVariables());
            Set<Integer> numbers = new HashSet<>();
            for (Rule rule : profile.getRules()) {
                rules.putIfAbsent(describe(rule), number(rule, rules.size()));
                numbers.add(rules.get(describe(rule)).getRuleId().getTestNumber());
            }
            asked.put(flavour, numbers);
        }
        PDFAFlavour first = flavours.get(0);
        ProfileDetails details = profiles.getValidationProfileByFlavour(first).getDetails();
        ValidationProfile all =
                Profiles.profileFromValues(first, details, "", new HashSet<>(rules.values()), variables);
        for (String name : files) {
            List<RuleId> failed = new ArrayList<>();
            try (InputStream file = new FileInputStream(name);
                    PDFAParser parser = Foundries.defaultInstance().createParser(file, first);
                    PDFAValidator validator = Foundries.defaultInstance().createValidator(all, false)) {
                for (TestAssertion each : validator.validate(parser).getTestAssertions()) {
                    if (each.getStatus() == TestAssertion.Status.FAILED) {
                        failed.add(each.getRuleId());
                    }
                }
            }
            for (PDFAFlavour flavour : flavours) {
                StringBuilder clauses = new StringBuilder();
                for (RuleId rule : failed) {
                    if (asked.get(flavour).contains(rule.getTestNumber())) {
                        clauses.append(' ').append(rule.getClause());
                    }
                }
                String said = clauses.length() == 0 ? "conforms" : "fails:" + clauses;
                System.out.println(name + " " + flavour.getId() + " " + said);
            }
        }
    }

    /** Two flavours may call different rules by the same number: here each rule has a number of its own. */
    private static Rule number(Rule rule, int number) {
        RuleId named = rule.getRuleId();
        RuleId id = Profiles.ruleIdFromValues(named.getSpecification(), named.getClause(), number);
        return Profiles.ruleFromValues(id, rule.getObject(), rule.getDeferred(), rule.getTags(), rule.getDescription(),
                rule.getTest(), rule.getError(), rule.getReferences());
    }

    /** The same for two rules when flavours ask for the same. */
    private static String describe(Rule rule) {
        return String.join("\n", rule.getRuleId().toString(), rule.getObject(), String.valueOf(rule.getDeferred()),
                rule.getTest());
    }
}
