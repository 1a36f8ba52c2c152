package badge

import (
	"bytes"
	"embed"
	"fmt"

	"github.com/piprate/json-gold/ld"
)

// The addresses of the contexts that a credential names (VCDM 2.0, 4.3; OB 3.0, serialization).
const (
	credentialsContext = "https://www.w3.org/ns/credentials/v2" //nolint:gosec // an address, no secret
	badgesContext      = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
)

//go:embed contexts/*.json
var files embed.FS

var contexts = map[string]any{
	credentialsContext: mustContext("credentials-v2.json"),
	badgesContext:      mustContext("open-badges-3.0.3.json"),
}

func mustContext(name string) any {
	body, err := files.ReadFile("contexts/" + name)
	if err == nil {
		var document any
		if document, err = ld.DocumentFromReader(bytes.NewReader(body)); err == nil {
			return document
		}
	}
	panic(err) // the files are compiled in: this cannot fail in a built program
}

// shipped loads the contexts that are compiled in and nothing else: what a proof
// covers must not depend on what a server answers today.
type shipped struct{}

// LoadDocument gives a context.
func (shipped) LoadDocument(address string) (*ld.RemoteDocument, error) {
	document, ok := contexts[address]
	if !ok {
		return nil, fmt.Errorf("the JSON-LD context %s is not one of ours: a credential of relevo names %s and %s", address, credentialsContext, badgesContext)
	}
	return &ld.RemoteDocument{DocumentURL: address, Document: document}, nil
}

// canonical gives the N-Quads that are signed (RDF Dataset Canonicalization 1.0,
// published before as URDNA2015). A member that no context knows is refused, or it could be
// changed without breaking the proof.
func canonical(document map[string]any) ([]byte, error) {
	options := ld.NewJsonLdOptions("")
	options.DocumentLoader = shipped{}
	options.SafeMode = true
	options.Algorithm = ld.AlgorithmURDNA2015
	options.Format = "application/n-quads"
	processor := ld.NewJsonLdProcessor()
	expanded, err := processor.Expand(document, options)
	if err != nil {
		return nil, fmt.Errorf("reading a credential as JSON-LD: %w", err)
	}
	quads, err := processor.Normalize(expanded, options)
	if err != nil {
		return nil, fmt.Errorf("bringing a credential into its canonical form: %w", err)
	}
	text, ok := quads.(string)
	if !ok || text == "" {
		return nil, fmt.Errorf("bringing a credential into its canonical form gave %T and no statement", quads)
	}
	return []byte(text), nil
}
