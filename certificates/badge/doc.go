// Package badge makes Open Badges 3.0 credentials (1EdTech) on the Verifiable
// Credentials Data Model 2.0 (W3C): the digital twin of a paper, which a wallet keeps
// and any verifier checks without asking us who the holder is. It is pure: no
// database, no clock, no network. The same input gives the same bytes.
//
// # Two proofs
//
// A credential is secured in the two ways of OB 3.0, section 8, because
// wallets read one or the other:
//
//   - [Sign] embeds a Data Integrity proof, cryptosuite eddsa-rdfc-2022 (VC Data
//     Integrity EdDSA Cryptosuites 1.0, 3.2): the file ends in .json.
//   - [SignJWT] wraps it as a compact JWS, alg EdDSA (OB 3.0, 8.2; RFC 8037): the
//     file ends in .jwt. The specification asks for RS256 as a minimum and
//     permits others; the issuer's keys here are Ed25519 alone.
//
// [Bake] puts either into a PNG (OB 3.0, 5.3.1), [Extract] takes it out again.
//
// # The issuer
//
// The issuer is its https address and not a did:web: OB 3.0 (8.5) asks verifiers
// for HTTP addresses only, did:web knows no http, so that nothing could be tried
// on a machine of one's own, and it would bring a second name for the same thing.
//
//	BASE/issuer              [Issuer.Document]: profile and controlled identifier document
//	BASE/issuer#KEY          a key as the Data Integrity proof names it (Multikey)
//	BASE/issuer/keys         [Issuer.KeySet]: all keys (RFC 7517, 5)
//	BASE/issuer/keys/KEY     [Key.JWK]: one key, which the kid of a JWT leads to
//	BASE/issuer/status/ID    [Revocation]: whether a credential still stands
//	BASE/issuer/badges/ID    its picture, without a name
//
// KEY is the key's thumbprint (RFC 7638).
//
// # Contexts
//
// What a proof covers depends on the JSON-LD contexts. They are compiled in
// (contexts/, with their licences), and whatever else is asked for is refused: nothing
// is ever fetched.
//
// # What is not in it
//
// The number of the identity document is nowhere, hashed neither: eight digits
// with a salt that everybody can read are found again in a second. The name stands
// as the paper says it, and the e-mail address only hashed with a salt (OB 3.0,
// IdentityObject).
package badge
