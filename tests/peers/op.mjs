// A certified OpenID provider (npm oidc-provider) set up like ProConnect, for tests.
//
// It takes a free port, says `OP <issuer>` on its first line, and ends when its standard input is closed, so that it
// never outlives the test that started it. Keys are made at start; there is no password; loopback only.
//   RP_BASE   where the relying party is said to be (no request goes there)
//   ALG       ES256 (default) or RS256: what the client `relais` is registered for
//   KEYS      a JSON Web Key Set: ID tokens and userinfo are encrypted to it (ECDH-ES, A256GCM)
// GET /__ctl/fault?name=…   one fault until the next call; `id:` and `ui:` limit it to ID token or userinfo
// GET /__ctl/rotate         a new signing key, published beside the old ones; with drop=1 in their place
import http from 'node:http';
import Provider from 'oidc-provider';
import * as jose from 'jose';

const RP = process.env.RP_BASE ?? 'http://127.0.0.1:9402';
const ALG = process.env.ALG ?? 'ES256';
const KEYS = process.env.KEYS && JSON.parse(process.env.KEYS);
const SECRET = 'relais-secret-relais-secret-relais';
const API = 'https://relais.example/api';

const PEOPLE = {
  'agent.paris': { given_name: 'Élodie', usual_name: "D'Aubigné-Lefèvre", email: 'elodie@mairie.example', siret: '217 500 016 00019', uid: 'a-0001', idp_id: 'idp-1', organization_label: 'Ville de Paris' },
  'agent.lyon': { given_name: 'Jean', usual_name: 'Nguyễn', email: 'jean@metropole.example', siret: '20004697700019', uid: 'a-0002', idp_id: 'idp-1', organization_label: 'Métropole de Lyon' },
  'agent.nosiret': { given_name: 'Sans', usual_name: 'Siret', email: 'sans@x.example', uid: 'a-0003', idp_id: 'idp-2' },
};
const CLAIMS = {
  openid: ['sub'], given_name: ['given_name'], usual_name: ['usual_name'], email: ['email'], siret: ['siret'], uid: ['uid'],
  idp_id: ['idp_id'], organization_label: ['organization_label'], acr: null, amr: null, auth_time: null, sid: null, iss: null,
};

const server = http.createServer(handle);
await new Promise((ready) => server.listen(0, '127.0.0.1', ready));
const ISSUER = `http://127.0.0.1:${server.address().port}`;

// ---- keys and what survives a rotation --------------------------------------------------------------------------

async function newKey(alg) {
  const { privateKey } = await jose.generateKeyPair(alg, { extractable: true });
  const key = await jose.exportJWK(privateKey);
  return { ...key, kid: await jose.calculateJwkThumbprint(key), use: 'sig', alg };
}
let keys = [await newKey('ES256'), await newKey('RS256')];
let fault = null;

const kept = new Map();
class Adapter {
  constructor(kind) { this.kind = kind; }
  key(id) { return `${this.kind}:${id}`; }
  async upsert(id, payload) {
    kept.set(this.key(id), payload);
    if (payload.uid) kept.set(`uid:${payload.uid}`, this.key(id));
    if (payload.grantId) kept.set(`grant:${payload.grantId}`, [...(kept.get(`grant:${payload.grantId}`) ?? []), this.key(id)]);
  }
  async find(id) { return kept.get(this.key(id)); }
  async findByUid(uid) { return kept.get(kept.get(`uid:${uid}`)); }
  async findByUserCode() {}
  async destroy(id) { kept.delete(this.key(id)); }
  async consume(id) { kept.get(this.key(id)).consumed = Math.floor(Date.now() / 1000); }
  async revokeByGrantId(grant) { for (const key of kept.get(`grant:${grant}`) ?? []) kept.delete(key); }
}

// ---- the provider -----------------------------------------------------------------------------------------------

function build() {
  const provider = new Provider(ISSUER, {
    adapter: Adapter,
    jwks: { keys },
    cookies: { keys: ['test-only'] },
    clients: [{
      client_id: 'relais', client_secret: SECRET, token_endpoint_auth_method: 'client_secret_post',
      redirect_uris: [`${RP}/login/callback`], post_logout_redirect_uris: [`${RP}/signed-out`],
      grant_types: ['authorization_code'], response_types: ['code'],
      id_token_signed_response_alg: ALG, userinfo_signed_response_alg: ALG,
      ...(KEYS && {
        jwks: KEYS,
        id_token_encrypted_response_alg: 'ECDH-ES', id_token_encrypted_response_enc: 'A256GCM',
        userinfo_encrypted_response_alg: 'ECDH-ES', userinfo_encrypted_response_enc: 'A256GCM',
      }),
    }],
    claims: CLAIMS,
    scopes: ['openid', 'relais.api'],
    acrValues: ['eidas1', 'eidas2', 'eidas3'],
    conformIdTokenClaims: true,
    pkce: { required: () => true },
    features: {
      devInteractions: { enabled: false },
      jwtUserinfo: { enabled: true },
      encryption: { enabled: true },
      claimsParameter: { enabled: true },
      resourceIndicators: {
        enabled: true,
        getResourceServerInfo: () => ({ scope: 'relais.api', audience: API, accessTokenFormat: 'jwt', accessTokenTTL: 60, jwt: { sign: { alg: ALG } } }),
      },
      rpInitiatedLogout: {
        enabled: true,
        logoutSource(ctx, form) { ctx.body = `<!doctype html><title>Déconnexion</title>${form}`; },
      },
    },
    findAccount: (ctx, id) => PEOPLE[id] && { accountId: id, claims: () => ({ sub: id, ...PEOPLE[id] }) },
    async loadExistingGrant(ctx) {
      const { client, session, requestParamScopes, requestParamClaims, resourceServers } = ctx.oidc;
      const grant = new ctx.oidc.provider.Grant({ clientId: client.clientId, accountId: session.accountId });
      grant.addOIDCScope([...requestParamScopes].join(' '));
      grant.addOIDCClaims([...requestParamClaims]);
      for (const [resource, info] of Object.entries(resourceServers ?? {})) grant.addResourceScope(resource, info.scope);
      await grant.save();
      return grant;
    },
    interactions: { url: (ctx, interaction) => `/interaction/${interaction.uid}` },
    ttl: { AccessToken: 60, IdToken: 60, AuthorizationCode: 60, Interaction: 600, Session: 3600, Grant: 3600 },
  });
  provider.use(misbehave);
  return provider;
}

// ---- deliberate faults, after the certified engine has done its work ----------------------------------------------

async function misbehave(ctx, next) {
  if (fault === '500-token' && ctx.path === '/token') { ctx.status = 500; ctx.body = 'boom'; return; }
  if (fault === '500-jwks' && ctx.path === '/jwks') { ctx.status = 500; return; }
  await next();
  if (!fault) return;
  if (fault === 'disco-issuer' && ctx.path.startsWith('/.well-known')) ctx.body = { ...ctx.body, issuer: `${ISSUER}/evil` };
  if (ctx.oidc?.route === 'token' && ctx.body?.id_token) ctx.body = { ...ctx.body, id_token: await spoil(ctx.body.id_token, 'id') };
  if (ctx.oidc?.route === 'userinfo' && typeof ctx.body === 'string') ctx.body = await spoil(ctx.body, 'ui');
  const location = ctx.response.get('location');
  if (ctx.status === 303 && location.startsWith(RP)) {
    const url = new URL(location);
    if (fault === 'cb-state') url.searchParams.set('state', 'forged');
    if (fault === 'cb-iss') url.searchParams.set('iss', 'https://evil.example');
    ctx.set('location', url.href);
  }
}

const encode = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');

async function spoil(token, where) {
  const [, only, name] = /^(?:(id|ui):)?(.*)$/.exec(fault);
  if (only && only !== where) return token;
  const header = jose.decodeProtectedHeader(token);
  const claims = jose.decodeJwt(token);
  const now = Math.floor(Date.now() / 1000);
  const own = keys.find((key) => key.alg === header.alg);
  const sign = async (payload, over = {}, key = own, options = {}) => new jose.SignJWT(payload)
    .setProtectedHeader({ ...header, kid: key.kid, ...over }).sign(await jose.importJWK(key, header.alg), options);
  const without = (claim) => { const { [claim]: _, ...rest } = claims; return rest; };
  switch (name) {
    case 'alg-none': return `${encode({ alg: 'none' })}.${encode(claims)}.`;
    case 'bad-sig': { const parts = token.split('.'); parts[2] = (parts[2][0] === 'A' ? 'B' : 'A') + parts[2].slice(1); return parts.join('.'); }
    case 'unknown-kid': return sign(claims, { kid: 'nope' });
    case 'no-kid': return sign(claims, { kid: undefined });
    case 'foreign-key': return sign(claims, {}, { ...await newKey(header.alg), kid: own.kid });
    case 'embedded-jwk': { const key = await newKey(header.alg); const { d, p, q, dp, dq, qi, ...jwk } = key; return sign(claims, { jwk }, key); }
    case 'hs256-pub': {
      const { d, p, q, dp, dq, qi, ...jwk } = own;
      const pem = await jose.exportSPKI(await jose.importJWK(jwk, header.alg, { extractable: true }));
      return new jose.SignJWT(claims).setProtectedHeader({ alg: 'HS256', kid: own.kid }).sign(new TextEncoder().encode(pem));
    }
    case 'crit': return sign(claims, { crit: ['x-unknown'], 'x-unknown': 1 }, own, { crit: { 'x-unknown': true } });
    case 'iss': return sign({ ...claims, iss: 'https://evil.example' });
    case 'aud': return sign({ ...claims, aud: 'someone-else' });
    case 'aud-multi': return sign({ ...claims, aud: ['relais', 'someone-else'], azp: 'someone-else' });
    case 'expired': return sign({ ...claims, exp: now - 3600, iat: now - 7200 });
    case 'future': return sign({ ...claims, iat: now + 7200, nbf: now + 7200, exp: now + 9000 });
    case 'nonce': return sign({ ...claims, nonce: 'replayed' });
    case 'no-nonce': return sign(without('nonce'));
    case 'no-exp': return sign(without('exp'));
    case 'sub-swap': return sign({ ...claims, sub: 'agent.lyon' });
    case 'acr-down': return sign({ ...claims, acr: 'eidas0' });
    case 'no-siret': return sign(without('siret'));
    case 'bad-siret': return sign({ ...claims, siret: '12345678901234' });
    case 'huge': return sign({ ...claims, custom: 'x'.repeat(2_000_000) });
    default: return token;
  }
}

// ---- the agent's side: signs in by login_hint, refuses by `deny`, else sees a form ---------------------------------

async function interact(request, response) {
  const { params, prompt } = await provider.interactionDetails(request, response);
  let text = '';
  for await (const chunk of request) text += chunk;
  const form = new URLSearchParams(text);
  const done = (result) => provider.interactionFinished(request, response, result, { mergeWithLastSubmission: false });
  if (form.has('abort') || params.login_hint === 'deny') return done({ error: 'access_denied', error_description: 'refus' });
  const account = form.get('login') ?? (PEOPLE[params.login_hint] ? params.login_hint : null);
  if (account) {
    const wanted = JSON.parse(params.claims ?? '{}').id_token?.acr?.values ?? [];
    const acr = wanted.find((level) => /^eidas[123]$/.test(level)) ?? 'eidas1';
    return done({ login: { accountId: account, acr, amr: acr === 'eidas1' ? ['pwd'] : ['pwd', 'mfa'], remember: true } });
  }
  response.setHeader('content-type', 'text/html; charset=utf-8');
  const buttons = Object.keys(PEOPLE).map((name) => `<button name=login value=${name}>${name}</button>`).join('');
  return response.end(`<!doctype html><html lang=fr><title>Connexion (test)</title><h1>Connexion (${prompt.name})</h1>`
    + `<form method=post>${buttons}<button name=abort value=1>Refuser</button></form></html>`);
}

async function control(url) {
  if (url.pathname === '/__ctl/fault') fault = url.searchParams.get('name') || null;
  if (url.pathname === '/__ctl/rotate') {
    const key = await newKey(ALG);
    keys = [key, ...keys.filter((old) => !url.searchParams.get('drop') || old.alg !== ALG)];
    provider = build();
  }
}

async function handle(request, response) {
  const url = new URL(request.url, ISSUER);
  try {
    if (url.pathname.startsWith('/__ctl/')) { await control(url); response.end('{}'); return; }
    if (url.pathname.startsWith('/interaction/')) { await interact(request, response); return; }
    provider.callback()(request, response);
  } catch (error) {
    response.statusCode = 500;
    response.end(String(error));
  }
}

let provider = build();
process.stdin.resume();
process.stdin.on('end', () => process.exit(0));
console.log(`OP ${ISSUER}`);
