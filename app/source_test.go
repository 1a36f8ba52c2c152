package app_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// eachSource reads the program's own files: no tests, nothing generated, nor what only tests and the harness use.
func eachSource(t *testing.T, look func(folder string, file *ast.File)) {
	t.Helper()
	files := 0
	err := filepath.WalkDir("..", func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		folder := filepath.ToSlash(strings.TrimPrefix(filepath.Dir(path), ".."+string(filepath.Separator)))
		if entry.IsDir() && (entry.Name() == "node_modules" || entry.Name() == ".git") {
			return filepath.SkipDir
		}
		if !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") || strings.HasSuffix(path, "_templ.go") || strings.HasSuffix(folder, "test") || folder == "cmd/bench" {
			return nil
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		files++
		look(folder, file)
		return nil
	})
	if err != nil || files < 300 {
		t.Fatalf("%d files were read, %v", files, err)
	}
}

// relevo starts no other program: nothing that somebody sends can become a command.
func TestNoOtherProgramIsStarted(t *testing.T) {
	eachSource(t, func(folder string, file *ast.File) {
		for _, i := range file.Imports {
			if slices.Contains([]string{`"os/exec"`, `"plugin"`, `"unsafe"`}, i.Path.Value) {
				t.Errorf("%s imports %s", folder, i.Path.Value)
			}
		}
	})
}

// callers are the packages that speak to other machines, those to whom whoever runs relevo has named: the provider
// of logins, the mail server, a database. Webhooks alone go to where an administrator has said, and never inside: its own tests show that.
var callers = map[string]string{"app/access/sso": "the provider of logins", "app/mail": "the mail server", "app/webhooks": "public addresses"}

// No address that somebody sends is called by the server, but by webhooks.
func TestOnlyWhoIsConfiguredIsCalled(t *testing.T) {
	calls := map[string][]string{
		"http": {"Get", "Head", "Post", "PostForm", "NewRequest", "NewRequestWithContext", "DefaultClient", "DefaultTransport", "Client", "Transport"},
		"net":  {"Dial", "DialTimeout", "DialTCP", "DialUDP", "Dialer", "DialUnix"}, "tls": {"Dial", "DialWithDialer", "Dialer"}, "fasthttp": {"Get", "Post", "Do", "Client", "HostClient"},
	}
	eachSource(t, func(folder string, file *ast.File) {
		ast.Inspect(file, func(n ast.Node) bool {
			if s, ok := n.(*ast.SelectorExpr); ok {
				if from, ok := s.X.(*ast.Ident); ok && slices.Contains(calls[from.Name], s.Sel.Name) && callers[folder] == "" {
					t.Errorf("%s uses %s.%s", folder, from.Name, s.Sel.Name)
				}
			}
			return true
		})
	})
}
