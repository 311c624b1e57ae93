// SPDX-License-Identifier: MIT
// arm_standin.cjs - answers on loopback as Azure Resource Manager, Graph and App Service's identity would.
//
// usage: node arm_standin.cjs CERTIFICATE KEY SEED      prints its port; ends with its standard input
//
// Every request that changes something is held against Azure's published schemas and refused when it does
// not fit. What was asked is kept: GET /record gives and forgets it. SEED is JSON: resources that are there
// from the start, by id, and users of the directory, by address.
'use strict';
const https = require('https');
const fs = require('fs');
const crypto = require('crypto');
const { load, find } = require('./schemas.cjs');

const [certificate, key, seedFile] = process.argv.slice(2);
const schemas = load(find());
const seed = JSON.parse(fs.readFileSync(seedFile, 'utf8'));
const resources = new Map();  // lower case id -> resource
const principals = new Map(); // application id -> object id
let record = [];
let port = 0;

const TENANT = '33333333-4444-5555-6666-777777777777';
const guid = (text) => crypto.createHash('sha256').update(text).digest('hex')
  .replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*/, '$1-$2-$3-$4-$5');

class Refusal extends Error {
  constructor(status, code, message) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

// -- ids --

// Type, and the id of what must be there first.
function dissect(id) {
  const at = id.toLowerCase().lastIndexOf('/providers/');
  if (at < 0) {
    const group = id.match(/^\/subscriptions\/[^/]+\/resourcegroups\/[^/]+$/i);
    return group ? { type: 'Microsoft.Resources/resourceGroups', parent: null } : null;
  }
  const words = id.slice(at + '/providers/'.length).split('/');
  const types = words.filter((_, index) => index % 2 === 1);
  if (words.length % 2 !== 1) return { type: [words[0], ...types].join('/'), collection: true };
  const parent = words.length > 3 ? id.split('/').slice(0, -2).join('/') : id.slice(0, at);
  return { type: [words[0], ...types].join('/'), parent };
}

const get = (id) => resources.get(id.toLowerCase());

function isThere(id) {
  return /^\/subscriptions\/[^/]+$/i.test(id) || resources.has(id.toLowerCase());
}

// -- schemas --

const versions = { // of what the schemas have, for api versions that they do not have
  'microsoft.compute/disks': '2024-03-02',
  'microsoft.authorization/roleassignments': '2022-04-01',
  'microsoft.managedidentity/userassignedidentities': '2023-01-31',
};
const unpublished = ['microsoft.resources/resourcegroups', 'microsoft.labservices/labaccounts/sharedgalleries'];
const names = ['Microsoft.Compute/galleries', 'Microsoft.Compute/galleries/images', 'Microsoft.Compute/galleries/images/versions',
  'Microsoft.Compute/disks', 'Microsoft.Compute/images', 'Microsoft.Compute/virtualMachines',
  'Microsoft.Compute/virtualMachineScaleSets', 'Microsoft.Authorization/roleAssignments',
  'Microsoft.ManagedIdentity/userAssignedIdentities', 'Microsoft.DevCenter/devcenters', 'Microsoft.DevCenter/devcenters/galleries',
  'Microsoft.DevCenter/devcenters/devboxdefinitions', 'Microsoft.LabServices/labPlans', 'Microsoft.LabServices/labPlans/images'];

// null is what the SDK sends for "not said", and identities have it for "this one".
function withoutNull(value) {
  if (Array.isArray(value)) return value.map(withoutNull);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).filter(([, child]) => child !== null)
    .map(([name, child]) => [name, withoutNull(child)]));
}

// The CLI asks for a region's storage type in small letters and sends it so; Azure compares without case.
function spellStorageTypes(body) {
  for (const region of body.properties?.publishingProfile?.targetRegions || []) {
    const known = ['Standard_LRS', 'Standard_ZRS', 'Premium_LRS', 'PremiumV2_LRS'];
    region.storageAccountType = known.find((type) => type.toLowerCase() === String(region.storageAccountType).toLowerCase()) ||
      region.storageAccountType;
    if (region.storageAccountType === undefined) delete region.storageAccountType;
  }
}

// What a schema asks for in a PUT, and a PATCH need not have.
const asked = { 'microsoft.devcenter/devcenters/devboxdefinitions': { sku: { name: 'any' } } };

// What a GET answers has members that only the service writes.
const readOnly = /^(id|name|type|etag|systemData)$/;

function check(id, type, api, body, change) {
  const lower = type.toLowerCase();
  if (unpublished.includes(lower)) return;
  const name = names.find((known) => known.toLowerCase() === lower);
  if (!name) throw new Refusal(400, 'InvalidResourceType', `no schema for ${type}`);
  const resource = withoutNull(body);
  spellStorageTypes(resource);
  for (const member of Object.keys(resource)) if (readOnly.test(member)) delete resource[member];
  if (resource.properties) delete resource.properties.provisioningState;
  if (change) Object.assign(resource, { location: 'westeurope', properties: { ...asked[lower], ...resource.properties } });
  const whole = { type: name, name: id.split('/').pop(), ...resource };
  let told = schemas.resource({ ...whole, apiVersion: api });
  if (told === null) told = schemas.resource({ ...whole, apiVersion: versions[lower] || '2024-03-03' });
  // Machines are judged only where their schema is there, too: see judge_arm.cjs.
  if (told === null && !schemas.machines && /^Microsoft\.Compute\/virtualMachine(s|ScaleSets)$/.test(type)) told = '';
  if (told === null) throw new Refusal(400, 'NoSchema', `no schema for ${type}@${api}`);
  if (told) throw new Refusal(400, 'InvalidRequestContent', `${id}: ${told}`);
}

// -- what each kind of resource does by itself --

const scopeOf = (id) => id.slice(0, id.toLowerCase().lastIndexOf('/providers/microsoft.authorization/'));

const effects = {
  'microsoft.authorization/roleassignments': (resource) => { resource.properties.scope = scopeOf(resource.id); },
  'microsoft.managedidentity/userassignedidentities': (resource) => {
    resource.properties = { principalId: guid(resource.id), clientId: guid(`client ${resource.id}`), tenantId: TENANT };
  },
  'microsoft.devcenter/devcenters': (resource) => {
    if (resource.identity && /system/i.test(resource.identity.type)) resource.identity.principalId = guid(resource.id);
  },
  'microsoft.compute/disks': (resource) => { resource.properties.diskState ??= 'ReadyToUpload'; },
  'microsoft.devcenter/devcenters/devboxdefinitions': (resource) => {
    resource.properties.imageValidationStatus = 'Succeeded';
  },
  'microsoft.labservices/labplans': (resource) => {
    const gallery = resource.properties.sharedGalleryId;
    for (const [id, image] of resources) {
      if (!gallery || !id.startsWith(`${gallery.toLowerCase()}/images/`) || id.includes('/versions/')) continue;
      const own = `${resource.id}/images/${image.name}`;
      if (!isThere(own)) put(own, 'Microsoft.LabServices/labPlans/images', { properties: { enabledState: 'Disabled' } });
    }
  },
};

const slow = new Map(); // lower case id -> answers that still say Creating

function put(id, type, body) {
  const resource = { ...withoutNull(body), id, name: id.split('/').pop(), type };
  resource.properties = { ...resource.properties };
  resources.set(id.toLowerCase(), resource);
  effects[type.toLowerCase()]?.(resource);
  if (!/roleassignments|userassigned|labplans\/images/i.test(type)) {
    resource.properties.provisioningState = 'Creating';
    slow.set(id.toLowerCase(), 2);
  }
  return resource;
}

// A dev center lists what the galleries that are attached to it have.
function listed(id) {
  const [, attached, image] = id.match(/^(.*\/devcenters\/[^/]+\/galleries\/[^/]+)(\/images\/.*)$/i) || [];
  const own = attached && isThere(attached) && `${get(attached).properties.galleryResourceId}${image}`;
  return own && isThere(own) ? { id, properties: { provisioningState: 'Succeeded' } } : null;
}

function show(id) {
  const image = listed(id);
  if (image) return image;
  const resource = get(id);
  if (!resource) throw new Refusal(404, 'ResourceNotFound', `The Resource '${id}' was not found.`);
  const left = slow.get(id.toLowerCase()) || 0;
  slow.set(id.toLowerCase(), left - 1);
  if (left <= 0 && resource.properties.provisioningState) resource.properties.provisioningState = 'Succeeded';
  return structuredClone(resource);
}

function merge(into, change) {
  for (const [name, value] of Object.entries(change)) {
    if (value !== null && typeof value === 'object' && !Array.isArray(value)) into[name] = merge({ ...into[name] }, value);
    else into[name] = value;
  }
  return into;
}

// -- actions --

function share(gallery, body) {
  const profile = gallery.properties.sharingProfile ??= { permissions: 'Private' };
  const types = ['Subscriptions', 'AADTenants'];
  if (!['Add', 'Remove', 'Reset', 'EnableCommunity'].includes(body.operationType) ||
      !(body.groups || []).every((group) => types.includes(group.type) && Array.isArray(group.ids))) {
    throw new Refusal(400, 'InvalidRequestContent', JSON.stringify(body));
  }
  if (body.operationType === 'Reset') {
    delete profile.groups;
    delete profile.communityGalleryInfo;
    profile.permissions = 'Private';
  } else if (body.operationType === 'EnableCommunity') {
    if (profile.permissions !== 'Community') throw new Refusal(409, 'Conflict', 'not a community gallery');
    Object.assign(profile.communityGalleryInfo, {
      communityGalleryEnabled: true, publicNames: [`${profile.communityGalleryInfo.publicNamePrefix}-${guid(gallery.id)}`] });
  } else {
    if (profile.permissions !== 'Groups') throw new Refusal(409, 'Conflict', 'not a gallery to be shared directly');
    profile.groups ??= types.map((type) => ({ type, ids: [] }));
    for (const { type, ids } of body.groups) {
      const group = profile.groups.find((one) => one.type === type);
      group.ids = group.ids.filter((id) => !ids.includes(id)).concat(body.operationType === 'Add' ? ids : []);
    }
  }
  return { operationType: body.operationType, groups: body.groups };
}

function act(id, action, body) {
  const resource = get(id);
  if (!resource) throw new Refusal(404, 'ResourceNotFound', id);
  if (action === 'share') return share(resource, body);
  if (action === 'beginGetAccess') {
    if (body.access !== 'Write' || !Number.isInteger(body.durationInSeconds)) throw new Refusal(400, 'InvalidParameter', 'access');
    resource.properties.diskState = 'ActiveUpload';
    return { accessSAS: `https://127.0.0.1:${port}/blob/os?sig=secret`,
      securityDataAccessSAS: body.getSecureVMGuestStateSAS ? `https://127.0.0.1:${port}/blob/state?sig=secret` : null };
  }
  if (action === 'endGetAccess') {
    resource.properties.diskState = 'Unattached';
    return {};
  }
  if (action === 'deallocate' || action === 'generalize') {
    const states = resource.states ??= new Set(['ProvisioningState/succeeded', 'PowerState/stopped']);
    if (action === 'deallocate') states.delete('PowerState/stopped');
    else if (!states.has('PowerState/deallocated')) throw new Refusal(409, 'OperationNotAllowed', 'the machine is not deallocated');
    states.add(action === 'deallocate' ? 'PowerState/deallocated' : 'OSState/generalized');
    return null;
  }
  throw new Refusal(404, 'NoSuchAction', action);
}

// -- requests --

// Graph: a person by address, and the principals of applications, which are all of other tenants.
function directory(url, method, body) {
  const text = (decodeURIComponent(url.searchParams.get('$filter') || '').match(/'([^']*)'/) || [])[1];
  const [kind, asked] = url.pathname.split('/').slice(2);
  if (kind === 'users') {
    const id = seed.users[text];
    return { value: id ? [{ id, mail: text }] : [] };
  }
  if (kind === 'applications' && !asked) return { value: [] };
  if (kind !== 'servicePrincipals') throw new Refusal(404, 'Request_ResourceNotFound', url.pathname);
  if (method === 'POST') {
    principals.set(body.appId, guid(body.appId));
    return { id: principals.get(body.appId), appId: body.appId };
  }
  const found = [...principals].filter(([appId, id]) => (asked ? id === asked : appId === text))
    .map(([appId, id]) => ({ id, appId }));
  if (asked && found.length === 0) throw new Refusal(404, 'Request_ResourceNotFound', asked);
  return asked ? found[0] : { value: found };
}

// Assignments on the resource, on what it lies in, and on what lies in it.
function list(url, id) {
  const wanted = (decodeURIComponent(url.searchParams.get('$filter') || '').match(/principalId eq '([^']*)'/) || [])[1];
  const scope = `${scopeOf(`${id}/`)}/`.toLowerCase();
  return { value: [...resources.values()].filter((resource) => /roleassignments$/i.test(resource.type) &&
    [`${resource.properties.scope}/`.toLowerCase()].some((at) => at.startsWith(scope) || scope.startsWith(at)) &&
    (!wanted || resource.properties.principalId === wanted)) };
}

function changeResource(method, id, kind, api, body) {
  if (method === 'DELETE') {
    if (!resources.delete(id.toLowerCase())) return [204, null];
    return [200, null];
  }
  if (kind.parent !== null && !isThere(kind.parent)) throw new Refusal(404, 'ParentResourceNotFound', kind.parent);
  if (/roleassignments$/i.test(kind.type)) {
    const same = [...resources.values()].find((other) => /roleassignments$/i.test(other.type) &&
      ['principalId', 'roleDefinitionId'].every((name) => other.properties[name] === body.properties[name]) &&
      other.id.replace(/[^/]*$/, '') === id.replace(/[^/]*$/, ''));
    if (same) throw new Refusal(409, 'RoleAssignmentExists', 'The role assignment already exists.');
  }
  check(id, kind.type, api, body, method === 'PATCH');
  if (method === 'PATCH') {
    const resource = get(id);
    if (!resource) throw new Refusal(404, 'ResourceNotFound', id);
    if (body.identity) delete resource.identity; // its type says which kinds there are: taken for the whole
    merge(resource, body);
    effects[kind.type.toLowerCase()]?.(resource);
    return [200, show(id)];
  }
  const created = !isThere(id);
  put(id, kind.type, body);
  const status = /compute\/disks$/i.test(kind.type) ? 202 : 201; // as the REST reference has it for each
  return [created ? status : 200, structuredClone(get(id))];
}

// Tags of a resource, as a resource of their own.
function tag(id, method, body) {
  const resource = get(id);
  if (!resource) throw new Refusal(404, 'ResourceNotFound', id);
  if (method === 'PATCH') {
    if (body.operation.toLowerCase() !== 'merge') throw new Refusal(400, 'InvalidRequestContent', JSON.stringify(body));
    resource.tags = { ...resource.tags, ...body.properties.tags };
  }
  return { id: `${id}/providers/Microsoft.Resources/tags/default`, properties: { tags: resource.tags || {} } };
}

function manage(url, method, body) {
  const id = decodeURIComponent(url.pathname);
  const api = url.searchParams.get('api-version');
  if (!api) throw new Refusal(400, 'MissingApiVersionParameter', id);
  if (/^\/subscriptions$/.test(id)) {
    return [200, { value: [{ id: `/subscriptions/${seed.subscription}`, subscriptionId: seed.subscription,
      displayName: 'stand-in', state: 'Enabled', tenantId: TENANT }] }];
  }
  const action = id.match(/^(.*)\/(share|beginGetAccess|endGetAccess|deallocate|generalize)$/);
  const viewed = id.match(/^(.*)\/instanceView$/);
  if (method === 'GET' && viewed) {
    if (!get(viewed[1])) throw new Refusal(404, 'ResourceNotFound', id);
    return [200, { statuses: [...get(viewed[1]).states || ['PowerState/stopped']].map((code) => ({ code })) }];
  }
  if (method === 'POST' && action) return [200, act(action[1], action[2], body)];
  const tagged = id.match(/^(.*)\/providers\/Microsoft.Resources\/tags\/default$/i);
  if (tagged) return [200, tag(tagged[1], method, body)];
  const kind = dissect(id);
  if (!kind) throw new Refusal(404, 'NotFound', id);
  if (method === 'GET' && kind.collection) return [200, list(url, id)];
  if (method === 'GET') return [200, show(id)];
  if (method === 'HEAD') return [isThere(id) ? 204 : 404, null];
  return changeResource(method, id, kind, api, body);
}

function token() {
  const part = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const expires = Math.floor(Date.now() / 1000) + 86400;
  return { access_token: `${part({ alg: 'none' })}.${part({ tid: TENANT, oid: guid('me'), appid: guid('app'), exp: expires })}.${part('none')}`,
    expires_on: String(expires), expires_in: '86400', resource: 'stand-in', token_type: 'Bearer' };
}

function answer(method, url, body) {
  if (url.pathname === '/msi') return [200, token()];
  if (url.pathname === '/record') return [200, record.splice(0)];
  if (url.pathname.startsWith('/blob/')) return [201, null];
  if (url.pathname.startsWith('/v1.0/')) return [method === 'POST' ? 201 : 200, directory(url, method, body)];
  return manage(url, method, body);
}

const server = https.createServer({ cert: fs.readFileSync(certificate), key: fs.readFileSync(key) }, (request, response) => {
  const parts = [];
  request.on('data', (part) => parts.push(part));
  request.on('end', () => {
    const url = new URL(request.url, 'https://127.0.0.1');
    const text = Buffer.concat(parts).toString('utf8');
    let body = null;
    let [status, result] = [500, null];
    try {
      body = /json/.test(request.headers['content-type'] || '') && text ? JSON.parse(text) : null;
      [status, result] = answer(request.method, url, body);
    } catch (error) {
      status = error.status || 500;
      result = { error: { code: error.code || 'Internal', message: error.message } };
      if (!error.status) console.error(error);
    }
    if (!['/msi', '/record'].includes(url.pathname)) {
      record.push({ method: request.method, path: decodeURIComponent(url.pathname), api: url.searchParams.get('api-version'), body, status,
        told: status >= 400 && result ? result.error.message : '' });
    }
    response.writeHead(status, { 'content-type': 'application/json', 'retry-after': '1' });
    response.end(result === null ? '' : JSON.stringify(result));
  });
});

for (const [id, resource] of Object.entries(seed.resources)) {
  put(id, dissect(id).type, resource);
  slow.delete(id.toLowerCase());
}
server.listen(0, '127.0.0.1', () => {
  port = server.address().port;
  console.log(port);
});
process.stdin.resume();
process.stdin.on('end', () => process.exit(0));
