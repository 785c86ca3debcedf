package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"testing"
	"time"
)

func TestACutWaitsForTheStepOfAWriter(t *testing.T) {
	r := start(t)
	r.make("a")
	barrier := filepath.Join(r.root, "volumes", barrierFile)
	// The parent of this process lives as long as the test does.
	must(t, os.WriteFile(barrier, []byte(strconv.Itoa(os.Getppid())), 0o600))
	r.write("a", "f", "half a")
	cut := make(chan error)
	go func() {
		_, err := r.store.CreateSnapshot("s", "a", 0)
		cut <- err
	}()
	select {
	case err := <-cut:
		t.Fatalf("the cut did not wait: %v", err)
	case <-time.After(50 * time.Millisecond):
	}
	r.write("a", "f", "a whole step")
	must(t, os.Remove(barrier))
	must(t, <-cut)
	copied, err := os.ReadFile(filepath.Join(r.root, "snapshots", "s", "f"))
	must(t, err)
	want(t, string(copied), "a whole step")
	_, err = os.Stat(barrier)
	want(t, os.IsNotExist(err), true)
}

func TestTheBarrierOfADeadWriterIsPassed(t *testing.T) {
	r := start(t)
	dead := exec.Command("true")
	must(t, dead.Run())
	barrier := filepath.Join(r.root, "volumes", barrierFile)
	must(t, os.WriteFile(barrier, []byte(strconv.Itoa(dead.Process.Pid)), 0o600))
	r.make("a")
	old := time.Now().Add(-2 * barrierStale)
	must(t, os.WriteFile(barrier, []byte(strconv.Itoa(os.Getppid())), 0o600))
	must(t, os.Chtimes(barrier, old, old))
	r.make("b")
}
