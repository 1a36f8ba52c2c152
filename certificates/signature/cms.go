package signature

import (
	"crypto"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"errors"
	"math/big"
	"slices"
)

// What follows is the part of the Cryptographic Message Syntax (RFC 5652) that a
// signature in a PDF is made of: SignedData over bytes that are elsewhere, by one signer.
// No library is used because those there are write the moment of signing among the
// signed attributes, which PAdES forbids (ETSI EN 319 142-1, 6.3: it is the
// dictionary's entry M), and a moment would make each signature another.

var (
	oidData               = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 7, 1}
	oidSignedData         = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 7, 2}
	oidContentType        = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 9, 3}
	oidMessageDigest      = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 9, 4}
	oidSigningCertificate = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 9, 16, 2, 47} // RFC 5035, 3
	oidSHA256             = asn1.ObjectIdentifier{2, 16, 840, 1, 101, 3, 4, 2, 1}
	oidRSA                = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 1, 1}
)

type contentInfo struct {
	Type    asn1.ObjectIdentifier
	Content signedData `asn1:"explicit,tag:0"`
}

type signedData struct {
	Version      int
	Digests      []pkix.AlgorithmIdentifier `asn1:"set"`
	Signed       struct{ Type asn1.ObjectIdentifier }
	Certificates asn1.RawValue `asn1:"tag:0"`
	Signers      []signerInfo  `asn1:"set"`
}

type signerInfo struct {
	Version   int
	Signer    issuerAndSerial
	Digest    pkix.AlgorithmIdentifier
	Signed    asn1.RawValue `asn1:"tag:0"`
	Algorithm pkix.AlgorithmIdentifier
	Signature []byte
}

type issuerAndSerial struct {
	Issuer asn1.RawValue
	Serial *big.Int
}

type attribute struct {
	Type   asn1.ObjectIdentifier
	Values []asn1.RawValue `asn1:"set"`
}

// signingCertificate says which certificate signs (RFC 5035, 3: SigningCertificateV2), so
// that nobody can put another of the same key in its place. The hash is SHA-256, which
// DER leaves unsaid.
type signingCertificate struct{ Certificates []certificateID }

type certificateID struct{ Hash []byte }

// signDetached gives the SignedData over a digest, in DER.
func (k PDFKey) signDetached(digest [sha256.Size]byte) ([]byte, error) {
	attributes, err := signedAttributes(digest, k.Certificate)
	if err != nil {
		return nil, err
	}
	sum := sha256.Sum256(attributes)
	// PKCS #1 v1.5 takes nothing random: the same sum gives the same signature.
	signature, err := rsa.SignPKCS1v15(nil, k.private, crypto.SHA256, sum[:])
	if err != nil {
		return nil, err
	}
	return k.around(attributes, signature)
}

// around gives the SignedData that carries a signature over the attributes.
func (k PDFKey) around(attributes, signature []byte) ([]byte, error) {
	certificates := slices.Clone(k.Certificate.Raw)
	for _, above := range k.Above {
		certificates = append(certificates, above.Raw...)
	}
	sha := pkix.AlgorithmIdentifier{Algorithm: oidSHA256}
	data := signedData{
		Version: 1, Digests: []pkix.AlgorithmIdentifier{sha},
		Certificates: asn1.RawValue{Class: asn1.ClassContextSpecific, Tag: 0, IsCompound: true, Bytes: certificates},
		Signers: []signerInfo{{
			Version: 1, Digest: sha, Signature: signature,
			Signer:    issuerAndSerial{asn1.RawValue{FullBytes: k.Certificate.RawIssuer}, k.Certificate.SerialNumber},
			Signed:    asn1.RawValue{FullBytes: retag(attributes, implicitSet)},
			Algorithm: pkix.AlgorithmIdentifier{Algorithm: oidRSA, Parameters: asn1.NullRawValue},
		}},
	}
	data.Signed.Type = oidData
	return asn1.Marshal(contentInfo{oidSignedData, data})
}

// The first byte of the signed attributes: they are signed as a SET OF and sent
// as [0] (RFC 5652, 5.4).
const (
	plainSet    = 0x31
	implicitSet = 0xA0
)

func retag(der []byte, tag byte) []byte {
	out := slices.Clone(der)
	out[0] = tag
	return out
}

// signedAttributes are the three that PAdES baseline B-B asks for (ETSI EN 319
// 142-1, 6.3), as the SET OF that is signed.
func signedAttributes(digest [sha256.Size]byte, certificate *x509.Certificate) ([]byte, error) {
	sum := sha256.Sum256(certificate.Raw)
	var list []attribute
	for _, one := range []struct {
		oid   asn1.ObjectIdentifier
		value any
	}{
		{oidContentType, oidData}, {oidMessageDigest, digest[:]},
		{oidSigningCertificate, signingCertificate{[]certificateID{{sum[:]}}}},
	} {
		value, err := asn1.Marshal(one.value)
		if err != nil {
			return nil, err
		}
		list = append(list, attribute{one.oid, []asn1.RawValue{{FullBytes: value}}})
	}
	return asn1.MarshalWithParams(list, "set")
}

// errNotOurForm says that a SignedData is not of the form written here.
var errNotOurForm = errors.New("the signature is not of the form that relevo writes")

// readDetached reads who signs in a SignedData as written here.
func readDetached(der []byte) (signerInfo, error) {
	var info contentInfo
	rest, err := asn1.Unmarshal(der, &info)
	if err != nil {
		return signerInfo{}, err
	}
	if len(rest) > 0 || !info.Type.Equal(oidSignedData) || len(info.Content.Signers) != 1 {
		return signerInfo{}, errNotOurForm
	}
	return info.Content.Signers[0], nil
}

// signed tells whether a SignedData is what this key writes around its
// signature over the digest: every byte of it, for what is not signed in it (the
// certificates, say) could otherwise be another.
func (k PDFKey) signed(der, signature []byte, digest [sha256.Size]byte) bool {
	public, ok := k.Certificate.PublicKey.(*rsa.PublicKey)
	if !ok {
		return false
	}
	attributes, err := signedAttributes(digest, k.Certificate)
	if err != nil {
		return false
	}
	want, err := k.around(attributes, signature)
	if err != nil || !slices.Equal(want, der) {
		return false
	}
	sum := sha256.Sum256(attributes)
	return rsa.VerifyPKCS1v15(public, crypto.SHA256, sum[:], signature) == nil
}

// isOf tells whether a signer says it is this key's, true or not.
func (k PDFKey) isOf(signer signerInfo) bool {
	return k.Certificate != nil && signer.Signer.Serial != nil && k.Certificate.SerialNumber.Cmp(signer.Signer.Serial) == 0 &&
		slices.Equal(k.Certificate.RawIssuer, signer.Signer.Issuer.FullBytes)
}
