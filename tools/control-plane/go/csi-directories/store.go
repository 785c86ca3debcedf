package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sort"
	"strings"
	"sync"
	"time"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
)

// Volume is what the driver remembers of a directory below volumes/.
type Volume struct {
	ID            string `json:"id"`
	CapacityBytes int64  `json:"capacityBytes"`
	// FromSnapshot and FromVolume name the source of the content, if any.
	FromSnapshot string `json:"fromSnapshot,omitempty"`
	FromVolume   string `json:"fromVolume,omitempty"`
	// NodeExpansion says that growth ends only when a kubelet has done its half.
	NodeExpansion bool              `json:"nodeExpansion,omitempty"`
	Attributes    map[string]string `json:"attributes,omitempty"`
}

// Snapshot is what the driver remembers of a directory below snapshots/.
type Snapshot struct {
	ID           string    `json:"id"`
	SourceVolume string    `json:"sourceVolume"`
	SizeBytes    int64     `json:"sizeBytes"`
	CutAt        time.Time `json:"cutAt"`
	// ReadyAt is later than CutAt where an upload is played.
	ReadyAt time.Time `json:"readyAt"`
	Group   string    `json:"group,omitempty"`
}

// Group is a set of snapshots of one cut.
type Group struct {
	ID        string    `json:"id"`
	CutAt     time.Time `json:"cutAt"`
	Snapshots []string  `json:"snapshots"`
}

// Store keeps volumes and snapshots as directories and one record per item.
// Records are written after the data and removed before it, so that whatever
// has a record is whole, also after a kill.
type Store struct {
	root string
	now  func() time.Time

	// One lock over everything: a group is one cut.
	lock      sync.Mutex
	volumes   map[string]Volume
	snapshots map[string]Snapshot
	groups    map[string]Group
}

const (
	volumesFolder   = "volumes"
	snapshotsFolder = "snapshots"
	groupsFolder    = "groups"
	recordsFolder   = "records"
)

// OpenStore reads the records below root, making the folders where missing.
func OpenStore(root string) (*Store, error) {
	store := &Store{root: root, now: time.Now}
	for _, kind := range []string{volumesFolder, snapshotsFolder, groupsFolder} {
		for _, folder := range []string{filepath.Join(root, kind), filepath.Join(root, recordsFolder, kind)} {
			if err := os.MkdirAll(folder, 0o700); err != nil {
				return nil, err
			}
		}
	}
	var err error
	if store.volumes, err = readRecords[Volume](root, volumesFolder); err != nil {
		return nil, err
	}
	if store.snapshots, err = readRecords[Snapshot](root, snapshotsFolder); err != nil {
		return nil, err
	}
	store.groups, err = readRecords[Group](root, groupsFolder)
	return store, err
}

func readRecords[T any](root, kind string) (map[string]T, error) {
	folder := filepath.Join(root, recordsFolder, kind)
	entries, err := os.ReadDir(folder)
	if err != nil {
		return nil, err
	}
	records := map[string]T{}
	for _, entry := range entries {
		id, isRecord := strings.CutSuffix(entry.Name(), ".json")
		if !isRecord {
			continue
		}
		text, err := os.ReadFile(filepath.Join(folder, entry.Name()))
		if err != nil {
			return nil, err
		}
		var record T
		if err := json.Unmarshal(text, &record); err != nil {
			return nil, fmt.Errorf("the record %s cannot be read: %w", entry.Name(), err)
		}
		records[id] = record
	}
	return records, nil
}

func (s *Store) recordFile(kind, id string) string {
	return filepath.Join(s.root, recordsFolder, kind, id+".json")
}

func (s *Store) folder(kind, id string) string {
	return filepath.Join(s.root, kind, id)
}

// alone acts while no writer is in the middle of a step; the lock is held.
func (s *Store) alone(act func() error) error {
	return alone(filepath.Join(s.root, volumesFolder), act)
}

// writeRecord replaces a record at once: a reader sees the old or the new one.
func (s *Store) writeRecord(kind, id string, record any) error {
	text, err := json.MarshalIndent(record, "", "  ")
	if err != nil {
		return err
	}
	file := s.recordFile(kind, id)
	if err := os.WriteFile(file+".new", text, 0o600); err != nil {
		return err
	}
	return os.Rename(file+".new", file)
}

// forget removes a record and then its data, if it has any.
func (s *Store) forget(kind, id string) error {
	if err := os.Remove(s.recordFile(kind, id)); err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	return os.RemoveAll(s.folder(kind, id))
}

// requireID keeps names from leaving the folder that they are joined to.
func requireID(what, id string) error {
	if id == "" {
		return status.Errorf(codes.InvalidArgument, "the %s is missing", what)
	}
	if len(id) > 200 || strings.HasPrefix(id, ".") || strings.ContainsAny(id, "/\\\x00") {
		return status.Errorf(codes.InvalidArgument, "the %s %q cannot be the name of a directory", what, id)
	}
	return nil
}

// Inventory is everything the driver keeps, sorted by id.
type Inventory struct {
	Root      string     `json:"root"`
	Volumes   []Volume   `json:"volumes"`
	Snapshots []Snapshot `json:"snapshots"`
	Groups    []Group    `json:"groups"`
}

// Inventory lists what is kept at this moment.
func (s *Store) Inventory() Inventory {
	s.lock.Lock()
	defer s.lock.Unlock()
	return Inventory{
		Root:      s.root,
		Volumes:   sorted(s.volumes),
		Snapshots: sorted(s.snapshots),
		Groups:    sorted(s.groups),
	}
}

func sorted[T any](items map[string]T) []T {
	ids := make([]string, 0, len(items))
	for id := range items {
		ids = append(ids, id)
	}
	sort.Strings(ids)
	list := make([]T, 0, len(ids))
	for _, id := range ids {
		list = append(list, items[id])
	}
	return list
}
