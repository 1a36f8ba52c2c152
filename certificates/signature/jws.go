package signature

import (
	"encoding/base64"
	"encoding/json"
	"errors"
)

// JWS is a signed text as programs read it: the flattened JSON serialization of RFC
// 7515 (7.2.2), signed with EdDSA (RFC 8037, 3.1).
type JWS struct {
	Protected string `json:"protected"`
	Payload   string `json:"payload"`
	Signature string `json:"signature"`
}

type jwsHeader struct {
	Alg string `json:"alg"`
	Kid string `json:"kid"`
	Typ string `json:"typ,omitempty"`
}

// JWS signs a payload of a type. The same key and payload give the same text.
func (k IssuerKey) JWS(typ string, payload []byte) (JWS, error) {
	header, err := json.Marshal(jwsHeader{Alg: "EdDSA", Kid: k.ID, Typ: typ})
	if err != nil {
		return JWS{}, err
	}
	j := JWS{Protected: base64.RawURLEncoding.EncodeToString(header), Payload: base64.RawURLEncoding.EncodeToString(payload)}
	j.Signature = base64.RawURLEncoding.EncodeToString(k.Sign([]byte(j.Protected + "." + j.Payload)))
	return j, nil
}

// OpenJWS gives the payload of a JWS that one of the ring's issuers signed.
func (r *Ring) OpenJWS(j JWS) ([]byte, error) {
	plain, err := base64.RawURLEncoding.DecodeString(j.Protected)
	if err != nil {
		return nil, errNotSigned
	}
	var header jwsHeader
	if err := json.Unmarshal(plain, &header); err != nil || header.Alg != "EdDSA" {
		return nil, errNotSigned
	}
	key, known := r.IssuerByID(header.Kid)
	signature, err := base64.RawURLEncoding.DecodeString(j.Signature)
	if err != nil || !known || !key.Verify([]byte(j.Protected+"."+j.Payload), signature) {
		return nil, errNotSigned
	}
	return base64.RawURLEncoding.DecodeString(j.Payload)
}

var errNotSigned = errors.New("the text is not signed by a key of this ring")
