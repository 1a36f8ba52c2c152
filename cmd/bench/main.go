package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
	"syscall"
	"time"

	"github.com/alecthomas/kong"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := run(ctx, os.Args[1:], os.Stdout, os.Stderr)
	stop()
	os.Exit(code)
}

// console is what a command writes to.
type console struct {
	ctx context.Context //nolint:containedctx // a command is one call; this is its only argument
	out io.Writer       // the results
	err io.Writer       // what is being done
}

func (c *console) sayf(format string, args ...any) {
	_, _ = fmt.Fprintf(c.err, format+"\n", args...) // a closed stderr is no reason to stop measuring
}

// options are what all measurements have in common.
type options struct {
	DatabaseURL string        `help:"An empty PostgreSQL database on this machine, instead of the embedded one." placeholder:"postgres://…"`
	Relevo      string        `help:"A relevo that was built before; without it, this tree's is built."          placeholder:"FILE"`
	Duration    time.Duration `default:"5s"                                                                      help:"How long each journey is walked."`
	Users       string        `default:"2,8,32"                                                                  help:"How many people at once, from 1 to 64 each."`
	Journey     []string      `help:"Only these journeys; may be given several times."`
	Profile     string        `help:"Write a CPU profile of each journey into this folder."                      placeholder:"DIR"`
	JSON        string        `help:"Write the results as JSON too; - for standard output instead of the table." name:"json"                                        placeholder:"FILE"`
}

// journeysCommand is "bench journeys", what is done when nothing else is said.
type journeysCommand struct {
	options `embed:""`
}

// emptyCommand is the child process of the limit of pages.
type emptyCommand struct {
	Addr string `help:"Where to listen."`
}

// Run serves until it is stopped.
func (e *emptyCommand) Run(c *console) error { return emptyServer(c.ctx, e.Addr) }

// commands are the words after "bench".
type commands struct {
	Journeys journeysCommand `cmd:"" default:"withargs"                                               help:"Measure journeys and the limits of the machine."`
	Growth   growthCommand   `cmd:"" help:"Measure what pages cost as the country grows around them."`
	Exam     examCommand     `cmd:"" help:"Ten thousand people begin the same test within a minute."`
	Empty    emptyCommand    `cmd:"" hidden:""`
}

// run is the program. It gives the exit code.
func run(ctx context.Context, args []string, out, stderr io.Writer) int {
	var cli commands
	exit := -1
	parser, err := kong.New(&cli, kong.Name("bench"), kong.Description("How fast relevo is, against what the machine can do and against its peer."),
		kong.Writers(out, stderr), kong.Exit(func(code int) { exit = code }), kong.Bind(&console{ctx: ctx, out: out, err: stderr}))
	if err == nil {
		var command *kong.Context
		if command, err = parser.Parse(args); exit >= 0 { // --help
			return exit
		}
		if err == nil {
			err = command.Run()
		}
	}
	if err != nil {
		_, _ = fmt.Fprintf(stderr, "bench: %s\n", strings.TrimSpace(err.Error())) // stderr is the last resort
		return 1
	}
	return 0
}
