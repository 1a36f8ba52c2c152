package assessments_test

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"encoding/base64"
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/db/dbtest"
	"relevo/app/fault"
	"relevo/assessments"
)

// sealedAnswers makes the file of a telephone, as vault.js and leave.js make it.
func sealedAnswers(t testing.TB, key []byte, id string, records map[string]string) []byte {
	t.Helper()
	block, err := aes.NewCipher(key)
	if err != nil {
		t.Fatal(err)
	}
	aead, err := cipher.NewGCM(block)
	if err != nil {
		t.Fatal(err)
	}
	type record struct {
		Name    string `json:"name"`
		Account string `json:"account"`
		Key     string `json:"key"`
		Sealed  string `json:"sealed"`
	}
	file := struct {
		Relevo  string   `json:"relevo"`
		Version int      `json:"version"`
		Records []record `json:"records"`
	}{Relevo: "answers", Version: 1}
	for name, text := range records {
		nonce := bytes.Repeat([]byte{7}, aead.NonceSize())
		sealed := aead.Seal(nonce, nonce, []byte(text), []byte(name))
		file.Records = append(file.Records, record{Name: name, Account: "0f0f", Key: id, Sealed: base64.StdEncoding.EncodeToString(sealed)})
	}
	data, err := json.Marshal(file)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

var telephoneKey = bytes.Repeat([]byte{3}, 32)

// keyring knows the one key, of the account.
func keyring(account string) assessments.KeyOfDevice {
	return func(id string) (string, []byte, error) {
		if id != "key" {
			return "", nil, errors.New("unknown")
		}
		return account, telephoneKey, nil
	}
}

// What was sealed on a telephone and never sent reaches relevo by a file, which whoever runs the sitting uploads: once
// however often, by the owner's own rules, and nobody else's business.
func TestAnswersComeByAFile(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d).withAssessment().limited(30)
		a := w.administer(assessments.Pre, 0, 5)
		paper := w.started(a, 0)
		person := paper.PersonID
		account := access.Account{ID: "account-of-0", PersonID: &person, Username: "ana", Name: "Ana", PasswordHash: "-", Locale: "es"}
		w.write(func(tx *db.Tx) error {
			account.CreatedAt = tx.Now
			return tx.DB.Create(&account).Error
		})
		said := func(item assessments.PaperItem, seq int) string {
			text, err := json.Marshal(assessments.AnswerInput{Seq: int64(seq), Device: "telephone", Value: w.right(item, "Le ofrezco agua.")})
			w.must(err)
			return string(text)
		}
		first, second := paper.Items[0], paper.Items[1]
		read := func(records map[string]string) assessments.AnswersFile {
			file, err := assessments.ReadAnswersFile(sealedAnswers(t, telephoneKey, "key", records), keyring(account.ID))
			w.must(err)
			return file
		}
		file := read(map[string]string{
			paper.ID + "." + first.ItemVersionID:  said(first, 2),
			paper.ID + "." + second.ItemVersionID: `{"seq":1,"device":"telephone","value":{"options":["none"]}}`,
			paper.ID + ".notasked":                said(first, 1),
			"another." + first.ItemVersionID:      said(first, 1),
		})
		preview, err := w.PreviewAnswers(t.Context(), w.author, file)
		w.must(err)
		if len(preview.Sittings) != 1 || preview.New != 1 || preview.Others != 1 || len(preview.Sittings[0].Refused) != 2 || preview.Sittings[0].PersonID != person {
			t.Fatalf("%+v", preview)
		}
		if got, err := w.Resume(t.Context(), w.as(0), paper.ID); err != nil || len(got) != 0 {
			t.Errorf("looking at it saved something: %v, %v", got, err)
		}
		for range 2 {
			if _, err := w.ImportAnswers(t.Context(), w.author, file); err != nil {
				t.Fatal(err)
			}
		}
		got, err := w.Resume(t.Context(), w.as(0), paper.ID)
		w.must(err)
		if len(got) != 1 || got[first.ItemVersionID].Seq != 2 || got[first.ItemVersionID].Late {
			t.Errorf("saved: %+v", got)
		}
		var noted int64
		w.must(d.Read(t.Context(), func(tx *db.Tx) error {
			return tx.DB.Model(&access.AuditEntry{}).Where("action = ?", "assessments.answers.import").Count(&noted).Error
		}))
		if noted != 1 {
			t.Errorf("the record has it %d times", noted)
		}
		// Sent by the telephone after all, it is the same answer.
		w.must(w.save(paper, 0, assessments.AnswerInput{ItemVersionID: first.ItemVersionID, Seq: 2, Device: "telephone", Value: w.right(first, "")}))

		// Who does not run the sitting sees nothing of it.
		elsewhere := access.Actor{AccountID: "x", Roles: []access.Held{{Role: access.Trainer, InstitutionID: w.centres[1].ID, Path: w.centres[1].Path}}}
		for _, who := range []access.Actor{elsewhere, w.as(0)} {
			if _, err := w.PreviewAnswers(t.Context(), who, file); err == nil || fault.Is(err, fault.Internal) {
				t.Errorf("%s: %v", who.AccountID, err)
			}
		}
		if _, err := w.ImportAnswers(t.Context(), elsewhere, file); !fault.Is(err, fault.NotFound) {
			t.Errorf("elsewhere: %v", err)
		}
		// What somebody else sealed under this attempt's name is not taken.
		other, err := assessments.ReadAnswersFile(sealedAnswers(t, telephoneKey, "key", map[string]string{paper.ID + "." + second.ItemVersionID: said(second, 9)}), keyring("somebody else"))
		w.must(err)
		if filed, err := w.ImportAnswers(t.Context(), w.author, other); err != nil || filed.New != 0 || len(filed.Sittings[0].Refused) != 1 {
			t.Errorf("somebody else's: %+v, %v", filed, err)
		}
		// After the time limit the existing rule holds: kept, flagged; and when it is over, put aside, once.
		w.advance(32 * time.Minute)
		late := read(map[string]string{paper.ID + "." + second.ItemVersionID: said(second, 3)})
		filed, err := w.ImportAnswers(t.Context(), w.author, late)
		w.must(err)
		if filed.New != 1 || !filed.Sittings[0].Late {
			t.Errorf("late: %+v", filed)
		}
		_, err = w.Submit(t.Context(), w.as(0), paper.ID)
		w.must(err)
		over := read(map[string]string{paper.ID + "." + second.ItemVersionID: said(second, 4)})
		for i, want := range []int{1, 0} {
			filed, err := w.ImportAnswers(t.Context(), w.author, over)
			w.must(err)
			if filed.New != want || !filed.Sittings[0].Aside {
				t.Errorf("time %d: %+v", i, filed)
			}
		}
	})
}

func TestAFileOfAnswersIsWholeOrRefused(t *testing.T) {
	good := sealedAnswers(t, telephoneKey, "key", map[string]string{"attempt.item": `{"seq":1,"device":"telephone","value":{"text":"x"}}`})
	if file, err := assessments.ReadAnswersFile(good, keyring("a")); err != nil || len(file.Answers) != 1 || file.Answers[0].AttemptID != "attempt" || file.Answers[0].AccountID != "a" {
		t.Fatalf("%+v, %v", file, err)
	}
	flipped := bytes.Clone(good)
	at := bytes.Index(flipped, []byte(`"sealed":"`)) + 30
	flipped[at] ^= 1
	moved := bytes.Replace(good, []byte("attempt.item"), []byte("attempt.else"), 1)
	for what, one := range map[string]struct {
		data []byte
		key  string
	}{
		"cut":           {good[:len(good)-10], "answers.file.cut"},
		"cut inside":    {good[:len(good)/2], "answers.file.cut"},
		"a picture":     {[]byte("\x89PNG\r\n"), "answers.file.kind"},
		"another JSON":  {[]byte(`{"relevo":"backup"}`), "answers.file.kind"},
		"a changed bit": {flipped, "answers.file.changed"},
		"put elsewhere": {moved, "answers.file.changed"},
		"more after it": {append(bytes.Clone(good), good...), "answers.file.changed"},
		"foreign":       {bytes.Replace(good, []byte(`"key":"key"`), []byte(`"key":"kee"`), 1), "answers.file.foreign"},
		"newer":         {bytes.Replace(good, []byte(`"version":1`), []byte(`"version":2`), 1), "answers.file.newer"},
		"empty":         {[]byte(`{"relevo":"answers","version":1,"records":[]}`), "answers.file.empty"},
		"no answer":     {sealedAnswers(t, telephoneKey, "key", map[string]string{"attempt.item": `[]`}), "answers.file.changed"},
		"no name":       {sealedAnswers(t, telephoneKey, "key", map[string]string{"../x": `{}`}), "answers.file.changed"},
	} {
		_, err := assessments.ReadAnswersFile(one.data, keyring("a"))
		if fields := fault.FieldsOf(err); len(fields) != 1 || fields[0].Name != "file" || fields[0].Key != one.key {
			t.Errorf("%s: %v, want %s", what, err, one.key)
		}
	}
}

func FuzzReadAnswersFile(f *testing.F) {
	f.Add(sealedAnswers(f, telephoneKey, "key", map[string]string{"attempt.item": `{"seq":1,"device":"telephone","value":{"text":"x"}}`}), "{}")
	f.Add([]byte(`{"relevo":"answers","version":1,"records":[{"name":"a.b","key":"key","sealed":"AAAA"}]}`), `{"seq":-1}`)
	f.Add([]byte("{"), `{"seq":9e99,"value":{"matches":{"a":"b"}}}`)
	f.Fuzz(func(t *testing.T, data []byte, inside string) {
		// Whatever comes is read or refused with a reason, sealed or inside the seal.
		for _, file := range [][]byte{data, sealedAnswers(t, telephoneKey, "key", map[string]string{"attempt.item": inside})} {
			read, err := assessments.ReadAnswersFile(file, keyring("a"))
			if err != nil && !fault.Is(err, fault.Invalid) {
				t.Fatalf("%v", err)
			}
			for _, a := range read.Answers {
				if a.AccountID != "a" || a.AttemptID == "" || strings.ContainsAny(a.AttemptID+a.ItemVersionID, "./ ") {
					t.Fatalf("%+v", a)
				}
			}
		}
	})
}
