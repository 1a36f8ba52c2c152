package media

import (
	"archive/zip"
	"bytes"
	"io"
	"strings"
)

// documents are the types that may be attached, each with what is found inside it.
var documents = []struct {
	kind, name, ending string
	part               string // an entry that only this type has
}{
	{"application/pdf", "PDF", ".pdf", ""},
	{"application/vnd.openxmlformats-officedocument.wordprocessingml.document", "Word", ".docx", "word/document.xml"},
	{"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "Excel", ".xlsx", "xl/workbook.xml"},
	{"application/vnd.openxmlformats-officedocument.presentationml.presentation", "PowerPoint", ".pptx", "ppt/presentation.xml"},
	{"application/vnd.oasis.opendocument.text", "OpenDocument", ".odt", ""},
	{"application/vnd.oasis.opendocument.spreadsheet", "OpenDocument", ".ods", ""},
	{"application/vnd.oasis.opendocument.presentation", "OpenDocument", ".odp", ""},
}

// documentType tells which document something is. Those with programs inside (macros) are
// none.
func documentType(data []byte) (string, bool) {
	if bytes.HasPrefix(data, []byte("%PDF-")) {
		return "application/pdf", true
	}
	if !bytes.HasPrefix(data, []byte("PK\x03\x04")) {
		return "", false
	}
	archive, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return "", false
	}
	found := ""
	for _, entry := range archive.File {
		name := strings.ToLower(entry.Name)
		if strings.HasSuffix(name, "vbaproject.bin") || strings.HasPrefix(name, "basic/") || strings.HasPrefix(name, "scripts/") {
			return "", false
		}
		for _, d := range documents {
			if d.part != "" && entry.Name == d.part {
				found = d.kind
			}
		}
		if entry.Name == "mimetype" {
			found = openDocument(entry)
		}
	}
	return found, found != ""
}

// openDocument reads the type that an OpenDocument says it is of.
func openDocument(entry *zip.File) string {
	r, err := entry.Open()
	if err != nil {
		return ""
	}
	text, err := io.ReadAll(io.LimitReader(r, 100))
	if closing := r.Close(); err != nil || closing != nil {
		return ""
	}
	for _, d := range documents {
		if d.kind == strings.TrimSpace(string(text)) {
			return d.kind
		}
	}
	return ""
}
