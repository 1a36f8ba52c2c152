package badge

import (
	"bytes"
	"crypto/ed25519"
	"crypto/sha256"
	"errors"
	"fmt"
	"maps"

	"github.com/piprate/json-gold/ld"
)

// Proof is a Data Integrity proof (VC Data Integrity 1.0, 2.1).
type Proof struct {
	Type    string `json:"type"`
	Suite   string `json:"cryptosuite"`
	Created string `json:"created"`
	Method  string `json:"verificationMethod"`
	Purpose string `json:"proofPurpose"`
	Value   string `json:"proofValue,omitempty"`
}

const suite = "eddsa-rdfc-2022"

// Sign gives a credential with an embedded proof, made when the credential
// begins to be valid so that it has the same bytes whenever it is asked for.
func (i Issuer) Sign(signer Signer, c Credential) ([]byte, error) {
	return sign(i, signer, c.ValidFrom, c, func(p Proof) any {
		return struct {
			Credential
			Proof Proof `json:"proof"`
		}{c, p}
	})
}

// sign secures a document (VC Data Integrity EdDSA Cryptosuites 1.0, 3.2.1); with
// gives it with its proof.
func sign(i Issuer, signer Signer, created string, document any, with func(Proof) any) ([]byte, error) {
	proof := Proof{Type: "DataIntegrityProof", Suite: suite, Created: created, Method: i.method(signer.ID), Purpose: "assertionMethod"}
	plain, err := asMap(document)
	if err != nil {
		return nil, err
	}
	options, err := asMap(proof)
	if err != nil {
		return nil, err
	}
	message, err := hashed(plain, options)
	if err != nil {
		return nil, err
	}
	proof.Value = multibase(signer.Sign(message))
	return Marshal(with(proof))
}

// hashed is what is signed: the hash of the proof's own members, then that of
// the document (3.2.4). The proof is read in the contexts of its document (3.2.5).
func hashed(document, options map[string]any) ([]byte, error) {
	options = maps.Clone(options)
	options["@context"] = document["@context"]
	proofQuads, err := canonical(options)
	if err != nil {
		return nil, err
	}
	quads, err := canonical(document)
	if err != nil {
		return nil, err
	}
	proofHash, hash := sha256.Sum256(proofQuads), sha256.Sum256(quads)
	return append(proofHash[:], hash[:]...), nil
}

// Verify tells why a credential or a status list with an embedded proof is not
// this issuer's; nil when it is (3.2.2). Whether it still stands is not asked.
func (i Issuer) Verify(body []byte) error {
	document, err := read(body)
	if err != nil {
		return err
	}
	proof, ok := document["proof"].(map[string]any)
	if !ok {
		return errors.New("the credential has no proof of its own: it may be a JWT, which VerifyJWT checks")
	}
	delete(document, "proof")
	proof = maps.Clone(proof)
	value, _ := proof["proofValue"].(string)
	delete(proof, "proofValue")
	if proof["type"] != "DataIntegrityProof" || proof["cryptosuite"] != suite || proof["proofPurpose"] != "assertionMethod" {
		return fmt.Errorf("the proof is %v of %v for %v: only %s is checked here", proof["type"], proof["cryptosuite"], proof["proofPurpose"], suite)
	}
	if err := i.isIssuer(document); err != nil {
		return err
	}
	message, err := hashed(document, proof)
	if err != nil {
		return err
	}
	for _, key := range i.Keys {
		if proof["verificationMethod"] == i.method(key.ID) {
			if signature := unbase(value); !ed25519.Verify(key.Public, message, signature) {
				return errBroken
			}
			return nil
		}
	}
	return fmt.Errorf("the proof is by %v, which is no key of %s", proof["verificationMethod"], i.ID())
}

var errBroken = errors.New("the signature does not belong to what the credential says: it was changed, or another issuer signed it")

// isIssuer refuses a document that another issues.
func (i Issuer) isIssuer(document map[string]any) error {
	issuer := document["issuer"]
	if profile, ok := issuer.(map[string]any); ok {
		issuer = profile["id"]
	}
	if issuer != i.ID() {
		return fmt.Errorf("the credential is by %v and not by %s", issuer, i.ID())
	}
	return nil
}

func asMap(value any) (map[string]any, error) {
	body, err := Marshal(value)
	if err != nil {
		return nil, err
	}
	return read(body)
}

func read(body []byte) (map[string]any, error) {
	value, err := ld.DocumentFromReader(bytes.NewReader(body))
	if err != nil {
		return nil, fmt.Errorf("a credential is not JSON: %w", err)
	}
	document, ok := value.(map[string]any)
	if !ok {
		return nil, errors.New("a credential must be one JSON object")
	}
	return document, nil
}
