package main

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

// copyTree copies a directory with its files, folders and links to a place
// where nothing is yet. The copy appears at once, when it is whole. A file that
// its writer removed meanwhile is left out, as if the cut had come after it.
func copyTree(from, to string) error {
	work := filepath.Join(filepath.Dir(to), ".new-"+filepath.Base(to))
	// What is left of a copy that was broken off.
	if err := errors.Join(os.RemoveAll(work), os.RemoveAll(to)); err != nil {
		return err
	}
	err := filepath.WalkDir(from, func(path string, entry fs.DirEntry, err error) error {
		if errors.Is(err, fs.ErrNotExist) && path != from {
			return nil
		}
		if err != nil {
			return err
		}
		inside, err := filepath.Rel(from, path)
		if err != nil {
			return err
		}
		err = copyEntry(path, filepath.Join(work, inside), entry)
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		return err
	})
	if err != nil {
		return errors.Join(err, os.RemoveAll(work))
	}
	return os.Rename(work, to)
}

func copyEntry(from, to string, entry fs.DirEntry) error {
	switch {
	case entry.IsDir():
		return os.Mkdir(to, 0o700)
	case entry.Type()&fs.ModeSymlink != 0:
		target, err := os.Readlink(from)
		if err != nil {
			return err
		}
		return os.Symlink(target, to)
	case entry.Type().IsRegular():
		return copyFile(from, to)
	}
	// Sockets and pipes hold no data.
	return nil
}

func copyFile(from, to string) (err error) {
	source, err := os.Open(from)
	if err != nil {
		return err
	}
	defer source.Close()
	target, err := os.OpenFile(to, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = io.Copy(target, source)
	return errors.Join(err, target.Close())
}
