package assessments

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"encoding/base64"
	"encoding/json"
	"errors"
	"io"
	"regexp"
	"strings"

	"relevo/app/fault"
)

// The file of a telephone that finds no network any more (assets/leave.js): what waits there to be sent, as it
// lies there, each record sealed with the key of an account on that device and named as on the device, so that
// none can be put in another's place.

// MaxAnswersFile is how large such a file may be, in bytes: thousands of answers, or half an hour of speech.
const MaxAnswersFile = 12 << 20

// mostRecords bounds how many answers and recordings a file may hold.
const mostRecords = 5000

// KeyOfDevice gives the key that has the name and whose account's it is; see access.Service.OpenDeviceKey.
type KeyOfDevice func(id string) (accountID string, key []byte, err error)

// AnswersFile is what such a file says.
type AnswersFile struct {
	Answers    []FiledAnswer
	Recordings map[FiledRecording][]byte
}

// FiledAnswer is an answer in a file.
type FiledAnswer struct {
	AccountID string // who sealed it
	AttemptID string
	AnswerInput
}

// FiledRecording names a recording in a file: whose, and by its SHA-256.
type FiledRecording struct{ AccountID, Name string }

type sealedFile struct {
	Relevo  string         `json:"relevo"`
	Version int            `json:"version"`
	Records []sealedRecord `json:"records"`
}

type sealedRecord struct {
	Name   string `json:"name"`
	Key    string `json:"key"`
	Sealed string `json:"sealed"` // base64: nonce, what was sealed, tag
}

// answerName is an attempt and a question, as unsent.js names what it keeps.
var answerName = regexp.MustCompile(`^([0-9a-z]{1,40})\.([0-9a-z]{1,40})$`)

func noAnswersFile(key string, pairs ...any) error { return fault.OnField("file", key, pairs...) }

// ReadAnswersFile opens such a file. One that is none, is cut off, was changed, or was sealed by another relevo is
// refused as a whole, under the field "file".
func ReadAnswersFile(data []byte, keyOf KeyOfDevice) (AnswersFile, error) {
	read := AnswersFile{Recordings: map[FiledRecording][]byte{}}
	sealed, err := sealedIn(data)
	if err != nil {
		return read, err
	}
	type opener struct {
		account string
		aead    cipher.AEAD
	}
	keys := map[string]opener{}
	for _, record := range sealed.Records {
		by, known := keys[record.Key]
		if !known {
			account, key, err := keyOf(record.Key)
			if err != nil {
				return read, noAnswersFile("answers.file.foreign")
			}
			block, err := aes.NewCipher(key)
			if err != nil {
				return read, err
			}
			by.account = account
			if by.aead, err = cipher.NewGCM(block); err != nil {
				return read, err
			}
			keys[record.Key] = by
		}
		text, err := record.open(by.aead)
		if err != nil {
			return read, noAnswersFile("answers.file.changed")
		}
		if err := read.add(by.account, record.Name, text); err != nil {
			return read, err
		}
	}
	return read, nil
}

// sealedIn reads the file as far as it is not sealed.
func sealedIn(data []byte) (file sealedFile, err error) {
	if len(data) > MaxAnswersFile {
		return file, noAnswersFile("fault.file_large", "limit", MaxAnswersFile>>20)
	}
	from := json.NewDecoder(bytes.NewReader(data))
	if err := from.Decode(&file); errors.Is(err, io.ErrUnexpectedEOF) {
		return file, noAnswersFile("answers.file.cut")
	} else if err != nil || file.Relevo != "answers" {
		return file, noAnswersFile("answers.file.kind")
	}
	switch rest, err := io.ReadAll(from.Buffered()); {
	case err != nil || len(bytes.TrimSpace(rest)) > 0:
		return file, noAnswersFile("answers.file.changed")
	case file.Version != 1:
		return file, noAnswersFile("answers.file.newer")
	case len(file.Records) == 0:
		return file, noAnswersFile("answers.file.empty")
	case len(file.Records) > mostRecords:
		return file, noAnswersFile("answers.file.many", "max", mostRecords)
	}
	return file, nil
}

// open opens a record, which was sealed under its name.
func (r sealedRecord) open(aead cipher.AEAD) ([]byte, error) {
	sealed, err := base64.StdEncoding.DecodeString(r.Sealed)
	if err != nil {
		return nil, err
	}
	if len(sealed) < aead.NonceSize() {
		return nil, io.ErrUnexpectedEOF
	}
	return aead.Open(nil, sealed[:aead.NonceSize()], sealed[aead.NonceSize():], []byte(r.Name))
}

// add takes up what a record said.
func (f *AnswersFile) add(account, name string, text []byte) error {
	if fileName.MatchString(name) {
		f.Recordings[FiledRecording{account, name}] = text
		return nil
	}
	of := answerName.FindStringSubmatch(name)
	answer := FiledAnswer{AccountID: account}
	if of == nil || json.Unmarshal(text, &answer.AnswerInput) != nil {
		return noAnswersFile("answers.file.changed")
	}
	answer.AttemptID, answer.ItemVersionID = strings.Clone(of[1]), strings.Clone(of[2])
	f.Answers = append(f.Answers, answer)
	return nil
}
