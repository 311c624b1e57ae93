// SPDX-License-Identifier: MIT
// judge_arm.cjs - every template and every REST body, held against Azure's published schemas.
//
// usage: node judge_arm.cjs FOLDER      of render.py: NAME/arm.json, NAME/rest.json
//
// Exit 77: the schemas are not there. A schema that takes everything would pass too, so each resource is
// spoiled as well: with one property more in each of its objects. Every one must be refused.
'use strict';
const fs = require('fs');
const path = require('path');
const { load, find, read } = require('./schemas.cjs');

const shared = find();
if (!shared) {
  console.log('skipped: GOLDPREP_SHARED has no schemas/derived; 0 templates and 0 requests were held against a schema');
  process.exit(77);
}
const schemas = load(shared);
const folder = process.argv[2];
const count = { templates: 0, resources: 0, requests: 0, bodies: 0, unjudged: 0, spoiled: 0, wrong: 0 };

function wrong(where, what) {
  count.wrong += 1;
  console.log(`WRONG ${where}: ${what}`);
}

// Machines are judged only where the shared folder has their schema too, and are counted otherwise.
const extra = new Set(schemas.machines ? [] :
  ['Microsoft.Compute/virtualMachines', 'Microsoft.Compute/virtualMachineScaleSets']);

function noSchema(where, type, api) {
  if (extra.has(type)) count.unjudged += 1;
  else wrong(where, `no schema for ${type}@${api}`);
}

// Objects whose members' names are free: anything may be in there.
const free = /\/(tags|userAssignedIdentities|fill)$/;

function* objects(value, at) {
  if (value === null || typeof value !== 'object') return;
  if (!Array.isArray(value) && !free.test(at)) yield [value, at];
  for (const [name, child] of Object.entries(value)) {
    if (!free.test(`${at}/${name}`)) yield* objects(child, `${at}/${name}`);
  }
}

function spoil(resource, where) {
  for (const [object, at] of objects(resource, '')) {
    object.surplus = {};
    if (schemas.resource(resource) === '') wrong(where, `${at}/surplus was taken`);
    delete object.surplus;
    count.spoiled += 1;
  }
}

// An expression may only name what the template has.
function checkNames(template, where) {
  const text = JSON.stringify(template.resources) + JSON.stringify(template.outputs);
  const used = new Set([...text.matchAll(/parameters\('([^']*)'\)/g)].map((match) => match[1]));
  for (const name of used) if (!(name in template.parameters)) wrong(where, `parameter '${name}' is not declared`);
  for (const name of Object.keys(template.parameters)) {
    if (!used.has(name)) wrong(where, `parameter '${name}' is not used`);
  }
}

// A resource that is depended on is one of the template, and stands before.
function checkOrder(template, where) {
  const before = new Set();
  for (const resource of template.resources) {
    for (const needed of resource.dependsOn || []) {
      if (!before.has(needed)) wrong(where, `${resource.name} depends on ${needed}, which does not stand before`);
    }
    const names = resource.name.split('/').map((name) => `'${name.replaceAll("'", "''")}'`);
    if (resource.scope) {
      before.add(`[extensionResourceId(${resource.scope.slice(1, -1)}, '${resource.type}', ${resource.name.slice(1, -1)})]`);
    } else {
      before.add(`[resourceId('${resource.type}', ${names.join(', ')})]`);
    }
  }
}

function judgeTemplate(file, spoilToo) {
  const template = read(file);
  const where = path.relative(folder, file);
  const envelope = schemas.envelope(template);
  count.templates += 1;
  if (envelope) wrong(where, envelope);
  checkNames(template, where);
  checkOrder(template, where);
  template.resources.forEach((resource, at) => {
    const told = schemas.resource(resource);
    count.resources += 1;
    if (told === null) noSchema(where, resource.type, resource.apiVersion);
    else if (told) wrong(`${where} resources[${at}] ${resource.name}`, told);
    else if (spoilToo) spoil(resource, `${where} resources[${at}]`);
  });
}

// -- REST --

// Resource groups, tags, and lab accounts' galleries, have no published template schema.
const unpublished = new Set(['Microsoft.Resources/resourceGroups', 'Microsoft.Resources/tags', 'Microsoft.LabServices/labaccounts/SharedGalleries']);

// Bodies of actions, as the REST reference has them: what may be in them, and of which type.
const text = (value) => typeof value === 'string';
const actions = {
  '/share': (body) => ['Add', 'Remove', 'Reset', 'EnableCommunity'].includes(body.operationType) &&
    Object.keys(body).every((name) => ['operationType', 'groups'].includes(name)) &&
    (body.groups || []).every((group) => ['Subscriptions', 'AADTenants'].includes(group.type) &&
      Object.keys(group).length === 2 && group.ids.length > 0 && group.ids.every(text)),
  '/beginGetAccess': (body) => body.access === 'Write' && Number.isInteger(body.durationInSeconds),
  '/endGetAccess': (body) => body === null,
  '/deallocate': (body) => body === null,
  '/generalize': (body) => body === null,
};

function fill(request, samples) {
  const body = structuredClone(request.body);
  for (const { at, with: name } of request.fill) {
    const names = at.split('/').slice(1).map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));
    const last = names.pop();
    const object = names.reduce((value, part) => value[part], body);
    if (object[last] !== `<${name}>`) throw new Error(`nothing to fill at ${at}`);
    object[last] = samples[name];
  }
  return body;
}

function judgeRequest(request, where, samples) {
  const url = new URL(request.url);
  const api = url.searchParams.get('api-version');
  const id = decodeURIComponent(url.pathname);
  const action = Object.keys(actions).find((name) => id.endsWith(name));
  count.requests += 1;
  if (!api) wrong(where, `no api-version in ${request.url}`);
  if (action && request.method === 'POST') {
    count.bodies += 1;
    if (!actions[action](request.body)) wrong(where, `the body of ${action}: ${JSON.stringify(request.body)}`);
    return;
  }
  if (!request.body || unpublished.has(request.type)) return;
  const body = fill(request, samples);
  // a PATCH has some of the members of a PUT
  if (request.method === 'PATCH') Object.assign(body, { location: 'westeurope', properties: body.properties || {} });
  const told = schemas.resource({ type: request.type, apiVersion: api, name: id.split('/').pop(), ...body });
  count.bodies += 1;
  if (told === null) noSchema(where, request.type, api);
  else if (told) wrong(where, told);
}

function judgeRest(file) {
  const document = read(file);
  const samples = Object.fromEntries(document.parameters.map(({ name }) =>
    [name, name.startsWith('uploadSizeBytes') ? 68719477248 : '00000000-0000-0000-0000-000000000001']));
  document.requests.forEach((request, at) => {
    if (request.method) judgeRequest(request, `${path.relative(folder, file)} requests[${at}] ${request.what}`, samples);
  });
}

const names = fs.readdirSync(folder).filter((name) => fs.existsSync(path.join(folder, name, 'rest.json'))).sort();
names.forEach((name, at) => {
  judgeTemplate(path.join(folder, name, 'arm.json'), at % 8 === 0);
  judgeRest(path.join(folder, name, 'rest.json'));
});
console.log(`${count.templates} templates with ${count.resources} resources, ${count.requests} requests with ${count.bodies} bodies; ` +
  `${count.spoiled} spoiled resources; ${count.unjudged} of machines skipped, without a schema; ${count.wrong} wrong`);
process.exit(count.wrong > 0 || count.templates === 0 || count.spoiled === 0 ? 1 : 0);
