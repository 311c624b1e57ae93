// SPDX-License-Identifier: MIT
// judge_rest.cjs - every REST rendering is what docs/schema/rest.json says, and spoiled ones are not.
//
// usage: node judge_rest.cjs FOLDER      of render_targets: NAME/rest.json
'use strict';
const fs = require('fs');
const path = require('path');
const { createRequire } = require('module');
const Ajv = createRequire(path.join(__dirname, '../schema/package.json'))('ajv/dist/2020');

const read = (file) => JSON.parse(fs.readFileSync(file, 'utf8'));
const validate = new Ajv({ strict: true, strictTypes: false }).compile(read(path.join(__dirname, '../../docs/schema/rest.json')));
const folder = process.argv[2];
const unsaid = /\/(has|has_not|must_be|feature|absent|body_from|body_with|guest_state_file|guest_state_to|then|then_must_be|unless_all)$/;
let [count, spoils, wrong] = [0, 0, 0];

// What is in a body is Azure's own: judge_arm.cjs looks at that.
function* spoiled(value, at) {
  if (value === null || typeof value !== 'object' || at.endsWith('/body')) return;
  if (!Array.isArray(value)) {
    value.surplus = {};
    yield `${at}/surplus added`;
    delete value.surplus;
    for (const [member, was] of Object.entries(value)) {
      if (unsaid.test(`${at}/${member}`)) continue;
      delete value[member];
      yield `${at}/${member} removed`;
      value[member] = was;
    }
  }
  for (const [member, child] of Object.entries(value)) yield* spoiled(child, `${at}/${member}`);
}

for (const name of fs.readdirSync(folder).sort()) {
  const document = read(path.join(folder, name, 'rest.json'));
  count += 1;
  if (!validate(document)) {
    wrong += 1;
    console.log(`WRONG ${name}: ${JSON.stringify(validate.errors)}`);
    continue;
  }
  for (const request of document.requests) {
    if (request.step === 'upload of the VHD' && !(request.unless && request.unless_all)) {
      wrong += 1;
      console.log(`WRONG ${name}: ${request.what} is sent even when the bytes, or the image version, are there`);
    }
  }
  for (const request of document.requests) {
    const looked = request.carry && request.unless.method === 'HEAD' && request.unless.then_must_be.map((one) => one.member);
    if (looked && !(looked.includes('x-ms-meta-goldprep_manifest') && request.carry.then.includes('x-ms-meta-goldprep_manifest: '))) {
      wrong += 1;
      console.log(`WRONG ${name}: ${request.what} is taken whatever image it holds`);
    }
  }
  for (const what of spoiled(document, '')) {
    spoils += 1;
    if (validate(document)) {
      wrong += 1;
      console.log(`WRONG ${name}: taken with ${what}`);
    }
  }
}
console.log(`${count} documents, ${spoils} spoiled ones; ${wrong} wrong`);
process.exit(wrong > 0 || count === 0 || spoils === 0 ? 1 : 0);
