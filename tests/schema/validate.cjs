// SPDX-License-Identifier: MIT
// validate.cjs - holds documents against the schemas in docs/schema, with Ajv.
//
// usage: node validate.cjs SCHEMAS DOCUMENTS [GOLDEN]
//
// SCHEMAS    folder of the schemas, draft 2020-12
// DOCUMENTS  folder of documents: "manifest-NAME.json" must fit "manifest.json"
// GOLDEN     folder of golden tests: each facts.json and findings.json in it must fit too
//
// A schema that takes everything would pass too, so each document is spoiled as well: with one
// member more in each of its objects, and one member less in each. Every one must be refused.
//
// "NAME.sarif" must fit the schema of SARIF 2.1.0, which @microsoft/jest-sarif carries.
'use strict';
const fs = require('fs');
const path = require('path');
const Ajv = require('ajv/dist/2020');

const [schemas, documents, golden] = process.argv.slice(2);
const read = (file) => JSON.parse(fs.readFileSync(file, 'utf8'));

const ajv = new Ajv({ strict: true, strictTypes: false, allErrors: false });
for (const name of fs.readdirSync(schemas)) {
  if (name.endsWith('.json')) ajv.addSchema(read(path.join(schemas, name)), name);
}

function files() {
  const found = fs.readdirSync(documents).filter((name) => name.endsWith('.json')).sort()
    .map((name) => [path.join(documents, name), name.replace(/(-[^.]*)?\.json$/, '.json')]);
  if (!golden) return found;
  for (const scenario of fs.readdirSync(golden).sort()) {
    for (const name of ['facts.json', 'findings.json']) {
      const file = path.join(golden, scenario, name);
      if (fs.existsSync(file)) found.push([file, name]);
    }
  }
  return found;
}

// Members that a document need not have: facts themselves, and what only some facts carry.
const optional = /(^|\/facts)\/facts\/[^/]+(\/(value|why|from|kind))?$/;
// Of rules: the numbers that a profile gives, and what a profile of one's own leaves to its base.
const parameter = /\/parameters\/[^/]+$/;
const unsaid = { 'profile.json': /^\/(dated|source|extends)$/ };
// Who collected facts may be unsaid too.
const origin = {
  'facts.json': /^\/(tool|collected|machine|deep)$/,
  'manifest.json': /^\/facts\/(tool|collected|machine|deep)$/,
};
// Of a target: what a person need not say. The rest is what the schema says is required.
const whole = /^\/(schema|subscription|resource_group|region|gallery|definition|version)$|\/gallery\/(name|sharing)$|\/definition\/(name|publisher|offer)$|\/version\/(number|source|regions)$|\/source\/kind$|\/upload\/file$|\/regions\/\d+\/name$|\/assignments\/\d+\/(role|kind)$|\/(dev_center|identity|windows365)\/(action|kind|managed_image)$|\/(virtual_machines|scale_sets)\/\d+\/(name|size|subnet_id)$/;
// Rows of a fact and the report of an action have the members that the probe or action gives them.
const rows = /\/value\/\d+\/[^/]+$/;
const report = /\/report(\/|$)/;

function* spoiled(value, at, root, schema) {
  if (value === null || typeof value !== 'object') return;
  if (!Array.isArray(value) && !report.test(at)) {
    value.surplus = {};
    yield [`${at}/surplus added`, root];
    delete value.surplus;
    for (const [member, was] of Object.entries(value)) {
      const place = `${at}/${member}`;
      if (optional.test(place) || rows.test(place)) continue;
      if (parameter.test(place) && Object.keys(value).length > 1) continue;
      if (parameter.test(place) && schema !== 'profile.json') continue;
      if (unsaid[schema] && unsaid[schema].test(place)) continue;
      if (schema === 'target.json' && !whole.test(place)) continue;
      if (origin[schema] && origin[schema].test(place)) continue;
      delete value[member];
      yield [`${place} removed`, root];
      value[member] = was;
    }
  }
  for (const member of Object.keys(value)) yield* spoiled(value[member], `${at}/${member}`, root, schema);
}

let faults = 0;
let spoils = 0;
const fault = (text) => { console.log(text); faults += 1; };
const list = files();
for (const [file, schema] of list) {
  const validate = ajv.getSchema(schema);
  if (!validate) { fault(`${file}: there is no schema ${schema}`); continue; }
  const value = read(file);
  if (!validate(value)) {
    fault(`${file}: ${ajv.errorsText(validate.errors)}`);
    continue;
  }
  for (const [what, root] of spoiled(value, '', value, schema)) {
    spoils += 1;
    if (validate(root)) fault(`${file}: ${schema} takes it with ${what}`);
  }
}

// SARIF's own schema is of draft 04, of which it uses nothing that draft 07 reads in another way.
const Ajv07 = require('ajv');
const sarif = read(require.resolve('@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json'));
delete sarif.$schema;
delete sarif.id;
const fitsSarif = new Ajv07({ strict: false, validateFormats: false, unicodeRegExp: false }).compile(sarif);
const logs = fs.readdirSync(documents).filter((name) => name.endsWith('.sarif')).sort();
for (const name of logs) {
  const log = read(path.join(documents, name));
  if (!fitsSarif(log)) fault(`${name}: ${ajv.errorsText(fitsSarif.errors)}`);
  log.runs[0].results[0].surplus = 1;
  if (fitsSarif(log)) fault(`${name}: the schema takes anything`);
  for (const run of log.runs) {
    const rules = run.tool.driver.rules;
    for (const result of run.results) {
      if (rules[result.ruleIndex].id !== result.ruleId) fault(`${name}: ${result.ruleId} is no rule`);
    }
  }
}
if (logs.length === 0) fault('no SARIF log was looked at');

if (list.length === 0 || spoils === 0) fault('no document was looked at');
console.log(`${logs.length} SARIF logs and ${list.length} documents were read, ${spoils} spoiled ones were tried, ${faults} faults`);
process.exit(faults === 0 ? 0 : 1);
