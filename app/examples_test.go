package app

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"os"
	"reflect"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"relevo/app/access"
)

var (
	block    = regexp.MustCompile("(?ms)^```(sh|json)(?: (\\d+))?\n(.*?)^```$")
	variable = regexp.MustCompile(`^[A-Z]+`)
	kept     = regexp.MustCompile(`(?s)^([A-Z]+)=\$\((.*)\| jq -r '?([^')]+)'?\)$`)
)

// The examples of docs/api.md do what stands there, sent to a server as curl would send them.
func TestTheExamplesOfTheAPIDoWhatStandsThere(t *testing.T) {
	a, token := served(t)
	text, err := os.ReadFile("docs/api.md")
	if err != nil {
		t.Fatal(err)
	}
	_, text2, found := strings.Cut(string(text), "\n## Examples\n")
	examples, _, _ := strings.Cut(text2, "\n## ")
	blocks := block.FindAllStringSubmatch(examples, -1)
	if !found || len(blocks) < 21 || blocks[0][1] != "sh" {
		t.Fatalf("docs/api.md has %d blocks of examples", len(blocks))
	}
	vars := map[string]string{"RELEVO": a.BaseURL(), "AUTH": "Authorization: Bearer " + token}
	for i := 1; i+1 < len(blocks); i += 2 { // the first says what the variables are
		asked, shown := strings.TrimSpace(blocks[i][3]), blocks[i+1]
		if blocks[i][1] != "sh" || shown[1] != "json" {
			t.Fatalf("not followed by its answer:\n%s", asked)
		}
		name, path := "", ""
		if keeps := kept.FindStringSubmatch(asked); keeps != nil {
			name, asked, path = keeps[1], keeps[2], keeps[3]
		}
		status, body := curl(t, words(asked, vars))
		var want, got any
		if err := json.Unmarshal([]byte(shown[3]), &want); err != nil {
			t.Fatalf("what is shown of %s: %v", asked, err)
		}
		if err := json.Unmarshal(body, &got); err != nil || strconv.Itoa(status) != shown[2] {
			t.Fatalf("%s\n%d, want %s: %v\n%s", asked, status, shown[2], err, body)
		}
		if where := unlike(want, got, ""); where != "" {
			t.Errorf("%s\nis another at %s: %s", asked, where, body)
		}
		if name != "" {
			if vars[name], _ = pick(got, path).(string); vars[name] == "" {
				t.Fatalf("%s: nothing at %s in %s", asked, path, body)
			}
		}
	}
}

// served is a new relevo that answers on a port, does no jobs, and has an administrator with a token.
func served(t *testing.T) (*App, string) {
	t.Helper()
	clock := func() time.Time { return time.Date(2026, 5, 4, 14, 0, 0, 0, time.UTC) }
	a, err := New(t.Context(), Config{Addr: "localhost:0", Data: t.TempDir(), Clock: clock})
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- a.server.Serve(ctx, a.listener, time.Second) }()
	t.Cleanup(func() {
		stop()
		if err := <-ended; err != nil {
			t.Error(err)
		}
		if err := a.db.Close(); err != nil {
			t.Error(err)
		}
	})
	const words = "la ceiba florece de noche"
	a.access.Exempt = func(string) bool { return true }
	hashed, err := access.NewPassphrase(words)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := a.access.OpenAccountWithRole(t.Context(), access.System(), access.NewAccount{Username: "noemi", Name: "Noemí", Passphrase: hashed}, access.Administrator, ""); err != nil {
		t.Fatal(err)
	}
	login, err := a.access.LogIn(t.Context(), access.Credentials{Username: "noemi", Passphrase: words})
	if err != nil {
		t.Fatal(err)
	}
	noemi, err := a.access.Authenticate(t.Context(), login)
	if err != nil {
		t.Fatal(err)
	}
	scopes := []access.Permission{access.ViewStaff, access.ImportRoster, access.ViewFigures, access.ManageInstitutions, access.ManageAccounts, access.IssueCertificates}
	token, err := a.access.CreateToken(t.Context(), noemi, access.NewToken{Name: "x", Scopes: scopes, Days: 30, Writes: true, Present: words})
	if err != nil {
		t.Fatal(err)
	}
	return a, token
}

// words reads a command as a shell does, as far as the examples need it.
func words(command string, vars map[string]string) (list []string) {
	var word strings.Builder
	quote, begun := byte(0), false
	for i := 0; i < len(command); i++ {
		c := command[i]
		switch {
		case quote == '\'' && c != '\'':
			word.WriteByte(c)
		case c == '$':
			name := variable.FindString(command[i+1:])
			word.WriteString(vars[name])
			i, begun = i+len(name), true
		case quote != 0 && c == quote:
			quote = 0
		case quote == '"':
			word.WriteByte(c)
		case c == '\'' || c == '"':
			quote, begun = c, true
		case c == '\\' && i+1 < len(command) && command[i+1] == '\n':
			i++
		case c == ' ' || c == '\n':
			if begun {
				list = append(list, word.String())
			}
			word.Reset()
			begun = false
		default:
			word.WriteByte(c)
			begun = true
		}
	}
	if begun {
		list = append(list, word.String())
	}
	return list
}

// curl does what the command does with these words.
func curl(t *testing.T, args []string) (status int, body []byte) {
	t.Helper()
	method, address, sent, header := http.MethodGet, "", "", http.Header{}
	if len(args) == 0 || args[0] != "curl" {
		t.Fatalf("no curl: %q", args)
	}
	for i := 1; i < len(args); i++ {
		switch args[i] {
		case "-H":
			name, value, _ := strings.Cut(args[i+1], ": ")
			header.Set(name, value)
			i++
		case "-X":
			method = args[i+1]
			i++
		case "--json":
			method, sent = http.MethodPost, args[i+1]
			header.Set("Content-Type", "application/json")
			i++
		default:
			if address != "" || strings.HasPrefix(args[i], "-") {
				t.Fatalf("curl is given %q", args[i])
			}
			address = args[i]
		}
	}
	request, err := http.NewRequestWithContext(t.Context(), method, address, strings.NewReader(sent))
	if err != nil {
		t.Fatal(err)
	}
	request.Header = header
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = answer.Body.Close() }() // it was read
	if body, err = io.ReadAll(answer.Body); err != nil {
		t.Fatal(err)
	}
	return answer.StatusCode, body
}

// unlike says where an answer is not what is shown of it; empty when it is. A text that ends in … goes on somehow.
func unlike(shown, got any, at string) string {
	switch shown := shown.(type) {
	case map[string]any:
		object, ok := got.(map[string]any)
		if !ok {
			return at + " (no object)"
		}
		for name, value := range shown {
			one, has := object[name]
			if !has {
				return at + "." + name + " (missing)"
			}
			if where := unlike(value, one, at+"."+name); where != "" {
				return where
			}
		}
	case []any:
		list, ok := got.([]any)
		if len(shown) == 1 && shown[0] == "…" && len(list) > 0 {
			return ""
		}
		if !ok || len(list) != len(shown) {
			return at + " (of another length)"
		}
		for i, value := range shown {
			if where := unlike(value, list[i], at+"["+strconv.Itoa(i)+"]"); where != "" {
				return where
			}
		}
	case string:
		text, ok := got.(string)
		begins, open := strings.CutSuffix(shown, "…")
		if !ok || open && !strings.HasPrefix(text, begins) || open && text == "" || !open && text != shown {
			return at
		}
	default:
		if !reflect.DeepEqual(shown, got) {
			return at
		}
	}
	return ""
}

// pick gives what is at a path of jq's: ".drafts[0].id".
func pick(value any, path string) any {
	for part := range strings.FieldsFuncSeq(path, func(r rune) bool { return strings.ContainsRune(".[]", r) }) {
		switch of := value.(type) {
		case map[string]any:
			value = of[part]
		case []any:
			i, err := strconv.Atoi(part)
			if err != nil || i >= len(of) {
				return nil
			}
			value = of[i]
		default:
			return nil
		}
	}
	return value
}
