// Command relevo is the whole programme in one binary: the server, its
// demonstration, migrations, and any figure recomputed by hand.
//
//	relevo demo                   a demonstration to look at, in ./relevo-demo
//	relevo serve                  the real thing, in ./relevo-data
//	relevo migrate                bring the database up to date and stop
//	relevo import roster …        bring in a staff list
//	relevo import places …        bring in INEI's provinces and districts
//	relevo import items …         bring in questions: GIFT, Aiken, Moodle XML, a table
//	relevo import results …       bring in scores of earlier assessments
//	relevo import trainings …     bring in earlier trainings and certificates
//	relevo export items …         take the item bank elsewhere
//	relevo account recover NAME   let somebody back in who lost passphrase and telephone
//	relevo keys generate          make a key to sign certificates with
//	relevo backup create FILE     write everything into one file, while it runs
//	relevo backup verify FILE     check that such a file is whole
//	relevo restore FILE           make a relevo of it again
//	relevo doctor                 look at how it is set up, and say how to mend what is wrong
//	relevo verify FILE            check a certificate in PDF, a badge or a credential
//	relevo report cascade …       who can still do it, and why that moved
//	relevo report turnover …      turnover of institutions in a window
//	relevo measure survival < in  recompute a figure without a database
//
// Every flag has a twin in the environment: --database-url is
// RELEVO_DATABASE_URL. Results go to stdout, everything else to stderr.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"slices"
	"strings"
	"syscall"

	"github.com/alecthomas/kong"

	"relevo/app/fault"
	"relevo/app/i18n"
)

func main() {
	ctx, stop := context.WithCancel(context.Background())
	signals := make(chan os.Signal, 2)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM)
	go func() {
		<-signals
		stop()
		<-signals // a second Ctrl+C does not wait for the first
		os.Exit(interrupted)
	}()
	code := run(ctx, os.Args[1:], os.Environ(), os.Stdin, os.Stdout, os.Stderr)
	stop()
	os.Exit(code)
}

// interrupted is the exit code of a program that was ended by Ctrl+C, as shells have it.
const interrupted = 130

// console is what a command reads from and writes to.
type console struct {
	ctx    context.Context //nolint:containedctx // a command is one call; this is its only argument
	in     io.Reader
	out    io.Writer // the result alone
	err    io.Writer // everything said about it
	locale i18n.Locale
}

// commands are the words after "relevo".
type commands struct {
	Serve   serveCommand   `cmd:"" help:"Serve relevo until stopped."`
	Demo    demoCommand    `cmd:"" help:"Serve a demonstration programme; nothing in it is real."`
	Migrate migrateCommand `cmd:"" help:"Bring the database up to date and stop."`
	Import  importCommand  `cmd:"" help:"Bring in files."`
	Export  exportCommand  `cmd:"" help:"Take things elsewhere in files."`
	Keys    keysCommand    `cmd:"" help:"Make and list the keys that certificates are signed with."`
	Backup  backupCommand  `cmd:"" help:"Write everything into one file, or check such a file."`
	Restore restoreCommand `cmd:"" help:"Make a relevo of a backup."`
	Doctor  doctorCommand  `cmd:"" help:"Look at how relevo is set up, and say how to mend what is wrong."`
	Account accountCommand `cmd:"" help:"Let somebody back in from the machine itself."`
	Verify  verifyCommand  `cmd:"" help:"Check a certificate that somebody has as a file."`
	Report  reportCommand  `cmd:"" help:"Write figures as a table, JSON, CSV or a spreadsheet."`
	Measure measureCommand `cmd:"" help:"Compute a figure from JSON on standard input."`
}

// run is the program: everything it touches is handed to it, so that tests
// can run it. It gives the exit code.
func run(ctx context.Context, args, env []string, in io.Reader, out, stderr io.Writer) int {
	var cli commands
	exit := -1
	parser, err := kong.New(&cli,
		kong.Name("relevo"),
		kong.Description("Training for those who meet victims of trafficking, and what is left of it today."),
		kong.UsageOnError(),
		kong.Writers(out, stderr),
		kong.Exit(func(code int) { exit = code }),
		kong.Resolvers(environment(env)),
		kong.Bind(&console{ctx: ctx, in: in, out: out, err: stderr, locale: i18n.English}),
	)
	if err != nil {
		return say(stderr, err)
	}
	if len(args) == 0 {
		args = []string{"--help"}
	}
	command, err := parser.Parse(args)
	if exit >= 0 { // --help
		return exit
	}
	if err != nil {
		_, _ = fmt.Fprintf(stderr, "relevo: %v\nTry: relevo --help\n", err) // stderr is the last resort
		return 2
	}
	if err := command.Run(); err != nil {
		return say(stderr, err)
	}
	return 0
}

// say tells a person at a terminal what went wrong.
func say(stderr io.Writer, err error) int {
	var known *fault.Error
	if errors.As(err, &known) {
		told := i18n.For(i18n.English).Fault(err)
		_, _ = fmt.Fprintf(stderr, "relevo: %s\n", told.Sentence)
		for _, field := range told.Fields {
			_, _ = fmt.Fprintf(stderr, "  %s: %s\n", field.Field, field.Text)
		}
		if known.Err != nil {
			_, _ = fmt.Fprintf(stderr, "  (%s)\n", oneLine(known.Err))
		}
		return 1
	}
	_, _ = fmt.Fprintf(stderr, "relevo: %s\n", oneLine(err))
	return 1
}

// oneLine makes one line of an error that drivers write on several, with the
// same reason for each way in which they tried.
func oneLine(err error) string {
	var lines []string
	for line := range strings.Lines(err.Error()) {
		if line = strings.TrimSpace(line); line != "" && !slices.Contains(lines, line) {
			lines = append(lines, line)
		}
	}
	return strings.Join(lines, " ")
}

// environment answers for flags that were not given: --data-url is RELEVO_DATA_URL.
func environment(env []string) kong.ResolverFunc {
	values := map[string]string{}
	for _, line := range env {
		if name, value, ok := strings.Cut(line, "="); ok && strings.HasPrefix(name, "RELEVO_") {
			values[name] = value
		}
	}
	return func(_ *kong.Context, _ *kong.Path, flag *kong.Flag) (any, error) {
		name := "RELEVO_" + strings.ToUpper(strings.ReplaceAll(flag.Name, "-", "_"))
		if value, ok := values[name]; ok {
			return value, nil
		}
		return nil, nil
	}
}
