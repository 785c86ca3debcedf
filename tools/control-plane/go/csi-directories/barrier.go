package main

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
)

const (
	// The file by which those who write to volumes and those who copy them take
	// turns; it holds the process id of whose turn it is. The sandbox's workload
	// does each of its steps under it, so that a cut falls between two steps.
	barrierFile = ".cut"
	// A barrier older than this is a dead holder's, whoever has its process id now.
	barrierStale = time.Minute
	barrierLook  = 5 * time.Millisecond
	barrierLimit = 2 * barrierStale
)

// alone acts while nobody else writes to the volumes in a folder or copies them.
func alone(folder string, act func() error) error {
	barrier := filepath.Join(folder, barrierFile)
	end := time.Now().Add(barrierLimit)
	for {
		err := takeBarrier(barrier)
		if err == nil {
			break
		}
		if !errors.Is(err, fs.ErrExist) {
			return err
		}
		if time.Now().After(end) {
			return status.Error(codes.Unavailable, "the volumes are being written to without a pause")
		}
		if isStale(barrier) {
			_ = os.Remove(barrier)
			continue
		}
		time.Sleep(barrierLook)
	}
	return errors.Join(act(), os.Remove(barrier))
}

func takeBarrier(barrier string) error {
	file, err := os.OpenFile(barrier, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = file.WriteString(strconv.Itoa(os.Getpid()))
	return errors.Join(err, file.Close())
}

func isStale(barrier string) bool {
	info, err := os.Stat(barrier)
	if err != nil {
		return false
	}
	if time.Since(info.ModTime()) > barrierStale {
		return true
	}
	text, err := os.ReadFile(barrier)
	if err != nil {
		return false
	}
	holder, err := strconv.Atoi(strings.TrimSpace(string(text)))
	// This process asks only under its own lock, so what bears its id is left of an earlier one.
	return err == nil && holder > 0 && (holder == os.Getpid() || errors.Is(syscall.Kill(holder, 0), syscall.ESRCH))
}
