// SPDX-License-Identifier: MIT
// schemas.cjs - Azure's published template schemas, as one set that refuses unknown properties.
//
// They are not part of this tree: '$GOLDPREP_SHARED/schemas/derived', see the README there.
'use strict';
const fs = require('fs');
const path = require('path');
const { createRequire } = require('module');
const modules = createRequire(path.join(__dirname, '../schema/package.json'));
const Ajv = modules('ajv-draft-04');

const read = (file) => JSON.parse(fs.readFileSync(file, 'utf8'));

function load(shared) {
  const folder = path.join(shared, 'schemas/derived');
  const bundle = read(path.join(folder, 'gallery-deployment.strict.schema.json'));
  const machines = path.join(folder, 'machines.strict.schema.json');
  const index = { ...bundle['x-resource-index'] };
  if (fs.existsSync(machines)) {
    const more = read(machines);
    Object.assign(bundle.definitions, more.definitions);
    Object.assign(index, more['x-resource-index']);
  }
  const ajv = new Ajv({ strict: false, validateFormats: false, allErrors: true });
  const compiled = new Map();
  const compile = (schema) => ajv.compile({ ...schema, definitions: bundle.definitions });
  const envelope = compile({
    type: bundle.type,
    required: bundle.required,
    additionalProperties: bundle.additionalProperties,
    properties: { ...bundle.properties, resources: { type: 'array' } },
  });

  const told = (validate) => validate.errors
    .map((error) => `${error.instancePath} ${error.message} ${JSON.stringify(error.params)}`)
    .filter((line, at, all) => all.indexOf(line) === at).slice(0, 8).join('\n    ');

  // What is wrong with a resource as a template has it; '' when nothing, null when there is no schema.
  function resource(value) {
    const name = index[`${value.type}@${value.apiVersion}`];
    if (!name) return null;
    if (!compiled.has(name)) compiled.set(name, compile({ $ref: `#/definitions/${name}` }));
    const validate = compiled.get(name);
    return validate(value) ? '' : told(validate);
  }
  return { resource, machines: fs.existsSync(machines), envelope: (value) => (envelope(value) ? '' : told(envelope)) };
}

// The folder, or null: the caller then says that it was skipped.
function find() {
  const shared = process.env.GOLDPREP_SHARED || path.join(__dirname, '../../../shared');
  return fs.existsSync(path.join(shared, 'schemas/derived')) ? shared : null;
}

module.exports = { load, find, read };
