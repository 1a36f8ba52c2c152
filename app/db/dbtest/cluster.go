package dbtest

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"relevo/app/db"
)

// Cluster is a PostgreSQL of a test's own, with its data on the disk, that the test may
// kill, follow with a replica, and promote.
type Cluster struct {
	Port   int
	bin    string
	folder string
	owner  *syscall.Credential // nil: whoever runs the test
}

// ReplicaName is what a primary that [Cluster.WaitForReplica] was told of waits for.
const ReplicaName = "follower"

// NewCluster makes and starts a PostgreSQL whose acknowledged commits are on the disk.
func NewCluster(t testing.TB) *Cluster {
	t.Helper()
	c := newCluster(t)
	c.run(t, "initdb", "-D", c.data(), "-U", "relevo", "--auth=trust", "-E", "UTF8", "--locale=C.UTF-8")
	c.Start(t)
	return c
}

// Follow makes and starts a streaming replica of the cluster.
func (c *Cluster) Follow(t testing.TB) *Cluster {
	t.Helper()
	r := newCluster(t)
	r.run(t, "pg_basebackup", "-D", r.data(), "-R", "-X", "stream", "-c", "fast",
		"-d", fmt.Sprintf("host=127.0.0.1 port=%d user=relevo application_name=%s", c.Port, ReplicaName))
	r.Start(t)
	return r
}

// newCluster takes a folder and a port.
func newCluster(t testing.TB) *Cluster {
	t.Helper()
	found, err := filepath.Glob("/usr/lib/postgresql/*/bin/initdb")
	if err != nil || len(found) == 0 {
		t.Fatal("PostgreSQL is missing: install Debian's package postgresql")
	}
	c := &Cluster{bin: filepath.Dir(found[len(found)-1]), Port: FreePort(t)}
	if c.folder, err = os.MkdirTemp("", "relevo-pg-"); err != nil { // and not t.TempDir: PostgreSQL must enter
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(c.folder) }) // a leftover temporary folder harms nobody
	if os.Getuid() == 0 {                            // PostgreSQL refuses to run as root
		c.owner = nobody(t)
		if err := os.Chown(c.folder, int(c.owner.Uid), int(c.owner.Gid)); err != nil {
			t.Fatal(err)
		}
	}
	return c
}

func nobody(t testing.TB) *syscall.Credential {
	t.Helper()
	who, err := user.Lookup("nobody")
	if err != nil {
		t.Fatal(err)
	}
	uid, uidErr := strconv.ParseUint(who.Uid, 10, 32)
	gid, gidErr := strconv.ParseUint(who.Gid, 10, 32)
	if err := errors.Join(uidErr, gidErr); err != nil {
		t.Fatal(err)
	}
	return &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}
}

// FreePort is a port of this machine that nobody listens at.
func FreePort(t testing.TB) int {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = l.Close() }()    // it was never used
	return l.Addr().(*net.TCPAddr).Port //nolint:errcheck // a TCP listener has a TCP address
}

func (c *Cluster) data() string { return filepath.Join(c.folder, "data") }

// command is one of PostgreSQL's programs, run as who owns the cluster.
func (c *Cluster) command(name string, args ...string) *exec.Cmd {
	cmd := exec.Command(filepath.Join(c.bin, name), args...) //nolint:gosec // PostgreSQL's own programs
	cmd.Dir = c.folder
	cmd.Env = []string{"PATH=" + os.Getenv("PATH"), "LC_ALL=C"}
	cmd.SysProcAttr = &syscall.SysProcAttr{Credential: c.owner}
	return cmd
}

func (c *Cluster) run(t testing.TB, name string, args ...string) {
	t.Helper()
	if said, err := c.command(name, args...).CombinedOutput(); err != nil {
		t.Fatalf("%s: %v\n%s%s", name, err, said, c.log())
	}
}

func (c *Cluster) log() []byte {
	text, _ := os.ReadFile(filepath.Join(c.folder, "log")) // without a log there is nothing to say
	return text
}

// Start starts the cluster and ends it after the test.
func (c *Cluster) Start(t testing.TB) {
	t.Helper()
	c.run(t, "pg_ctl", "-D", c.data(), "-w", "-l", filepath.Join(c.folder, "log"), "-o",
		fmt.Sprintf("-p %d -k %s -c listen_addresses=127.0.0.1 -c max_connections=200 -c shared_buffers=64MB -c hot_standby=on -c hot_standby_feedback=on", c.Port, c.folder), "start")
	t.Cleanup(func() { _ = c.command("pg_ctl", "-D", c.data(), "-m", "immediate", "stop").Run() }) // the test may have killed it
}

// Kill ends the cluster as a power cut does: nothing is flushed, nobody is told.
func (c *Cluster) Kill(t testing.TB) {
	t.Helper()
	c.run(t, "pg_ctl", "-D", c.data(), "-m", "immediate", "stop")
}

// Promote makes a replica the primary.
func (c *Cluster) Promote(t testing.TB) {
	t.Helper()
	c.run(t, "pg_ctl", "-D", c.data(), "-w", "promote")
}

// WaitForReplica has each commit acknowledged only once the replica has it on its disk too.
func (c *Cluster) WaitForReplica(t testing.TB) {
	t.Helper()
	c.Exec(t, "ALTER SYSTEM SET synchronous_standby_names = '"+ReplicaName+"'")
	c.Exec(t, "SELECT pg_reload_conf()")
	for deadline := time.Now().Add(30 * time.Second); ; {
		var following int
		if err := c.query("SELECT count(*) FROM pg_stat_replication WHERE sync_state = 'sync'", &following); err != nil {
			t.Fatal(err)
		}
		if following == 1 {
			return
		}
		if time.Now().After(deadline) {
			t.Fatalf("the replica does not follow\n%s", c.log())
		}
		time.Sleep(20 * time.Millisecond) // it is another process that is waited for
	}
}

// URL is the address of the cluster's database, with those of others to turn to when this
// one takes no writes.
func (c *Cluster) URL(others ...*Cluster) string {
	hosts, ports := []string{}, []string{}
	for _, one := range slices.Concat([]*Cluster{c}, others) {
		hosts, ports = append(hosts, "127.0.0.1"), append(ports, strconv.Itoa(one.Port))
	}
	address := fmt.Sprintf("postgres:///postgres?host=%s&port=%s&user=relevo&sslmode=disable&connect_timeout=3", strings.Join(hosts, ","), strings.Join(ports, ","))
	if len(others) > 0 {
		address += "&target_session_attrs=read-write"
	}
	return address
}

// Exec runs a statement on the cluster.
func (c *Cluster) Exec(t testing.TB, statement string) {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), c.URL())
	if err != nil {
		t.Fatal(err)
	}
	_, err = conn.Exec(t.Context(), statement)
	if err := errors.Join(err, conn.Close(t.Context())); err != nil {
		t.Fatal(err)
	}
}

func (c *Cluster) query(statement string, into any) error {
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	conn, err := pgx.Connect(ctx, c.URL())
	if err != nil {
		return err
	}
	return errors.Join(conn.QueryRow(ctx, statement).Scan(into), conn.Close(ctx))
}

// Open opens the cluster's database, migrated.
func (c *Cluster) Open(t testing.TB, o db.Options) *db.DB {
	t.Helper()
	if err := migrate(c.URL()); err != nil {
		t.Fatal(err)
	}
	o.URL = c.URL()
	d, err := db.Open(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = d.Close() }) // its database may have been killed
	return d
}
